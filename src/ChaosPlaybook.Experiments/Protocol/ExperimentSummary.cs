using ChaosPlaybook.Model;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Experiments;

/// <summary>How often something was the case.</summary>
/// <param name="What">In words.</param>
/// <param name="Trials">In how many trials.</param>
public sealed record Occurrence(string What, int Trials);

/// <summary>What an experiment found, condensed to plain numbers: for files, charts and pages. Times are seconds.</summary>
public sealed record ExperimentSummary
{
    /// <summary>What was claimed.</summary>
    public required ExperimentCard Card { get; init; }

    /// <summary>The phases, with the times at which they were to begin and to end.</summary>
    public required IReadOnlyList<PhaseSummary> Phases { get; init; }

    /// <summary>The steady state, as written.</summary>
    public required IReadOnlyList<string> Steady { get; init; }

    /// <summary>The abort conditions, as written.</summary>
    public required IReadOnlyList<string> Aborts { get; init; }

    /// <summary>Steps of the rollback.</summary>
    public required IReadOnlyList<RollbackStep> RollbackSteps { get; init; }

    /// <summary>Limits of the damage.</summary>
    public required RadiusOptions Limits { get; init; }

    /// <summary>Trials made; those in which the steady state held and something was injected; those in which a fault landed.</summary>
    public required int Trials { get; init; }

    /// <inheritdoc cref="Trials"/>
    public required int Conducted { get; init; }

    /// <inheritdoc cref="Trials"/>
    public required int Landed { get; init; }

    /// <summary>What became of the hypothesis.</summary>
    public required HypothesisStatus Status { get; init; }

    /// <summary>Share of trials in which it holds.</summary>
    public required Estimate Holds { get; init; }

    /// <summary>How the trials ended, and how their rollbacks did.</summary>
    public required IReadOnlyList<Occurrence> Ends { get; init; }

    /// <inheritdoc cref="Ends"/>
    public required IReadOnlyList<Occurrence> Rollbacks { get; init; }

    /// <summary>What rollbacks left behind, by the trials in which they did. Default nothing.</summary>
    public IReadOnlyList<Occurrence> Residues { get; init; } = [];

    /// <summary>What broke, most often first.</summary>
    public required IReadOnlyList<Occurrence> Broken { get; init; }

    /// <summary>Executors affected, by the trials in which they were.</summary>
    public required IReadOnlyList<Occurrence> Affected { get; init; }

    /// <summary>Every signal.</summary>
    public required IReadOnlyList<SignalSummary> Signals { get; init; }

    /// <summary>Time to detect, to recover, RTO and RPO over the trials in which they happened.</summary>
    public required Estimate Detection { get; init; }

    /// <inheritdoc cref="Detection"/>
    public required Estimate Recovery { get; init; }

    /// <inheritdoc cref="Detection"/>
    public required Estimate Rto { get; init; }

    /// <inheritdoc cref="Detection"/>
    public required Estimate Rpo { get; init; }

    /// <summary>Time from the start of the first injection to the end of the last, planned or not. Default nothing: results written before it was noted.</summary>
    public Estimate InjectedSeconds { get; init; }

    /// <summary>Length of the rollback up to its verification.</summary>
    public required Estimate RollbackSeconds { get; init; }

    /// <summary>Share of the trials that were detected, that recovered, whose damage was contained, and that cascaded.</summary>
    public required Estimate Detected { get; init; }

    /// <inheritdoc cref="Detected"/>
    public required Estimate Recovered { get; init; }

    /// <inheritdoc cref="Detected"/>
    public required Estimate Contained { get; init; }

    /// <inheritdoc cref="Detected"/>
    public required Estimate Cascaded { get; init; }

    /// <summary>Workflows that fail and would not have; failed attempts beyond the twin's; data lost; successes lost; depth of cascades.</summary>
    public required Estimate Agents { get; init; }

    /// <inheritdoc cref="Agents"/>
    public required Estimate Attempts { get; init; }

    /// <inheritdoc cref="Agents"/>
    public required Estimate DataLoss { get; init; }

    /// <inheritdoc cref="Agents"/>
    public required Estimate LostSuccesses { get; init; }

    /// <inheritdoc cref="Agents"/>
    public required Estimate CascadeDepth { get; init; }

    /// <summary>Worth delivered during the injection as a share of the twin's.</summary>
    public required Estimate Degradation { get; init; }

    /// <summary>Levels of defence, by the trials that reached them.</summary>
    public required IReadOnlyList<Occurrence> Defence { get; init; }

    /// <summary>The score, and its parts in the order of <see cref="ResilienceScore.Names"/>.</summary>
    public required Estimate Score { get; init; }

    /// <inheritdoc cref="Score"/>
    public required IReadOnlyList<Estimate> ScoreParts { get; init; }

    /// <summary>Trials that ended so.</summary>
    public int Count(ExperimentEnd end) => Of(Ends, end.ToString());

    /// <summary>Trials whose rollback ended so.</summary>
    public int Count(RollbackStatus status) => Of(Rollbacks, status.ToString());

    private static int Of(IReadOnlyList<Occurrence> counts, string what) => counts.FirstOrDefault(each => each.What == what)?.Trials ?? 0;

    /// <summary>Condenses a result.</summary>
    /// <param name="result">What the trials gave.</param>
    /// <param name="monitor">How they were conducted.</param>
    public static ExperimentSummary Of(ExperimentResult result, MonitorOptions monitor) => new()
    {
        Card = result.Card,
        Phases = [.. monitor.Phases.Select((phase, number) => new PhaseSummary(phase.Name, phase.FromSeconds, phase.ToSeconds, [.. phase.Targets])
        {
            Injected = result.Conducted.Count(trial => trial.Phases[number].Injected), Validated = result.Conducted.Count(trial => trial.Phases[number].Validated),
            Recovered = result.Conducted.Count(trial => !double.IsNaN(trial.Phases[number].RecoverySeconds)),
            Recovery = result.Mean(trial => trial.Phases[number].RecoverySeconds),
        })],
        Steady = [.. monitor.Steady.Select(guard => guard.ToString())],
        Aborts = [.. monitor.Aborts.Select(abort => abort.ToString())],
        RollbackSteps = monitor.Rollback.Steps, Limits = monitor.Radius,
        Trials = result.Trials.Count, Conducted = result.Conducted.Count, Landed = result.Conducted.Count(trial => trial.Landed),
        Status = result.Status, Holds = result.Holds,
        Ends = Count(result.Trials, trial => trial.Monitor.End), Rollbacks = Count(result.Conducted, trial => trial.Monitor.Rollback),
        Residues = [.. new[] { Residue.Faults, Residue.Instances, Residue.Breakers }
            .Select(left => new Occurrence(left.ToString(), result.Conducted.Count(trial => trial.Monitor.Residue.HasFlag(left)))).Where(left => left.Trials > 0)],
        Broken = [.. result.Broken.Select(broken => new Occurrence(broken.What, (int)Math.Round(broken.Share * result.Conducted.Count)))],
        Affected = [.. result.Conducted.SelectMany(trial => trial.Radius.Executors).GroupBy(name => name)
            .Select(group => new Occurrence(group.Key, group.Count())).OrderByDescending(each => each.Trials).ThenBy(each => each.What, StringComparer.Ordinal)],
        Signals = [.. Enum.GetValues<Signal>().Select(signal => new SignalSummary(signal,
            Mean(result, signal, passage => passage.Before), Mean(result, signal, passage => passage.During),
            Mean(result, signal, passage => passage.After), Mean(result, signal, passage => passage.Peak)))],
        Detection = result.Mean(trial => trial.DetectionSeconds), Recovery = result.Mean(trial => trial.RecoverySeconds),
        Rto = result.Mean(trial => trial.RtoSeconds), Rpo = result.Mean(trial => trial.RpoSeconds),
        InjectedSeconds = result.Mean(trial => trial.Monitor.StoppedAt - trial.Monitor.InjectedAt),
        RollbackSeconds = result.Mean(trial => trial.Monitor.VerifiedAt - trial.Monitor.StoppedAt),
        Detected = result.Share(trial => !double.IsNaN(trial.DetectionSeconds)), Recovered = result.Share(trial => !double.IsNaN(trial.RecoverySeconds)),
        Contained = result.Share(trial => trial.Radius.Contained), Cascaded = result.Share(trial => trial.CascadeDepth > 0),
        Agents = result.Mean(trial => trial.Radius.Agents), Attempts = result.Mean(trial => trial.Radius.Attempts),
        DataLoss = result.Mean(trial => trial.DataLoss), LostSuccesses = result.Mean(trial => trial.LostSuccesses),
        CascadeDepth = result.Mean(trial => trial.CascadeDepth), Degradation = Shares(result.Mean(trial => trial.Degradation)),
        Defence = Count(result.Conducted, trial => trial.Defence),
        Score = result.Score,
        ScoreParts = result.ScoreParts,
    };

    // Goodput may exceed what was offered in the same stretch; the other shares end at 0 and 1.
    private static Estimate Mean(ExperimentResult result, Signal signal, Func<Passage, double> moment)
    {
        var mean = result.Mean(trial => moment(trial.Signals[signal]));
        return Model.Signals.Unit(signal) != "1" || signal == Signal.GoodputShare ? mean : Shares(mean);
    }

    private static Estimate Shares(Estimate mean) => mean with { Low = Math.Max(0, mean.Low), High = Math.Min(1, mean.High) };

    private static List<Occurrence> Count<T>(IReadOnlyList<ExperimentTrial> trials, Func<ExperimentTrial, T> what) where T : struct, Enum =>
        [.. trials.GroupBy(what).OrderBy(group => group.Key).Select(group => new Occurrence(group.Key.ToString(), group.Count()))];
}
