using ChaosPlaybook.Experiments;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Reporting.Tests;

/// <summary>Sweeps with known answers: a workflow of four calls that each fail with probability p.</summary>
internal sealed record Synthetic
{
    public const double Z = 1.959964;

    public IReadOnlyList<double> Rates { get; init; } = [0, 0.01, 0.03, 0.05, 0.10, 0.15, 0.20];
    public IReadOnlyList<string> Playbooks { get; init; } = ["baseline", "training", "trainingNoBreaker", "originalEngine"];
    public IReadOnlyList<Factor> More { get; init; } = [];
    public long Trials { get; init; } = 10_000;
    public string Name { get; init; } = "petstore";
    public bool Interrupted { get; init; }
    public Precision? Precision { get; init; }
    public IReadOnlyList<Hypothesis> Claims { get; init; } = [];

    /// <summary>Retries of a playbook; baseline 0, then 2, 3, 1 and so on.</summary>
    public Func<string, int> Retries { get; init; } = name => name switch { "baseline" => 0, "training" => 2, "trainingNoBreaker" => 3, "originalEngine" => 1, _ => 1 + (name.Length % 3) };

    /// <summary>Last word on every cell.</summary>
    public Func<CellResult, CellResult> Change { get; init; } = cell => cell;

    public static Hypothesis Claim(string playbook, double rate, double threshold, Metric? metric = null, Relation relation = Relation.AtLeast) =>
        new($"{playbook} holds at {rate * 100:0.##} %", playbook, new Dictionary<string, Level> { ["failureRate"] = new($"{rate:0.####}", rate) },
            (metric ?? Metric.SuccessRate).Name, relation, threshold);

    public static Estimate Share(double p, long n)
    {
        var centre = (p + (Z * Z / (2 * n))) / (1 + (Z * Z / n));
        var half = Z / (1 + (Z * Z / n)) * Math.Sqrt((p * (1 - p) / n) + (Z * Z / (4.0 * n * n)));
        return new(p, Math.Min(p, Math.Max(0, centre - half)), Math.Max(p, Math.Min(1, centre + half)), n);
    }

    public static Estimate Around(double value, double half, long n) => new(value, value - half, value + half, n);

    public SweepResult Build()
    {
        IReadOnlyList<Factor> factors = [.. Rates.Count == 0 ? [] : (Factor[])[new("failureRate", [.. Rates.Select(rate => new Level($"{rate:R}", rate))])], .. More];
        List<IReadOnlyList<Level>> settings = [[]];
        foreach (var factor in factors) settings = [.. settings.SelectMany(start => factor.Levels.Select(level => (IReadOnlyList<Level>)[.. start, level]))];
        var plan = new Plan
        {
            Name = Name, Trials = Trials, Factors = factors, Playbooks = Playbooks, Hypotheses = Claims, Precision = Precision,
            Points = [.. settings.Select((levels, i) => new DesignPoint(i, levels, []))],
        };
        var cells = settings.SelectMany((levels, point) => Playbooks.Select((playbook, i) => Change(Cell((point * Playbooks.Count) + i, playbook, levels)))).ToList();
        var comparisons = Playbooks.Where(name => name != plan.Baseline).SelectMany(playbook =>
            ((Metric[])[Metric.SuccessRate, Metric.DurationMean, Metric.Attempts, Metric.Inconsistency, Metric.Cost]).SelectMany(metric => settings.Select(levels =>
                Compare(metric, Find(cells, playbook, levels), Find(cells, plan.Baseline, levels))))).ToList();
        return new(plan, cells, comparisons, [.. Claims.Select(claim => Judge(claim, cells, factors))], Interrupted);
    }

    private CellResult Cell(int index, string playbook, IReadOnlyList<Level> levels)
    {
        var p = Rates.Count == 0 ? 0.1 : levels[0].Number!.Value;
        var r = Retries(playbook);
        var call = 1 - Math.Pow(p, r + 1);
        var success = Math.Pow(call, 4);
        var attempts = p == 1 ? r + 1 : (1 - Math.Pow(p, r + 1)) / (1 - p);
        var mean = 0.7 + (2.2 * (attempts - 1) * 4);
        var wide = 1 / Math.Sqrt(Trials);
        var estimates = new Dictionary<string, Estimate>
        {
            [Metric.SuccessRate.Name] = Share(success, Trials),
            [Metric.DurationMean.Name] = Around(mean, mean * wide, Trials),
            [Metric.DurationP50.Name] = Around(mean * 0.8, mean * wide, Trials),
            [Metric.DurationP95.Name] = Around(mean * 2.2, mean * 4 * wide, Trials),
            [Metric.DurationP99.Name] = Around(mean * 3.5, mean * 9 * wide, Trials),
            [Metric.SuccessDurationMean.Name] = Around(mean * 1.05, mean * wide, Trials),
            [Metric.Calls.Name] = Around(1 + call + (call * call) + (call * call * call), wide, Trials),
            [Metric.Attempts.Name] = Around(4 * attempts, 2 * wide, Trials),
            [Metric.Amplification.Name] = Around(attempts, 0.5 * wide, Trials),
            [Metric.Inconsistency.Name] = Share((1 - success) / 2, Trials),
            [Metric.Quality.Name] = Around(success, wide, Trials),
            [Metric.Cost.Name] = Around(0, 0, Trials),
        };
        foreach (var metric in Metric.All.Where(metric => !estimates.ContainsKey(metric.Name))) estimates[metric.Name] = Around(0, 0, Trials);
        var failed = Trials - (long)Math.Round(success * Trials);
        var outcomes = new SortedDictionary<string, long>(StringComparer.Ordinal)
        {
            [OutcomeName.Failed(429)] = failed / 5, [OutcomeName.Failed(500)] = failed / 3, [OutcomeName.Failed(503)] = failed / 4,
            [OutcomeName.Succeeded] = Trials - failed,
            [OutcomeName.TimedOut] = failed - (failed / 5) - (failed / 3) - (failed / 4),
        };
        return new(index, playbook, levels, Trials, estimates, outcomes, (long)(p * Trials * 4), 0) { FaultsLanded = (long)(p * Trials * 4) };
    }

    private static CellResult Find(List<CellResult> cells, string playbook, IReadOnlyList<Level> levels) =>
        cells.Single(cell => cell.Playbook == playbook && cell.Levels.SequenceEqual(levels));

    private static Comparison Compare(Metric metric, CellResult own, CellResult other)
    {
        var (a, b) = (own[metric], other[metric]);
        var half = Math.Sqrt((a.HalfWidth * a.HalfWidth) + (b.HalfWidth * b.HalfWidth)) * 0.8;
        var d = a.Value - b.Value;
        var sure = Math.Abs(d) > half;
        var verdict = d == 0 ? Verdict.Equal : !sure ? Verdict.Inconclusive : (d > 0) == (metric.Better == Direction.Higher) ? Verdict.Better : Verdict.Worse;
        return new(own.Playbook, other.Playbook, own.Levels, metric.Name, new(d, d - half, d + half, own.Trials), sure ? 0.0001 : 0.4, sure ? 0.0007 : 1, verdict);
    }

    private static HypothesisResult Judge(Hypothesis claim, List<CellResult> cells, IReadOnlyList<Factor> factors)
    {
        var metric = Metric.Named(claim.Metric)!;
        var spoken = cells.Where(cell => cell.Playbook == claim.Playbook && factors.Select((factor, i) => (factor, i)).All(each =>
            !claim.When.TryGetValue(each.factor.Name, out var level) || level.Number == cell.Levels[each.i].Number)).ToList();
        var worst = claim.Relation == Relation.AtLeast ? spoken.MinBy(cell => cell[metric].Value)! : spoken.MaxBy(cell => cell[metric].Value)!;
        var e = worst[metric];
        var (held, broken) = claim.Relation == Relation.AtLeast
            ? (e.Low >= claim.Threshold, e.High < claim.Threshold) : (e.High <= claim.Threshold, e.Low > claim.Threshold);
        return new(claim, held ? HypothesisStatus.Confirmed : broken ? HypothesisStatus.Rejected : HypothesisStatus.Inconclusive, e, worst.Levels);
    }
}
