using ChaosPlaybook.Experiments;

namespace ChaosPlaybook.Reporting;

/// <summary>Where the time of a workflow goes: mean seconds per step, stacked, one bar per playbook.</summary>
internal static class StepsChart
{
    // As many as there are colours beside the grey one.
    private const int MostSteps = 7;
    private const string Others = "other steps";

    /// <summary>The chart; nothing when workflows have one step.</summary>
    public static IEnumerable<NamedChart> For(SweepView view)
    {
        var points = Shown(view);
        List<CellSteps> cells = [.. points.SelectMany(point => point)];
        List<string> names = [.. cells.SelectMany(cell => cell.Steps).Select(step => step.Step).Distinct()];
        if (names.Count < 2) yield break;
        var own = names.Count <= MostSteps ? names
            : names.OrderByDescending(name => cells.Max(cell => Seconds(cell, name))).Take(MostSteps - 1).OrderBy(names.IndexOf).ToList();
        var overlap = cells.Any(cell => Overlaps(view, cell)) ? " Steps that run side by side overlap: a bar may be longer than the workflow." : "";
        yield return new("steps", new()
        {
            Id = "steps",
            Title = "Which step takes the time?",
            Subtitle = $"Mean time per workflow spent in each step, retries and waits included{Where(view, points)}.{(points.Count > 1 ? " Scales differ." : "")}{overlap}",
            X = new() { Label = "playbook", Categories = [.. points[0].Select(cell => cell.Playbook)] },
            Y = new() { Label = "mean time per workflow", Format = NumberFormat.Seconds, Floor = 0, Include = [0] },
            Mark = Mark.StackedAmounts,
            Panels = [.. points.Select(point => new Panel(points.Count > 1 ? view.Where(point[0].Levels) : "", Stack(point, names, own)))],
            SharedY = false,
            Columns = 1,
        }, Reading(points[^1]));
    }

    /// <summary>
    /// The cells of the first design point, and of that at which the time of all steps differs most between playbooks; with one playbook, of
    /// the last. Nothing without cells.
    /// </summary>
    public static IReadOnlyList<IReadOnlyList<CellSteps>> Shown(SweepView view)
    {
        var points = view.Result.Steps.GroupBy(cell => cell.Cell / view.Playbooks.Count).Select(group => group.ToList()).ToList();
        if (points.Count == 0) return [];
        var widest = points.AsEnumerable().Reverse().MaxBy(cells => cells.Max(Total) - cells.Min(Total))!;
        return ReferenceEquals(widest, points[0]) ? [widest] : [points[0], widest];
    }

    /// <summary>The design points in words, behind a comma where there are others.</summary>
    public static string Where(SweepView view, IReadOnlyList<IReadOnlyList<CellSteps>> points)
    {
        if (view.Plan.Points.Count < 2) return "";
        var last = points[^1].Count > 1 ? "where playbooks differ most" : "at the last";
        return points.Count > 1 ? $", at the first design point and {last}" : $", at {view.Where(points[0][0].Levels)}";
    }

    private static List<Series> Stack(IReadOnlyList<CellSteps> cells, List<string> names, List<string> own)
    {
        List<Series> stack = [.. own.Select((name, i) => new Series(name, i + 1, [.. cells.Select((cell, row) => Point(row, Seconds(cell, name)))]))];
        if (own.Count < names.Count)
            stack.Add(new(Others, 0, [.. cells.Select((cell, row) => Point(row, names.Except(own).Sum(name => Seconds(cell, name))))]));
        return stack;
    }

    private static SeriesPoint Point(int row, double seconds) => new(row, seconds, double.NaN, double.NaN);

    private static double Total(CellSteps cell) => cell.Steps.Sum(step => step.Seconds.Value);

    private static double Seconds(CellSteps cell, string name) => cell.Steps.Where(step => step.Step == name).Sum(step => step.Seconds.Value);

    private static bool Overlaps(SweepView view, CellSteps cell) =>
        Total(cell) > SweepView.Of(view.Result.Cells.FirstOrDefault(whole => whole.Cell == cell.Cell), Metric.DurationMean).Value * (1 + 1e-6);

    private static string Reading(IReadOnlyList<CellSteps> cells)
    {
        var slowest = cells.MaxBy(Total)!;
        var step = slowest.Steps.MaxBy(step => step.Seconds.Value)!;
        return $"Steps take longest with {slowest.Playbook}: {Numbers.Significant(Total(slowest), 3)} s in all, of which {step.Step} takes {Numbers.Share(step.TimeShare)}.";
    }
}
