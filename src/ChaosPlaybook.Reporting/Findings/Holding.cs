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
    private static readonly Dictionary<Stand, (string Verb, string Plain)> _words = new()
    {
        [Stand.Held] = ("holds", "holds"), [Stand.Open] = ("is open", "open"), [Stand.Broken] = ("fails", "fails"), [Stand.Missing] = ("was not finished", "not finished"),
    };

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
            return $"{Playbook} {_words[Stands[0]].Verb}";
        if (!view.IsCurve) return $"{Playbook} {ByLevel(view)}";
        if (Everywhere) return $"{Playbook} holds up to {view.Describe(view.Levels[^1])}, the highest tried";
        var next = Short(view, view.Levels[Reach]);
        var after = $"{_words[Stands[Reach]].Verb} at {next}";
        return Reach > 0
            ? $"{Playbook} holds up to {view.Describe(view.Levels[Reach - 1])} and {after}"
            : $"{Playbook} {after}{(view.Levels.Count > 1 ? ", the lowest tried" : "")}";
    }

    /// <summary>Where it holds, for a table: the last level held, or the levels held where they have no order.</summary>
    public string Held(SweepView view)
    {
        if (view.LeadFactor is null) return Stands[0] == Stand.Held ? "yes" : "–";
        if (!view.IsCurve) return Stands.Contains(Stand.Held) ? Words.List(At(view, Stand.Held)) : "–";
        return Last(view) is { } last ? Short(view, last) + (Everywhere ? " (highest tried)" : "") : "–";
    }

    /// <summary>What comes after, for a table: fails, open or not finished, and where.</summary>
    public string Beyond(SweepView view)
    {
        if (Everywhere) return "–";
        if (view.LeadFactor is null) return _words[Stands[0]].Plain;
        if (view.IsCurve) return $"{_words[Stands[Reach]].Plain} at {Short(view, view.Levels[Reach])}";
        return string.Join("; ", Others().Select(stand => $"{_words[stand].Plain} at {Words.List(At(view, stand))}"));
    }

    private string ByLevel(SweepView view) => string.Join(" and ", Others().Prepend(Stand.Held).Where(Stands.Contains)
        .Select(stand => $"{_words[stand].Verb} at {Words.List(At(view, stand))}"));

    private IEnumerable<Stand> Others() => ((Stand[])[Stand.Open, Stand.Broken, Stand.Missing]).Where(Stands.Contains);

    private List<string> At(SweepView view, Stand stand) => [.. view.Levels.Where((_, i) => Stands[i] == stand).Select(level => Short(view, level))];

    private static string Short(SweepView view, Level level) => SweepView.Words(view.LeadFactor!, level);

    private static Stand Judge(CellResult? cell, Metric metric, Relation relation, double threshold) =>
        cell is null ? Stand.Missing : Judge(SweepView.Of(cell, metric), relation, threshold);
}
