using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Experiments;

/// <summary>Where a score went since the experiment was last made.</summary>
public enum ScoreTrend
{
    /// <summary>It is the first of its kind.</summary>
    First,
    /// <summary>It rose: the interval of the difference lies above 0.</summary>
    Up,
    /// <summary>It fell: the interval of the difference lies below 0.</summary>
    Down,
    /// <summary>It moved by less than <see cref="PeriodSummary.Margin"/> points, whole interval considered.</summary>
    Flat,
    /// <summary>The interval of the difference tells none of these.</summary>
    Unclear,
}

/// <summary>An experiment of a period.</summary>
/// <param name="Folder">Where its results are.</param>
/// <param name="Scenario">Name of its scenario.</param>
/// <param name="Factors">Names of its levels.</param>
/// <param name="Cell">What was found.</param>
/// <param name="Change">Its score minus that of the experiment of the same scenario, playbook and levels before it; NaN for the first.</param>
/// <param name="Trend">What the change says.</param>
public sealed record PeriodEntry(string Folder, string Scenario, IReadOnlyList<Factor> Factors, CellExperiment Cell, Estimate Change, ScoreTrend Trend)
{
    /// <summary>Scenario, playbook and levels in words: the same for repetitions of one experiment.</summary>
    public string Series => $"{Scenario}, {Cell.Playbook}{string.Concat(Factors.Zip(Cell.Levels).Select(pair => $", {pair.First.Name} {pair.Second.Text}"))}";
}

/// <summary>What all experiments of a period together should keep.</summary>
/// <param name="Name">What is measured.</param>
/// <param name="Wanted">What is wanted, in words.</param>
/// <param name="Measured">What was measured.</param>
/// <param name="IsTime">Whether it is a time in seconds; otherwise a share.</param>
/// <param name="Verdict">What it says.</param>
public sealed record PeriodTarget(string Name, string Wanted, Estimate Measured, bool IsTime, RowVerdict Verdict);

/// <summary>A criterion that broke.</summary>
/// <param name="Series">In which experiment.</param>
/// <param name="Criterion">What broke.</param>
/// <param name="Trials">In how many trials, over the whole period.</param>
/// <param name="Of">Of how many.</param>
/// <param name="Last">Folder in which it last broke.</param>
public sealed record Vulnerability(string Series, string Criterion, int Trials, int Of, string Last);

/// <summary>Many experiments together, in the order in which they were made.</summary>
/// <param name="Entries">Every experiment.</param>
/// <param name="Targets">Targets for all together: no emergency rollback, conclusive, contained, fast rollback.</param>
/// <param name="Vulnerabilities">Broken criteria, most often first.</param>
/// <param name="Confidence">Level of the intervals.</param>
public sealed record PeriodSummary(
    IReadOnlyList<PeriodEntry> Entries, IReadOnlyList<PeriodTarget> Targets, IReadOnlyList<Vulnerability> Vulnerabilities, double Confidence)
{
    /// <summary>Points by which a score may move and still count as flat.</summary>
    public const double Margin = 1;

    /// <summary>Wanted share of trials without emergency rollback, share of conclusive experiments, and longest rollback in seconds.</summary>
    private const double Calm = 0.9, Conclusive = 0.85, RollbackSeconds = 30;

    /// <summary>Experiments that ended so.</summary>
    public int Count(HypothesisStatus status) => Entries.Count(entry => entry.Cell.Experiment.Status == status);

    /// <summary>The last experiment whose hypothesis was rejected; nothing when none was.</summary>
    public PeriodEntry? LastFailure => Entries.LastOrDefault(entry => entry.Cell.Experiment.Status == HypothesisStatus.Rejected);

    /// <summary>The last experiment of every series.</summary>
    public IReadOnlyList<PeriodEntry> Latest => [.. Entries.GroupBy(entry => entry.Series).Select(group => group.Last())];

    /// <summary>Sums results up.</summary>
    /// <param name="results">Folders and what they hold, oldest first; at least one experiment in all.</param>
    public static PeriodSummary Of(IReadOnlyList<(string Folder, SweepResult Result)> results)
    {
        var confidence = results[0].Result.Plan.Confidence;
        var entries = new List<PeriodEntry>();
        var last = new Dictionary<string, Estimate>();
        foreach (var (folder, result) in results)
            foreach (var cell in result.Experiments)
            {
                var entry = new PeriodEntry(folder, result.Plan.Name, result.Plan.Factors, cell, new(double.NaN, double.NaN, double.NaN, 0), ScoreTrend.First);
                if (last.TryGetValue(entry.Series, out var before)) entry = Compared(entry, before);
                last[entry.Series] = cell.Experiment.Score;
                entries.Add(entry);
            }
        var all = entries.Select(entry => entry.Cell.Experiment).ToList();
        return new(entries, Compare(all, confidence), Broken(entries), confidence);
    }

    // Folders are independent of each other, so the squares of their half-widths add up; where they shared their luck the interval is too wide.
    private static PeriodEntry Compared(PeriodEntry entry, Estimate before)
    {
        var score = entry.Cell.Experiment.Score;
        var half = Math.Sqrt(score.HalfWidth * score.HalfWidth + before.HalfWidth * before.HalfWidth);
        var change = new Estimate(score.Value - before.Value, score.Value - before.Value - half, score.Value - before.Value + half, Math.Min(score.Count, before.Count));
        return entry with { Change = change, Trend = TrendOf(change) };
    }

    /// <summary>What a change says.</summary>
    public static ScoreTrend TrendOf(Estimate change) => change switch
    {
        { Low: >= -Margin, High: <= Margin } => ScoreTrend.Flat,
        { Low: > 0 } => ScoreTrend.Up,
        { High: < 0 } => ScoreTrend.Down,
        _ => ScoreTrend.Unclear,
    };

    private static List<PeriodTarget> Compare(List<ExperimentSummary> all, double confidence)
    {
        var conducted = all.Sum(each => each.Conducted);
        var calm = ProportionInterval.Wilson(all.Sum(each => Trials(each.Ends, nameof(Model.ExperimentEnd.Completed))), conducted, confidence);
        var conclusive = ProportionInterval.Wilson(all.Count(each => each.Status is HypothesisStatus.Confirmed or HypothesisStatus.Rejected), all.Count, confidence);
        var contained = ProportionInterval.Wilson(
            all.Sum(each => (int)Math.Round((double.IsNaN(each.Contained.Value) ? 0 : each.Contained.Value) * each.Conducted)), conducted, confidence);
        // A rollback that was not verified has no length; it was not fast.
        var unverified = all.Any(each => each.RollbackSeconds.Count < each.Conducted);
        var slowest = all.Select(each => each.RollbackSeconds).Where(each => each.Count > 0).DefaultIfEmpty(new(double.NaN, double.NaN, double.NaN, 0)).MaxBy(each => each.Value);
        return
        [
            new("trials ended without emergency rollback", $"> {EstimateText.Percent(Calm)}", calm, false, ExperimentRow.Judge(new(default, AtLeast: true, Calm), calm)),
            new("experiments conclusive", $"> {EstimateText.Percent(Conclusive)}", conclusive, false, ExperimentRow.Judge(new(default, AtLeast: true, Conclusive), conclusive)),
            new("trials with contained radius", "100 %", contained, false, conducted == 0 ? RowVerdict.Open : contained.Value >= 1 ? RowVerdict.Pass : RowVerdict.Fail),
            new("slowest rollback", $"< {EstimateText.Number(RollbackSeconds)} s", slowest, true,
                unverified ? RowVerdict.Fail : ExperimentRow.Judge(new(default, AtLeast: false, RollbackSeconds), slowest)),
        ];
    }

    private static List<Vulnerability> Broken(List<PeriodEntry> entries) =>
    [
        .. entries.SelectMany(entry => entry.Cell.Experiment.Broken.Select(broken => (Entry: entry, Broken: broken))).GroupBy(each => (each.Entry.Series, each.Broken.What))
            .Select(group => new Vulnerability(group.Key.Series, group.Key.What, group.Sum(each => each.Broken.Trials),
                entries.Where(entry => entry.Series == group.Key.Series).Sum(entry => entry.Cell.Experiment.Conducted), group.Last().Entry.Folder))
            .OrderByDescending(each => (double)each.Trials / each.Of).ThenBy(each => each.Series, StringComparer.Ordinal).ThenBy(each => each.Criterion, StringComparer.Ordinal),
    ];

    private static int Trials(IReadOnlyList<Occurrence> occurrences, string what) => occurrences.Where(each => each.What == what).Sum(each => each.Trials);
}
