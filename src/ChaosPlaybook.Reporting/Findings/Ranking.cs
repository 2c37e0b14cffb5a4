using ChaosPlaybook.Experiments;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Reporting;

/// <summary>Playbooks by success rate at the last level.</summary>
internal sealed class Ranking : IDiagnostic
{
    /// <summary>Title of the finding.</summary>
    public const string Heading = "Ranking by success rate";

    public IEnumerable<Finding> Look(SweepView view)
    {
        foreach (var combination in view.Combinations.Take(StandardCharts.MostCombinations))
        {
            if (Describe(view, combination) is { Length: > 0 } ranking)
                yield return new(Severity.Info, Titles.With(view, combination, Heading), ranking, Subject.Result);
        }
    }

    /// <summary>The ranking in a sentence; empty with fewer than two playbooks.</summary>
    public static string Describe(SweepView view, IReadOnlyList<Level> combination)
    {
        var level = view.Levels.LastOrDefault(level => Rates(view, combination, level).Count > 1);
        var ranked = Rates(view, combination, level);
        if (ranked.Count < 2) return "";
        var place = view.LeadFactor is null ? "By success rate" : $"By success rate at {view.Describe(level)}";
        var list = string.Join(", ", ranked.Select((each, i) => $"{i + 1}. {each.Playbook} {Numbers.Show(Metric.SuccessRate, each.Rate)}"));
        var close = ranked.Zip(ranked.Skip(1)).Where(pair => pair.First.Rate.Low <= pair.Second.Rate.High)
            .Select(pair => $"{pair.First.Playbook} and {pair.Second.Playbook}").ToList();
        var doubt = close.Count == 0
            ? "No two neighbours' intervals overlap."
            : $"Intervals of {string.Join("; ", close)} overlap, so their order is not certain.";
        return $"{place}: {list}. {doubt}";
    }

    /// <summary>Known success rates, highest first; plan order where equal.</summary>
    internal static List<(string Playbook, Estimate Rate)> Rates(SweepView view, IReadOnlyList<Level> combination, Level level) =>
    [
        .. view.Playbooks.Select(playbook => (Playbook: playbook, Rate: SweepView.Of(view.Cell(playbook, combination, level), Metric.SuccessRate)))
            .Where(each => double.IsFinite(each.Rate.Value)).OrderByDescending(each => each.Rate.Value),
    ];
}
