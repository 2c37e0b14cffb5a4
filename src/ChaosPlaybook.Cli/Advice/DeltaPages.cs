using System.Globalization;
using System.Text;
using System.Text.Json;
using ChaosPlaybook.Scenarios;

namespace ChaosPlaybook.Cli;

/// <summary>Shows what has changed since earlier advice: as a table, as a section of the page, as data.</summary>
internal static class DeltaPages
{
    /// <summary>Name of the data.</summary>
    public const string FileName = "changes.json";

    /// <summary>The failures that a folder of earlier advice holds.</summary>
    /// <exception cref="InputException">It holds none.</exception>
    public static FailureAnalysis Read(string folder)
    {
        var file = Path.Combine(folder, "failure-patterns.json");
        if (!File.Exists(file)) throw new InputException($"--since is {folder}, which holds no failure-patterns.json; write one with advise --out {folder}");
        try
        {
            var earlier = JsonSerializer.Deserialize<FailureAnalysis>(File.ReadAllText(file), AdvicePages.Json);
            if (earlier is { Playbook: not null, Levels: not null, Patterns: not null, Latencies: not null, Calls: > 0 }) return earlier;
            throw new InputException($"{file} lacks what failures are compared by; write it anew with advise --out");
        }
        catch (Exception problem) when (problem is JsonException or IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new InputException($"{file} cannot be read: {problem.Message}");
        }
    }

    /// <summary>The table for a terminal.</summary>
    public static void Print(AdviceDelta delta, FailureAnalysis now, TextWriter output)
    {
        output.WriteLine($"  since {Then(delta.Before, now)}: failed calls per 1,000: {Number(1000.0 * delta.Before.Failures / delta.Before.Calls)} → {Number(1000.0 * now.Failures / now.Calls)}, "
            + $"{Interval(delta.All)}{Partial(delta, now)}");
        foreach (var pattern in delta.Patterns)
            output.WriteLine($"    {pattern.Word,-5}  {pattern.Step} at {pattern.Executor} with {pattern.Code}: {Number(pattern.PerThousandBefore)} → {Number(pattern.PerThousandAfter)}, {Interval(pattern.Difference)}");
        foreach (var latency in delta.Latencies)
            output.WriteLine($"    attempts at {latency.Executor}, {latency.Outcome}: p50 {Number(latency.P50Before)} → {Number(latency.P50After)} s, p99 {Number(latency.P99Before)} → {Number(latency.P99After)} s");
        output.WriteLine();
    }

    /// <summary>The section of the page.</summary>
    public static string Section(AdviceDelta delta, FailureAnalysis now)
    {
        var text = new StringBuilder();
        text.Append($"\n## Changes since {Then(delta.Before, now)}\n\nFailed calls per 1,000: {Number(1000.0 * delta.Before.Failures / delta.Before.Calls)} → {Number(1000.0 * now.Failures / now.Calls)}, {Interval(delta.All)}{Partial(delta, now)}.\n\n"
            + "| pattern | share before | share after | per 1,000 calls before | after | difference | |\n|---|---:|---:|---:|---:|---|---|\n");
        foreach (var pattern in delta.Patterns)
            text.Append($"| {pattern.Step} at {pattern.Executor} with {pattern.Code} | {Percent(pattern.ShareBefore)} | {Percent(pattern.ShareAfter)} | {Number(pattern.PerThousandBefore)} | {Number(pattern.PerThousandAfter)} | {Interval(pattern.Difference)} | {pattern.Word} |\n");
        text.Append("\n| attempts | p50 before | p50 after | p99 before | p99 after |\n|---|---:|---:|---:|---:|\n");
        foreach (var latency in delta.Latencies)
            text.Append($"| {latency.Executor}, {latency.Outcome} | {Number(latency.P50Before)} s | {Number(latency.P50After)} s | {Number(latency.P99Before)} s | {Number(latency.P99After)} s |\n");
        return text.ToString();
    }

    /// <summary>Writes the data.</summary>
    public static void Write(AdviceDelta delta, FailureAnalysis now, string folder) =>
        OutputFile.Write(Path.Combine(folder, FileName), JsonSerializer.Serialize(new
        {
            Before = Side(delta.Before), After = Side(now), FailuresPerThousand = delta.All,
            Patterns = delta.Patterns.Select(pattern => new
            {
                pattern.Step, pattern.Executor, pattern.Code, pattern.ShareBefore, pattern.ShareAfter, pattern.PerThousandBefore, pattern.PerThousandAfter,
                pattern.Difference, Change = pattern.Word,
            }),
            delta.Latencies,
        }, AdvicePages.Json) + "\n");

    private static object Side(FailureAnalysis found) => new { found.Playbook, found.Levels, found.Trials, found.Calls, found.Failures, Partial = found.IsPartial };

    private static string Then(FailureAnalysis then, FailureAnalysis now) => then.Playbook == now.Playbook && SameLevels(then, now) ? "then"
        : $"playbook {then.Playbook}{string.Concat(then.Levels.Select(level => $", {level.Key} {level.Value}"))}";

    private static bool SameLevels(FailureAnalysis then, FailureAnalysis now) =>
        then.Levels.Count == now.Levels.Count && then.Levels.All(level => now.Levels.GetValueOrDefault(level.Key) == level.Value);

    private static string Partial(AdviceDelta delta, FailureAnalysis now) => (delta.Before.IsPartial, now.IsPartial) switch
    {
        (true, true) => "; both rest on partial data",
        (true, false) => "; then on partial data",
        (false, true) => "; now on partial data",
        _ => "",
    };

    private static string Interval(Statistics.Estimate difference) => $"{Signed(difference.Value)} [{Signed(difference.Low)}, {Signed(difference.High)}]";

    private static string Number(double value) => value.ToString("G3", CultureInfo.InvariantCulture);

    private static string Percent(double share) => (100 * share).ToString("F1", CultureInfo.InvariantCulture) + " %";

    private static string Signed(double value) => (value < 0 ? "−" : "+") + Math.Abs(value).ToString("G3", CultureInfo.InvariantCulture);
}
