using System.CommandLine;
using ChaosPlaybook.Experiments;
using ChaosPlaybook.Interop;
using ChaosPlaybook.Model;

namespace ChaosPlaybook.Cli.Commands;

/// <summary><c>trace SCENARIO</c>: one trial as traces of OpenTelemetry or as a log.</summary>
internal static class TraceCommand
{
    private static readonly string[] _formats = ["otlp", "logs"];

    public static Command Make(Terminal terminal)
    {
        var scenario = new Argument<string>("SCENARIO") { Description = "The scenario file." };
        var change = new ScenarioArguments();
        var cell = new Option<int>("--cell") { Description = "The cell, as in cells.csv.", HelpName = "N" };
        var replication = new Option<long>("--replication") { Description = "The replication, as in trials.csv.", HelpName = "R" };
        var format = new Option<string>("--to")
        {
            Description = "otlp: traces in OTLP/JSON; logs: one JSON object per line. Virtual time begins at 2000-01-01T00:00:00Z.", HelpName = "FORMAT", DefaultValueFactory = _ => "otlp",
        };
        var output = new Option<string?>("--out") { Description = "Write to this file; default standard output.", HelpName = "FILE" };
        var endpoint = new Option<string?>("--endpoint") { Description = "Post the traces to this OTLP/HTTP endpoint (/v1/traces).", HelpName = "URL" };
        var command = new Command("trace", "Shows one trial as traces of OpenTelemetry, or as a log of JSON lines.") { scenario };
        change.AddTo(command);
        foreach (Option option in (Option[])[cell, replication, format, output, endpoint]) command.Add(option);
        command.SetAction(async (parsed, cancel) =>
        {
            var to = MetricsCommand.Format(parsed.GetValue(format)!, _formats);
            var target = TelemetryTarget.Of(parsed.GetValue(output), parsed.GetValue(endpoint), to == "otlp");
            if (ScenarioArguments.Plan(terminal, parsed.GetValue(scenario)!, change.Read(parsed)) is not { } plan) return ExitCode.BadInput;
            var number = parsed.GetValue(replication);
            if (number is < 0 or >= 1L << 48) throw new InputException($"--replication is {number}; allowed [0, 2^48)");
            var wanted = parsed.GetValue(cell);
            if (wanted < 0 || wanted >= plan.Cells) throw new InputException($"--cell is {wanted}; the scenario has cells 0 to {plan.Cells - 1}");
            var (trial, trace) = Run(plan, wanted, number);
            if (trace.Dropped > 0) terminal.Error.WriteLine($"warning: the trial has {Counted.Of(trace.Dropped, "span")} more than the {trace.Most:N0} that are kept");
            if (to == "logs") target.WriteText(terminal, writer => TrialLog.Write(trial, trace, writer));
            else await target.WriteMessage(terminal, "traces", stream => OtlpTrace.Write(trial, trace, stream), cancel);
            return ExitCode.Done;
        });
        return command;
    }

    private static (TrialIdentity Trial, EventTrace Trace) Run(Plan plan, int cell, long replication)
    {
        var point = plan.Points[cell / plan.Playbooks.Count];
        var playbook = cell % plan.Playbooks.Count;
        var trace = new EventTrace();
        new World(point.Worlds[playbook], plan.Seed, trace).Run(replication, out _);
        var levels = plan.Factors.Zip(point.Levels).Select(pair => new KeyValuePair<string, string>(pair.First.Name, pair.Second.ToString()));
        return (new(plan.Name, plan.Playbooks[playbook], [.. levels], plan.Seed, cell, replication), trace);
    }
}
