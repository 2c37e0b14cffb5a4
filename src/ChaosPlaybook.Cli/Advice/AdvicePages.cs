using System.Globalization;
using System.Text;
using System.Text.Json;
using ChaosPlaybook.Experiments;
using ChaosPlaybook.Scenarios;

namespace ChaosPlaybook.Cli;

/// <summary>Shows advice: as a table, as a page, as data, as patches.</summary>
/// <param name="advice">The advice.</param>
/// <param name="source">What it was asked of.</param>
/// <param name="delta">What has changed since earlier advice; nothing when that was not asked.</param>
/// <param name="top">Fixes shown in full.</param>
internal sealed class AdvicePages(Advice advice, ScenarioSource source, AdviceDelta? delta, int top)
{
    /// <summary>How data of advice is written and read.</summary>
    public static JsonSerializerOptions Json { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase, WriteIndented = true, NewLine = "\n",
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>The table for a terminal.</summary>
    public void Print(TextWriter output)
    {
        var found = advice.Failures;
        output.WriteLine($"{advice.Scenario}: {found.Playbook}{At(found)}, success rate {Percent(advice.SuccessRate)} over {Counted.Of(advice.Trials, "trial")}");
        if (source.Results is not null) output.WriteLine($"  from {source.Folder} ({source.Extent}) and {source.Scenario}");
        foreach (var line in Partial(found)) output.WriteLine($"  {line}");
        output.WriteLine();
        if (delta is not null) DeltaPages.Print(delta, found, output);
        output.WriteLine("  failures");
        foreach (var pattern in found.Patterns.Take(8))
            output.WriteLine($"    {Percent(pattern.Share),7}  {pattern}{Cause(pattern)}");
        if (found.Patterns.Count > 8) output.WriteLine($"    {Counted.Of(found.Patterns.Count - 8, "more kind")}");
        output.WriteLine();
        output.WriteLine(advice.Proposals.Count == 0 ? (found.Failures == 0
            ? advice.SuccessRate < 1 ? "  no call failed, so there is nothing to mend; workflows that did not succeed were called off, as by the deadline of the agent" : "  nothing failed, so there is nothing to mend"
            : "  nothing in the catalogue speaks to these failures") : $"  fixes, by {Ranking}");
        foreach (var (index, fix) in advice.Proposals.Index())
        {
            if (index == top) output.WriteLine("    others tried:");
            output.WriteLine($"    {index + 1,2}. {fix.Title}: {Gain(fix.Gain)}{(fix.Confirmed is { } again ? $"; on fresh luck {Gain(again)}" : "")}{Worth(fix)}{Twice(fix)}{Same(index)}");
            if (index < top) output.WriteLine($"        price: {Price(fix)}");
        }
    }

    /// <summary>Writes every file into a folder.</summary>
    public void Write(string folder)
    {
        Directory.CreateDirectory(Path.Combine(folder, "fixes"));
        File.WriteAllText(Path.Combine(folder, "failure-patterns.json"), JsonSerializer.Serialize(new
        {
            advice.Scenario, advice.Failures.Playbook, advice.Failures.Levels, advice.Failures.Trials, advice.Failures.Calls, advice.Failures.Failures,
            Partial = advice.Failures.IsPartial || source.IsPartial, advice.Failures.TrialsWanted, advice.Failures.TimeIsUp, advice.Failures.CausesNotExamined,
            advice.Failures.DuplicateEffects, advice.Failures.DesignEffect, Results = source.Results is not { } results ? null : new { Cells = results.Cells.Count, CellsOfPlan = results.Plan.Cells, Partial = source.IsPartial },
            advice.Failures.Patterns, advice.Failures.Latencies,
        }, Json) + "\n");
        File.WriteAllText(Path.Combine(folder, "fix-proposals.json"), JsonSerializer.Serialize(new
        {
            advice.Scenario, advice.Failures.Playbook, advice.Failures.Levels, advice.SuccessRate, advice.Trials, advice.Seed, advice.FreshSeed, advice.Proposals,
        }, Json) + "\n");
        File.WriteAllText(Path.Combine(folder, "advice.md"), Page());
        if (delta is not null) DeltaPages.Write(delta, advice.Failures, folder);
        else File.Delete(Path.Combine(folder, DeltaPages.FileName));
        foreach (var stale in Directory.GetFiles(Path.Combine(folder, "fixes"), "*.yaml")) File.Delete(stale);
        foreach (var (index, fix) in advice.Proposals.Index())
            File.WriteAllText(Path.Combine(folder, "fixes", $"{index + 1}-{fix.Name}.yaml"),
                $"# {fix.Title}: {fix.What}.\n# {Gain(fix.Gain)}{Twice(fix)}\n" + (fix.ChangesPlaybook ? $"# Paste below playbooks:\n{fix.Patch}" : "")
                + (fix.Settings.Count > 0 ? $"# In the scenario beside its playbooks: {string.Join(" ", fix.Settings.Select(setting => $"--set {setting}"))}\n{fix.Section}" : ""));
    }

    /// <summary>The page.</summary>
    public string Page()
    {
        var text = new StringBuilder();
        var found = advice.Failures;
        text.Append($"# What fails in {advice.Scenario}, and what helps\n\n");
        text.Append($"Playbook `{found.Playbook}`{At(found)}: success rate {Percent(advice.SuccessRate)}; {found.Failures:N0} of {Counted.Of(found.Calls, "call")} failed in {Counted.Of(found.Trials, "traced trial")}.\n");
        if (source.Results is not null) text.Append($"\nPlaybook and levels are from results ({source.Extent}).\n");
        foreach (var line in Partial(found)) text.Append($"\n{char.ToUpperInvariant(line[0])}{line[1..]}.\n");
        if (delta is not null) text.Append(DeltaPages.Section(delta, found));
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
            text.Append($"- What: {fix.What}.\n- Why: {fix.Why}.\n- Gain: {Gain(fix.Gain)}, Holm-adjusted p {P(fix.Gain)}.\n");
            if (HasTwice(fix)) text.Append($"- Consistency: {Avoided(fix.Consistency)}, Holm-adjusted p {P(fix.Consistency)}.\n");
            if (fix.Confirmed is { } again)
            {
                var confirmed = again.IsGain || fix.ConsistencyConfirmed is { IsGain: true };
                text.Append($"- On fresh luck: {Gain(again)}{(HasTwice(fix) && fix.ConsistencyConfirmed is { } other ? $"; {Avoided(other)}" : "")}{(confirmed ? "" : "; not confirmed")}.\n");
            }
            text.Append($"- Price: {Price(fix)}.\n\n```diff\n{fix.Change}```\n");
        }
        text.Append($"\n## Everything tried\n\nEvery change was simulated {Counted.Of(advice.Trials, "time")} under the same luck (seed {advice.Seed}); the first {Math.Min(top, advice.Proposals.Count)} once more with seed {advice.FreshSeed}, "
            + $"because the best of many looks better than it is. Combinations were built from the best change on, part by part. Ranked by {Ranking}.\n\n"
            + "| # | change | success rate | gain, points | worth, points | effects applied twice, per workflow | mean duration | attempts per call |\n|---:|---|---:|---|---|---|---:|---:|\n");
        foreach (var (index, fix) in advice.Proposals.Index())
            text.Append($"| {index + 1} | {fix.Title} | {Percent(fix.SuccessRate)} | {Points(fix.Gain)} | {Points(fix.Worth)} | {(HasTwice(fix) ? Effects(fix.Consistency) : "as before")} | {Signed(fix.Price.DurationMeanSeconds, "F3")} s | {Signed(fix.Price.AttemptsPerCall, "F3")} |\n");
        return text.ToString();
    }

    private static IEnumerable<string> Partial(FailureAnalysis found)
    {
        if (found.Failures < FailureAnalysis.Enough) yield return $"partial: only {Counted.Of(found.Failures, "failure was", "failures were")} seen, fewer than {FailureAnalysis.Enough}: shares are rough";
        if (found.TimeIsUp)
            yield return $"partial: the time was up after {found.Trials:N0} of {found.TrialsWanted:N0} trials and {found.Failures:N0} failures"
                + (found.CausesNotExamined.Count == 0 ? "" : $"; not examined as causes: {string.Join(", ", found.CausesNotExamined)}");
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

    private string Ranking => "measured gain in quality (the answer of a fallback counts for what it is worth)"
        + (advice.Proposals.Any(HasTwice) ? ", plus effects applied twice that are avoided, if beyond chance: one counts as one workflow" : "");

    private static bool HasTwice(FixProposal fix) => Math.Abs(fix.Consistency.Low) > 0 || Math.Abs(fix.Consistency.High) > 0;

    private static string Twice(FixProposal fix) => HasTwice(fix)
        ? $"; {Avoided(fix.Consistency)}{(fix.ConsistencyConfirmed is { } again ? $", on fresh luck {Effects(again)}" : "")}" : "";

    private static string Avoided(FixGain avoided) => $"effects applied twice {Effects(avoided)} per workflow";

    private static string Effects(FixGain avoided) => $"{Signed(0 - avoided.Value, "F4")} [{Signed(0 - avoided.High, "F4")}, {Signed(0 - avoided.Low, "F4")}]";

    private string Same(int index)
    {
        var earlier = advice.Proposals.Take(index).ToList().FindIndex(advice.Proposals[index].Measures);
        return earlier < 0 ? "" : $"; measures the same as {earlier + 1}";
    }

    private static int Digits(double value, int least, int most) =>
        value > 0 && double.IsFinite(value) ? Math.Clamp(1 - (int)Math.Floor(Math.Log10(value)), least, most) : least;

    private static string Price(FixProposal fix) =>
        $"p99 {Signed(fix.Price.DurationP99Seconds, "F3")} s, mean {Signed(fix.Price.DurationMeanSeconds, "F3")} s, attempts per call {Signed(fix.Price.AttemptsPerCall, "F3")}, "
        + $"cost {Signed(fix.Price.CostPerTrial, "G3")}, duplicate effects {Signed(fix.Price.DuplicateEffectsPerTrial, Math.Abs(fix.Price.DuplicateEffectsPerTrial) switch { >= 100 => "N0", >= 1 => "F2", _ => "F4" })} per trial";

    // As many digits as tell it from 0 % and 100 %.
    private static string Percent(double share) =>
        (100 * share).ToString($"F{Digits(100 * Math.Min(share, 1 - share), 1, 5)}", CultureInfo.InvariantCulture) + " %";

    private static string Seconds(double seconds) => seconds.ToString("G3", CultureInfo.InvariantCulture) + " s";

    private static string P(FixGain gain) => gain.PAdjusted < 0.0001 ? "< 0.0001" : gain.PAdjusted.ToString("G2", CultureInfo.InvariantCulture);

    private static string Signed(double value, string format) => (value < 0 ? "−" : "+") + Math.Abs(value).ToString(format, CultureInfo.InvariantCulture);
}
