using ChaosPlaybook.Experiments;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Reporting;

/// <summary>A sweep arranged for reading: one leading factor to walk along, and the combinations of all other factors.</summary>
internal sealed class SweepView
{
    private readonly Dictionary<(string Playbook, string Key), CellResult> _cells = [];
    private readonly Dictionary<(string Playbook, string Metric, string Key), Comparison> _comparisons = [];

    public SweepView(SweepResult result)
    {
        Result = result;
        foreach (var cell in result.Cells) _cells[(cell.Playbook, Key(cell.Levels))] = cell;
        foreach (var comparison in result.Comparisons) _comparisons[(comparison.Playbook, comparison.Metric, Key(comparison.Levels))] = comparison;
        LeadIndex = Lead(Plan.Factors);
        Levels = LeadIndex < 0 ? [new Level("", null)] : Walk(Plan.Factors[LeadIndex]);
        Combinations = Combine();
    }

    public SweepResult Result { get; }

    public Plan Plan => Result.Plan;

    /// <summary>Position of the leading factor, or −1 when no factor varies.</summary>
    public int LeadIndex { get; }

    /// <summary>The leading factor, or nothing.</summary>
    public Factor? LeadFactor => LeadIndex < 0 ? null : Plan.Factors[LeadIndex];

    /// <summary>The leading factor is numeric: it can be an axis.</summary>
    public bool IsCurve => LeadFactor is { } factor && IsNumeric(factor);

    /// <summary>Levels of the leading factor, ascending when numeric.</summary>
    public IReadOnlyList<Level> Levels { get; }

    /// <summary>Combinations of the other factors, in plan order; the leading factor's place is left at its first level.</summary>
    public IReadOnlyList<IReadOnlyList<Level>> Combinations { get; }

    /// <summary>A trial is a world of many agents.</summary>
    public bool HasWorkload => Plan.HasWorkload;

    /// <summary>Whose ends outcomes count: <c>trial</c> or, with a workload, <c>agent</c>.</summary>
    public string Ending => HasWorkload ? "agent" : "trial";

    /// <summary>Playbooks in plan order.</summary>
    public IReadOnlyList<string> Playbooks => Plan.Playbooks;

    /// <summary>Colour of a playbook: 0 for the baseline, then in plan order.</summary>
    public int Slot(string playbook)
    {
        if (playbook == Plan.Baseline) return 0;
        var others = Playbooks.Where(name => name != Plan.Baseline).ToList();
        return 1 + others.IndexOf(playbook);
    }

    /// <summary>The cell, or nothing when it was not finished.</summary>
    public CellResult? Cell(string playbook, IReadOnlyList<Level> combination, Level level) =>
        _cells.GetValueOrDefault((playbook, Key(At(combination, level))));

    /// <summary>The comparison with the baseline, or nothing.</summary>
    public Comparison? Comparison(string playbook, Metric metric, IReadOnlyList<Level> combination, Level level) =>
        _comparisons.GetValueOrDefault((playbook, metric.Name, Key(At(combination, level))));

    /// <summary>Estimate of a metric; every field NaN where the cell or the metric is missing.</summary>
    public static Estimate Of(CellResult? cell, Metric metric) =>
        cell is not null && cell.Estimates.TryGetValue(metric.Name, out var estimate) ? estimate : new(double.NaN, double.NaN, double.NaN, 0);

    /// <summary>The combination in words: <c>retries = 3, base = 2 s</c>; empty when no other factor varies.</summary>
    public string Describe(IReadOnlyList<Level> combination) => Describe(combination, _ => true);

    /// <summary>
    /// Several combinations in words, each once: factors that they run through from end to end whatever the others are do not matter
    /// and are left out.
    /// </summary>
    public IReadOnlyList<string> Describe(IReadOnlyList<IReadOnlyList<Level>> combinations)
    {
        var present = combinations.Select(Key).ToHashSet();
        var mattering = Enumerable.Range(0, Plan.Factors.Count).Where(i => i != LeadIndex && combinations.Any(combination => Plan.Factors[i].Levels
            .Any(level => !present.Contains(Key([.. combination.Select((own, at) => at == i ? level : own)]))))).ToHashSet();
        return [.. combinations.Select(combination => Describe(combination, mattering.Contains)).Distinct()];
    }

    private string Describe(IReadOnlyList<Level> combination, Func<int, bool> told)
    {
        var parts = Plan.Factors.Select((factor, i) => (factor, i))
            .Where(part => part.i != LeadIndex && part.factor.Levels.Count > 1 && told(part.i))
            .Select(part => $"{Words(part.factor.Name)} {Words(part.factor, combination[part.i])}");
        return string.Join(", ", parts);
    }

    /// <summary>A level of the leading factor in words: <c>failure rate 5 %</c>.</summary>
    public string Describe(Level level) => LeadFactor is { } factor ? $"{Words(factor.Name)} {Words(factor, level)}" : "the one setting";

    /// <summary>All levels in words: <c>failure rate 5 %, retries 3</c>.</summary>
    public string Where(IReadOnlyList<Level> levels) =>
        levels.Count == 0 ? "the one setting" : string.Join(", ", levels.Select((level, i) => $"{Words(Plan.Factors[i].Name)} {Words(Plan.Factors[i], level)}"));

    /// <summary>A value of a factor as people read it.</summary>
    public static string Words(Factor factor, Level level) =>
        level.Number is { } number && IsShare(factor) ? Numbers.Significant(number * 100, 6) + " %" : level.Text;

    /// <summary>A name in words: <c>failureRate</c> becomes <c>failure rate</c>, <c>failed503</c> becomes <c>failed 503</c>.</summary>
    public static string Words(string name)
    {
        var words = new System.Text.StringBuilder();
        var start = 0;
        for (var i = 0; i < name.Length; i++)
        {
            var (before, after) = (i > 0 ? name[i - 1] : ' ', i + 1 < name.Length ? name[i + 1] : ' ');
            // A number is a word of its own behind a word, but not behind a letter or two: p99 stays one.
            var starts = i > 0 && (
                (char.IsUpper(name[i]) && (char.IsLower(before) || char.IsAsciiDigit(before) || (char.IsUpper(before) && char.IsLower(after))))
                || (char.IsAsciiDigit(name[i]) && char.IsLetter(before) && i - start > 2));
            if (starts)
            {
                words.Append(' ');
                start = i;
            }
            words.Append(starts && !char.IsUpper(after) ? char.ToLowerInvariant(name[i]) : name[i]);
        }
        return words.Replace('_', ' ').ToString();
    }

    /// <summary>Numbers of this factor are shares: written with %, or named so and all between 0 and 1.</summary>
    public static bool IsShare(Factor factor) => IsNumeric(factor) && !IsRate(factor)
        && (factor.Levels.Any(level => level.Text.Contains('%', StringComparison.Ordinal))
            || (((string[])["rate", "ratio", "share", "probability"]).Any(word => factor.Name.EndsWith(word, StringComparison.OrdinalIgnoreCase))
                && factor.Levels.All(level => level.Number is >= 0 and <= 1)));

    /// <summary>Numbers of this factor are seconds: written with a unit of time.</summary>
    public static bool IsTime(Factor factor) => IsNumeric(factor)
        && factor.Levels.Any(level => ((string[])["ms", "s", "min", "h", "us", "µs"]).Any(unit =>
            level.Text.EndsWith(unit, StringComparison.Ordinal) && char.IsAsciiDigit(level.Text[..^unit.Length].TrimEnd().LastOrDefault())));

    /// <summary>Numbers of this factor are events per second: written like 80/s.</summary>
    public static bool IsRate(Factor factor) => IsNumeric(factor) && factor.Levels.Any(level => level.Text.Contains('/', StringComparison.Ordinal));

    public static bool IsNumeric(Factor factor) => factor.Levels.All(level => level.Number is { } number && double.IsFinite(number));

    private static int Lead(IReadOnlyList<Factor> factors)
    {
        var varied = Enumerable.Range(0, factors.Count).Where(i => factors[i].Levels.Count > 1).ToList();
        var numeric = varied.Where(i => IsNumeric(factors[i])).ToList();
        foreach (var i in numeric.Where(i => factors[i].Name == "failureRate")) return i;
        return numeric.Count > 0 ? numeric[0] : varied.Count > 0 ? varied[0] : -1;
    }

    private static IReadOnlyList<Level> Walk(Factor factor) =>
        IsNumeric(factor) ? [.. factor.Levels.OrderBy(level => level.Number)] : factor.Levels;

    private List<IReadOnlyList<Level>> Combine()
    {
        List<IReadOnlyList<Level>> all = [[]];
        for (var i = 0; i < Plan.Factors.Count; i++)
        {
            var levels = i == LeadIndex ? Plan.Factors[i].Levels.Take(1) : Plan.Factors[i].Levels;
            all = [.. all.SelectMany(start => levels.Select(level => (IReadOnlyList<Level>)[.. start, level]))];
        }
        return all;
    }

    /// <summary>All levels of a design point: a combination, and a level of the leading factor.</summary>
    public IReadOnlyList<Level> At(IReadOnlyList<Level> combination, Level level) =>
        [.. combination.Select((own, i) => i == LeadIndex ? level : own)];

    /// <summary>Identifies a design point.</summary>
    public static string Setting(IReadOnlyList<Level> levels) => Key(levels);

    /// <summary>Identifies the design point of a cell.</summary>
    public static string Setting(CellResult cell) => Key(cell.Levels);

    private static string Key(IReadOnlyList<Level> levels) => string.Join('\u001F', levels.Select(level => level.Text));
}
