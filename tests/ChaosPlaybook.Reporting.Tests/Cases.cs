using ChaosPlaybook.Experiments;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Reporting.Tests;

/// <summary>Results at the edges, by name.</summary>
internal static class Cases
{
    private static readonly Factor _retries = new("retries", [new("1", 1), new("3", 3)]);

    public static IReadOnlyDictionary<string, Func<SweepResult>> All { get; } = new Dictionary<string, Func<SweepResult>>
    {
        ["petstore"] = () => new Synthetic { Claims = [Synthetic.Claim("training", 0.2, 0.95), Synthetic.Claim("baseline", 0.2, 0.95)] }.Build(),
        ["one level"] = () => new Synthetic { Rates = [0.1] }.Build(),
        ["two levels"] = () => new Synthetic { Rates = [0, 0.2] }.Build(),
        ["no factor"] = () => new Synthetic { Rates = [] }.Build(),
        ["one playbook"] = () => new Synthetic { Playbooks = ["baseline"] }.Build(),
        ["twelve playbooks"] = () => new Synthetic { Playbooks = ["baseline", .. Enumerable.Range(1, 11).Select(i => "playbook" + new string('x', i))] }.Build(),
        ["few trials"] = () => new Synthetic { Trials = 40 }.Build(),
        ["all equal"] = () => new Synthetic { Retries = _ => 0, Change = cell => All1(cell, 0.5) }.Build(),
        ["all one"] = () => new Synthetic { Change = cell => All1(cell, 1) }.Build(),
        ["all zero"] = () => new Synthetic { Change = cell => All1(cell, 0) }.Build(),
        ["undefined"] = () => new Synthetic { Change = cell => cell.Cell % 3 == 0 ? All1(cell, double.NaN) : cell }.Build(),
        ["all undefined"] = () => new Synthetic { Change = cell => All1(cell, double.NaN) }.Build(),
        ["open above"] = () => new Synthetic { Change = cell => Map(cell, (_, e) => e with { High = double.PositiveInfinity }) }.Build(),
        ["tiny"] = () => new Synthetic { Rates = [1e-7, 1e-6, 1e-5, 1e-4], Change = cell => Map(cell, (_, e) => new(e.Value * 1e-6, e.Low * 1e-6, e.High * 1e-6, e.Count)) }.Build(),
        ["huge"] = () => new Synthetic { Change = cell => Map(cell, (m, e) => m.Kind == MetricKind.Proportion ? e : new(e.Value * 3e9, e.Low * 3e9, e.High * 3e9, e.Count)) }.Build(),
        ["long names"] = () => new Synthetic { Playbooks = ["baseline", .. Enumerable.Range(1, 3).Select(i => $"retryWithExponentialBackoffAndDecorrelatedJitterAndBreaker{i:00}")] }.Build(),
        ["markup names"] = () => new Synthetic { Name = "<script>alert(1)</script>", Playbooks = ["baseline", "<b>\"a\" & 'b'</b>", "</svg>]]>"] }.Build(),
        ["two factors"] = () => new Synthetic { More = [_retries] }.Build(),
        ["many combinations"] = () => new Synthetic
        {
            Rates = [0, 0.1, 0.2], Playbooks = ["baseline", "training"], More = [_retries, new("order", [.. Enumerable.Range(1, 8).Select(i => new Level($"order{i}", null))])],
        }.Build(),
        ["words only"] = () => new Synthetic { Rates = [], More = [new("order", [new("retry outside breaker", null), new("breaker outside retry", null), new("a third order with a name that is long enough to wrap", null)])] }.Build(),
        ["interrupted"] = () => Cut(new Synthetic { Interrupted = true }.Build(), 13),
        ["nothing finished"] = () => Cut(new Synthetic { Interrupted = true }.Build(), 0),
    };

    public static TheoryData<string> Names => [.. All.Keys];

    public static CellResult Map(CellResult cell, Func<Metric, Estimate, Estimate> change) =>
        cell with { Estimates = cell.Estimates.ToDictionary(each => each.Key, each => change(Metric.Named(each.Key)!, each.Value)) };

    public static CellResult Set(CellResult cell, Metric metric, Estimate estimate) => Map(cell, (each, old) => each == metric ? estimate : old);

    private static CellResult All1(CellResult cell, double value) => Map(cell, (metric, e) => double.IsNaN(value)
        ? new(value, value, value, 0)
        : metric.Kind == MetricKind.Proportion ? Synthetic.Share(value, e.Count) : new(value, value, value, e.Count));

    private static SweepResult Cut(SweepResult result, int cells)
    {
        var kept = result.Cells.Take(cells).ToList();
        return result with
        {
            Cells = kept,
            Comparisons = [.. result.Comparisons.Where(each => kept.Any(cell => cell.Playbook == each.Playbook && cell.Levels.SequenceEqual(each.Levels)))],
        };
    }
}
