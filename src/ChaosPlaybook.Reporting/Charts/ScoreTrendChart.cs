using ChaosPlaybook.Experiments;

namespace ChaosPlaybook.Reporting;

/// <summary>How the scores of experiments move from one results folder to the next.</summary>
public static class ScoreTrendChart
{
    /// <summary>Series that one chart holds.</summary>
    private const int Most = 8;

    /// <summary>The chart: a row per results folder from top to bottom, a dot with its interval per experiment.</summary>
    public static NamedChart For(PeriodSummary summary)
    {
        ArgumentNullException.ThrowIfNull(summary);
        var folders = summary.Entries.Select(entry => entry.Folder).Distinct().ToList();
        var all = summary.Entries.GroupBy(entry => entry.Series).ToList();
        var hidden = all.Count > Most ? $" The first {Most} of {all.Count} experiments." : "";
        return new("trend", new()
        {
            Id = "trend",
            Title = "Does the system stand experiments better than before?",
            Subtitle = $"Resilience score by results folder, oldest first; bars are {Numbers.Percent(summary.Confidence)} intervals.{hidden}",
            X = new() { Label = "results folder", Categories = Names(folders) },
            Y = new() { Label = "resilience score", Floor = 0, Ceiling = 100, Include = [100] },
            Mark = Mark.Dots,
            Panels = [new("", [.. all.Take(Most).Select((group, slot) => new Series(group.Key, slot, [.. group.Select(entry =>
            {
                var score = entry.Cell.Experiment.Score;
                return new SeriesPoint(folders.IndexOf(entry.Folder), score.Value, score.Low, score.High);
            })]))])],
        }, Reading(summary));
    }

    private static string Reading(PeriodSummary summary)
    {
        var latest = summary.Latest;
        int Count(ScoreTrend trend) => latest.Count(entry => entry.Trend == trend);
        var lowest = latest.MinBy(entry => entry.Cell.Experiment.Score.Value)!;
        return $"Of {latest.Count} experiments {Count(ScoreTrend.Up)} rose last, {Count(ScoreTrend.Down)} fell, {Count(ScoreTrend.Flat)} stayed and {Count(ScoreTrend.Unclear)} cannot be told; "
            + $"lowest is {lowest.Series} with {EstimateText.Plain(lowest.Cell.Experiment.Score)}.";
    }

    // What all paths have in common says nothing.
    private static List<string> Names(List<string> folders)
    {
        var names = folders.Select(folder => Path.GetFileName(Path.TrimEndingDirectorySeparator(folder))).ToList();
        return names.Distinct().Count() == names.Count ? names : folders;
    }
}
