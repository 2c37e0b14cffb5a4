using System.CommandLine;
using ChaosPlaybook.Interop;

namespace ChaosPlaybook.Cli.Commands;

/// <summary><c>metrics DIR</c>: what a results folder holds, for Prometheus or OpenTelemetry.</summary>
internal static class MetricsCommand
{
    private static readonly string[] _formats = ["prometheus", "otlp"];

    public static Command Make(Terminal terminal)
    {
        var directory = new Argument<string>("DIR") { Description = "A results folder." };
        var format = new Option<string>("--to")
        {
            Description = "prometheus: text format 0.0.4; otlp: metrics in OTLP/JSON, timelines included.", HelpName = "FORMAT", DefaultValueFactory = _ => "prometheus",
        };
        var output = new Option<string?>("--out") { Description = "Write to this file; default standard output.", HelpName = "FILE" };
        var endpoint = new Option<string?>("--endpoint") { Description = "Post the metrics to this OTLP/HTTP endpoint (/v1/metrics).", HelpName = "URL" };
        var command = new Command("metrics", "Shows the metrics of a results folder to Prometheus or OpenTelemetry.") { directory };
        foreach (Option option in (Option[])[format, output, endpoint]) command.Add(option);
        command.SetAction(async (parsed, cancel) =>
        {
            var to = Format(parsed.GetValue(format)!, _formats);
            var target = TelemetryTarget.Of(parsed.GetValue(output), parsed.GetValue(endpoint), to == "otlp");
            var result = ResultsWriter.Read(parsed.GetValue(directory)!).Result;
            if (to == "prometheus") target.WriteText(terminal, writer => PrometheusText.Write(result, writer));
            else await target.WriteMessage(terminal, "metrics", stream => OtlpMetrics.Write(result, stream), cancel);
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>One of the formats.</summary>
    public static string Format(string text, string[] formats) => formats.Contains(text)
        ? text
        : throw new InputException($"--to is \"{text}\"; allowed: {string.Join(", ", formats)}{NearestName.Hint(text, formats)}");
}
