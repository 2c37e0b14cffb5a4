using ChaosPlaybook.Experiments;

namespace ChaosPlaybook.Interop;

/// <summary>The experiment of one cell with all that a report of it names.</summary>
/// <param name="Scenario">Name of the scenario.</param>
/// <param name="Seed">Master seed.</param>
/// <param name="Confidence">Level of the intervals.</param>
/// <param name="Factors">Names of the levels.</param>
/// <param name="Cell">What was found.</param>
public sealed record ReportedExperiment(string Scenario, ulong Seed, double Confidence, IReadOnlyList<Factor> Factors, CellExperiment Cell)
{
    /// <summary>
    /// Time 0 of every trial in formats that want a date. Times are virtual: the same experiment gives the same bytes whenever it is run.
    /// </summary>
    public static DateTime Epoch { get; } = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>What successes are worth; nothing when nobody said. Default nothing.</summary>
    public BusinessValue? Business { get; init; }

    /// <summary>What was found.</summary>
    public ExperimentSummary Summary => Cell.Experiment;

    /// <summary>A name that no other experiment of the same results has: <c>checkout-cell3</c>.</summary>
    public string Id => $"{Scenario}-cell{Cell.Cell}";

    /// <summary>Playbook and levels in words.</summary>
    public string Setting => Cell.Playbook + string.Concat(Factors.Zip(Cell.Levels).Select(pair => $", {pair.First.Name} {pair.Second.Text}"));

    /// <summary>Start of the first injection, seconds since the start of a trial.</summary>
    public double FromSeconds => Summary.Phases[0].FromSeconds;

    /// <summary>End of the last injection, mean over the trials in which there was one, seconds since the start of a trial; as planned where there was none.</summary>
    public double ToSeconds => Summary.InjectedSeconds.Count > 0 ? FromSeconds + Summary.InjectedSeconds.Value : Summary.Phases[^1].ToSeconds;

    /// <summary>Trials that did not run their course.</summary>
    public int EndedEarly => Summary.Ends.Where(end => end.What is not (nameof(Model.ExperimentEnd.Completed) or nameof(Model.ExperimentEnd.NotSteady))).Sum(end => end.Trials);

    /// <summary>What it shows and what to do about it.</summary>
    public IReadOnlyList<ExperimentInsight> Insights => ExperimentInsight.Of(Summary, Confidence);

    /// <summary>The experiments of a result, in plan order.</summary>
    public static IReadOnlyList<ReportedExperiment> Of(SweepResult result) =>
        [.. result.Experiments.Select(cell => new ReportedExperiment(result.Plan.Name, result.Plan.Seed, result.Plan.Confidence, result.Plan.Factors, cell))];
}
