using System.Globalization;
using System.Text;
using System.Text.Json;
using ChaosPlaybook.Experiments;
using ChaosPlaybook.Scenarios;

namespace ChaosPlaybook.Cli;

/// <summary>Shows advice: as a table, as a page, as data, as patches.</summary>
internal static class AdvicePages
{
    private static readonly JsonSerializerOptions _json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase, WriteIndented = true, NewLine = "\n",
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>The table for a terminal.</summary>
    public static void Print(Advice advice, int top, TextWriter output)
    {
        var found = advice.Failures;
        output.WriteLine($"{advice.Scenario}: {found.Playbook}{At(found)}, success rate {Percent(advice.SuccessRate)} over {Counted.Of(advice.Trials, "trial")}");
        if (found.IsPartial) output.WriteLine($"  only {Counted.Of(found.Failures, "failure was", "failures were")} seen, fewer than {FailureAnalysis.Enough}: shares are rough");
        output.WriteLine();
        output.WriteLine("  failures");
        foreach (var pattern in found.Patterns.Take(8))
            output.WriteLine($"    {Percent(pattern.Share),7}  {pattern}{Cause(pattern)}");
        if (found.Patterns.Count > 8) output.WriteLine($"    {Counted.Of(found.Patterns.Count - 8, "more kind")}");
        output.WriteLine();
        output.WriteLine(advice.Proposals.Count == 0 ? (found.Failures == 0 ? "  nothing failed, so there is nothing to mend" : "  nothing in the catalogue speaks to these failures") : "  fixes, by measured gain in quality (the answer of a fallback counts for what it is worth)");
        foreach (var (index, fix) in advice.Proposals.Index())
        {
            if (index == top) output.WriteLine("    others tried:");
            output.WriteLine($"    {index + 1,2}. {fix.Title}: {Gain(fix.Gain)}{(fix.Confirmed is { } again ? $"; on fresh luck {Gain(again)}" : "")}{Worth(fix)}{Same(advice, index)}");
            if (index < top) output.WriteLine($"        price: {Price(fix)}");
        }
    }

    /// <summary>Writes every file into a folder.</summary>
    public static void Write(Advice advice, int top, string folder)
    {
        Directory.CreateDirectory(Path.Combine(folder, "fixes"));
        File.WriteAllText(Path.Combine(folder, "failure-patterns.json"), JsonSerializer.Serialize(new
        {
            advice.Scenario, advice.Failures.Playbook, advice.Failures.Levels, advice.Failures.Trials, advice.Failures.Calls, advice.Failures.Failures,
            Partial = advice.Failures.IsPartial, advice.Failures.Patterns, advice.Failures.Latencies,
        }, _json) + "\n");
        File.WriteAllText(Path.Combine(folder, "fix-proposals.json"), JsonSerializer.Serialize(new
        {
            advice.Scenario, advice.Failures.Playbook, advice.Failures.Levels, advice.SuccessRate, advice.Trials, advice.Seed, advice.FreshSeed, advice.Proposals,
        }, _json) + "\n");
        File.WriteAllText(Path.Combine(folder, "advice.md"), Page(advice, top));
        foreach (var stale in Directory.GetFiles(Path.Combine(folder, "fixes"), "*.yaml")) File.Delete(stale);
        foreach (var (index, fix) in advice.Proposals.Index())
            File.WriteAllText(Path.Combine(folder, "fixes", $"{index + 1}-{fix.Id}.yaml"),
                $"# {fix.Title}: {fix.What}.\n# {Gain(fix.Gain)}; paste below playbooks:\n{fix.Patch}");
    }

    /// <summary>The page.</summary>
    public static string Page(Advice advice, int top)
    {
        var text = new StringBuilder();
        var found = advice.Failures;
        text.Append($"# What fails in {advice.Scenario}, and what helps\n\n");
        text.Append($"Playbook `{found.Playbook}`{At(found)}: success rate {Percent(advice.SuccessRate)}; {found.Failures:N0} of {Counted.Of(found.Calls, "call")} failed in {Counted.Of(found.Trials, "traced trial")}.\n");
        if (found.IsPartial) text.Append($"\nOnly {Counted.Of(found.Failures, "failure was", "failures were")} seen, fewer than {FailureAnalysis.Enough}: the shares below rest on partial data.\n");
        text.Append("\n## Failure patterns\n\n| share | step | executor | code | failures | cause, and the share that is gone without it |\n|---:|---|---|---|---:|---|\n");
        foreach (var pattern in found.Patterns)
            text.Append($"| {Percent(pattern.Share)} | {pattern.Step} | {pattern.Executor} | {pattern.Code} | {pattern.Failures:N0} | {string.Join(", ", pattern.Causes.Select(cause => $"{cause.Name} {Percent(cause.Share)}"))} |\n");
        text.Append("\n## Latency of attempts\n\n| executor | outcome | attempts | p50 | p95 | p99 |\n|---|---|---:|---:|---:|---:|\n");
        foreach (var latency in found.Latencies)
            text.Append($"| {latency.Executor} | {latency.Outcome} | {latency.Attempts:N0} | {Seconds(latency.P50Seconds)} | {Seconds(latency.P95Seconds)} | {Seconds(latency.P99Seconds)} |\n");
        text.Append($"\n## The first {Math.Min(top, advice.Proposals.Count)}\n");
        foreach (var (index, fix) in advice.Proposals.Take(top).Index())
        {
            text.Append($"\n### {index + 1}. {char.ToUpperInvariant(fix.Title[0])}{fix.Title[1..]}\n\n");
            text.Append($"- What: {fix.What}.\n- Why: {fix.Why}.\n- Gain: {Gain(fix.Gain)}, Holm-adjusted p {fix.Gain.PAdjusted.ToString("G2", CultureInfo.InvariantCulture)}.\n");
            if (fix.Confirmed is { } again) text.Append($"- On fresh luck: {Gain(again)}{(again.IsGain ? "" : "; not confirmed")}.\n");
            text.Append($"- Price: {Price(fix)}.\n\n```diff\n{fix.Change}```\n");
        }
        text.Append($"\n## Everything tried\n\nEvery change was simulated {Counted.Of(advice.Trials, "time")} under the same luck (seed {advice.Seed}); the first {Math.Min(top, advice.Proposals.Count)} once more with seed {advice.FreshSeed}, "
            + "because the best of many looks better than it is. Ranked by gain in quality: the answer of a fallback counts for what it is worth.\n\n"
            + "| # | change | success rate | gain, points | worth, points | mean duration | attempts per call |\n|---:|---|---:|---|---:|---:|---:|\n");
        foreach (var (index, fix) in advice.Proposals.Index())
            text.Append($"| {index + 1} | {fix.Title} | {Percent(fix.SuccessRate)} | {Points(fix.Gain)} | {Points(fix.Worth)} | {Signed(fix.Price.DurationMeanSeconds, "F3")} s | {Signed(fix.Price.AttemptsPerCall, "F3")} |\n");
        return text.ToString();
    }

    private static string At(FailureAnalysis found) => string.Concat(found.Levels.Select(level => $", {level.Key} {level.Value}"));

    private static string Cause(FailurePattern pattern) =>
        string.Concat(pattern.Causes.Take(2).Select((cause, i) => $"{(i == 0 ? ";" : ",")} {Percent(cause.Share)} of them gone without {cause.Name}"));

    private static string Gain(FixGain gain) => $"{Points(gain)} points of success";

    private static string Points(FixGain gain)
    {
        // Two digits of the largest of the three numbers at least: where failures are rare, gains are small.
        var largest = 100 * Math.Max(Math.Abs(gain.Value), Math.Max(Math.Abs(gain.Low), Math.Abs(gain.High)));
        var format = $"F{Digits(largest, 2, 6)}";
        return $"{Signed(100 * gain.Value, format)} [{Signed(100 * gain.Low, format)}, {Signed(100 * gain.High, format)}]";
    }

    private static string Worth(FixProposal fix) =>
        Math.Abs(fix.Worth.Value - fix.Gain.Value) < 1e-9 ? "" : $"; in quality {Points(fix.Worth)}";

    private static string Same(Advice advice, int index)
    {
        var earlier = advice.Proposals.Take(index).ToList().FindIndex(advice.Proposals[index].Measures);
        return earlier < 0 ? "" : $"; measures the same as {earlier + 1}";
    }

    private static int Digits(double value, int least, int most) =>
        value > 0 && double.IsFinite(value) ? Math.Clamp(1 - (int)Math.Floor(Math.Log10(value)), least, most) : least;

    private static string Price(FixProposal fix) =>
        $"p99 {Signed(fix.Price.DurationP99Seconds, "F3")} s, mean {Signed(fix.Price.DurationMeanSeconds, "F3")} s, attempts per call {Signed(fix.Price.AttemptsPerCall, "F3")}, "
        + $"cost {Signed(fix.Price.CostPerTrial, "G3")}, duplicate effects {Signed(fix.Price.DuplicateEffectsPerTrial, "F4")} per trial";

    // As many digits as tell it from 0 % and 100 %.
    private static string Percent(double share) =>
        (100 * share).ToString($"F{Digits(100 * Math.Min(share, 1 - share), 1, 5)}", CultureInfo.InvariantCulture) + " %";

    private static string Seconds(double seconds) => seconds.ToString("G3", CultureInfo.InvariantCulture) + " s";

    private static string Signed(double value, string format) => (value < 0 ? "−" : "+") + Math.Abs(value).ToString(format, CultureInfo.InvariantCulture);
}
