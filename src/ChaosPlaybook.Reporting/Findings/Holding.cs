using ChaosPlaybook.Experiments;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Reporting;

/// <summary>What an interval says about a claim.</summary>
internal enum Stand
{
    /// <summary>The whole interval lies on the claimed side.</summary>
    Held,
    /// <summary>The interval covers the threshold, or there is none.</summary>
    Open,
    /// <summary>The whole interval lies on the other side.</summary>
    Broken,
    /// <summary>The cell was not finished.</summary>
    Missing,
}

/// <summary>How far along the leading factor a playbook holds a claim, with the whole interval.</summary>
/// <param name="Playbook">The playbook.</param>
/// <param name="Combination">Levels of the other factors.</param>
/// <param name="Stands">What each level says, in the order of <see cref="SweepView.Levels"/>.</param>
internal sealed record Holding(string Playbook, IReadOnlyList<Level> Combination, IReadOnlyList<Stand> Stands)
{
    /// <summary>Levels from the first one on that hold without a gap.</summary>
    public int Reach => Stands.TakeWhile(stand => stand == Stand.Held).Count();

    /// <summary>Every level holds.</summary>
    public bool Everywhere => Reach == Stands.Count;

    /// <summary>Judges a claim for a playbook at every level.</summary>
    public static Holding Of(SweepView view, string playbook, IReadOnlyList<Level> combination, Metric metric, Relation relation, double threshold) =>
        new(playbook, combination, [.. view.Levels.Select(level => Judge(view.Cell(playbook, combination, level), metric, relation, threshold))]);

    /// <summary>What one estimate says about a threshold.</summary>
    public static Stand Judge(Estimate estimate, Relation relation, double threshold) => relation == Relation.AtLeast
        ? estimate.Low >= threshold ? Stand.Held : estimate.High < threshold ? Stand.Broken : Stand.Open
        : estimate.High <= threshold ? Stand.Held : estimate.Low > threshold ? Stand.Broken : Stand.Open;

    /// <summary>The last level up to which it holds without a gap, or nothing.</summary>
    public Level? Last(SweepView view) => Reach == 0 ? null : view.Levels[Reach - 1];

    /// <summary>In words: <c>training holds up to failure rate 15 %, open at 20 %</c>.</summary>
    public string Describe(SweepView view)
    {
        if (view.LeadFactor is null)
            return Stands[0] switch { Stand.Held => $"{Playbook} holds", Stand.Broken => $"{Playbook} fails", Stand.Open => $"{Playbook} is open", _ => $"{Playbook} was not finished" };
        if (!view.IsCurve) return $"{Playbook} {ByLevel(view)}";
        if (Everywhere) return $"{Playbook} holds up to {view.Describe(view.Levels[^1])}, the highest tried";
        var next = Short(view, view.Levels[Reach]);
        var after = Stands[Reach] switch { Stand.Broken => $"fails at {next}", Stand.Open => $"is open at {next}", _ => $"was not finished at {next}" };
        return Reach > 0
            ? $"{Playbook} holds up to {view.Describe(view.Levels[Reach - 1])} and {after}"
            : $"{Playbook} {after}{(view.Levels.Count > 1 ? ", the lowest tried" : "")}";
    }

    private string ByLevel(SweepView view)
    {
        var parts = new List<string>();
        foreach (var (stand, words) in new[] { (Stand.Held, "holds at"), (Stand.Open, "is open at"), (Stand.Broken, "fails at"), (Stand.Missing, "was not finished at") })
        {
            var levels = view.Levels.Where((_, i) => Stands[i] == stand).Select(level => Short(view, level)).ToList();
            if (levels.Count > 0) parts.Add($"{words} {Words.List(levels)}");
        }
        return string.Join(" and ", parts);
    }

    private static string Short(SweepView view, Level level) => SweepView.Words(view.LeadFactor!, level);

    private static Stand Judge(CellResult? cell, Metric metric, Relation relation, double threshold) =>
        cell is null ? Stand.Missing : Judge(SweepView.Of(cell, metric), relation, threshold);
}
