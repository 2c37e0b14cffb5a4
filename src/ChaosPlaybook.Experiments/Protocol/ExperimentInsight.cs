using ChaosPlaybook.Model;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Experiments;

/// <summary>Something an experiment shows, computed from its numbers.</summary>
/// <param name="Pattern">Kind of observation, one word each: <c>recovery</c>, <c>cascade</c>, <c>retryStorm</c>.</param>
/// <param name="Share">Share of the conducted trials it concerns. Range [0, 1].</param>
/// <param name="Observation">What was seen, with numbers.</param>
/// <param name="Recommendation">What to do about it; empty when there is nothing to do.</param>
public sealed record ExperimentInsight(string Pattern, double Share, string Observation, string Recommendation)
{
    /// <summary>Factor by which a signal must grow to be pointed out.</summary>
    private const double Grown = 1.5;

    /// <summary>What an experiment shows; what broke first, and in more trials, comes first.</summary>
    /// <param name="summary">What was found.</param>
    /// <param name="confidence">Level of the intervals.</param>
    public static IReadOnlyList<ExperimentInsight> Of(ExperimentSummary summary, double confidence)
    {
        if (summary.Conducted == 0 || summary.Landed == 0) return [.. NotJudged(summary)];
        IEnumerable<ExperimentInsight> seen =
            [.. NotJudged(summary), .. Recovery(summary), .. Cascade(summary), .. Damage(summary), .. RollbackLeft(summary), .. Detection(summary), .. Load(summary)];
        return [.. seen.OrderByDescending(each => each.Share), Verdict(summary, confidence)];
    }

    /// <summary>The conducted trials of a share.</summary>
    private static int Trials(ExperimentSummary summary, Estimate share) => (int)Math.Round((double.IsNaN(share.Value) ? 0 : share.Value) * summary.Conducted);

    private static ExperimentInsight Seen(ExperimentSummary summary, string pattern, int trials, string observation, string recommendation) =>
        new(pattern, summary.Conducted > 0 ? Math.Min(1, (double)trials / summary.Conducted) : 0, observation, recommendation);

    private static string Of(ExperimentSummary summary, int trials) => $"in {trials} of {summary.Conducted} trials";

    private static Estimate At(ExperimentSummary summary, Signal signal, Func<SignalSummary, Estimate> when) => when(summary.Signals.First(each => each.Signal == signal));

    private static IEnumerable<ExperimentInsight> NotJudged(ExperimentSummary summary)
    {
        var unsteady = summary.Trials - summary.Conducted;
        if (unsteady > 0)
            yield return new("notSteady", (double)unsteady / summary.Trials, $"the steady state did not hold before the injection in {unsteady} of {Counted.Of(summary.Trials, "trial")}: {string.Join(", ", summary.Steady)}",
                "loosen the steady state to what the undisturbed system keeps, or let it warm up for longer");
        if (summary.Landed < summary.Conducted)
            yield return Seen(summary, "notLanded", summary.Conducted - summary.Landed, $"no fault struck anything {Of(summary, summary.Conducted - summary.Landed)}",
                "raise the intensity or the duration of the injection, or aim it at an executor that is called");
    }

    private static IEnumerable<ExperimentInsight> Recovery(ExperimentSummary summary)
    {
        var lost = summary.Conducted - Trials(summary, summary.Recovered);
        if (lost > 0)
            yield return Seen(summary, "noRecovery", lost, $"the steady state was not back at the end {Of(summary, lost)}", Cure(summary));
        var allowed = summary.Card.Success.RecoverySeconds ?? summary.Card.Success.RtoSeconds;
        var slow = Math.Max(0, ExperimentRow.Breaks(summary, "recovery,") - lost);
        if (allowed is { } most && (slow > 0 || summary.Recovery.Low > most))
            yield return Seen(summary, "slowRecovery", slow, $"recovery took {EstimateText.Seconds(summary.Recovery)}, allowed {EstimateText.Number(most)} s; too slow {Of(summary, slow)}", Cure(summary));
    }

    /// <summary>What keeps a system from coming back, as its signals after the injection tell.</summary>
    private static string Cure(ExperimentSummary summary)
    {
        var cures = new List<string>();
        var (open, queue, usual) = (At(summary, Signal.BreakerOpenShare, each => each.After), At(summary, Signal.Queue, each => each.After), At(summary, Signal.Queue, each => each.Before));
        if (open.Value > 0.01) cures.Add($"{EstimateText.Share(open)} of the circuits are open afterwards: shorten their break or close them in the rollback");
        if (queue.Value > Grown * usual.Value + 1) cures.Add($"queues hold {EstimateText.Plain(queue)} jobs afterwards against {EstimateText.Plain(usual)} before: bound them, shed load, or clear them in the rollback");
        if (cures.Count == 0) cures.Add("shorten timeouts and breaks, and see that retries end with the fault: a retry budget");
        return string.Join("; ", cures);
    }

    private static IEnumerable<ExperimentInsight> Cascade(ExperimentSummary summary)
    {
        var targets = summary.Phases.SelectMany(phase => phase.Targets).ToHashSet();
        var named = summary.Affected.Where(each => !targets.Contains(each.What)).ToList();
        foreach (var each in named)
            yield return Seen(summary, "cascade", each.Trials, $"cascade to {each.What} {Of(summary, each.Trials)}",
                $"a timeout or breaker around its calls to {string.Join(", ", targets.Order(StringComparer.Ordinal))} with a fallback, or a bulkhead that leaves it servers for other work");
        var broke = Trials(summary, summary.Cascaded);
        if (broke > 0 && named.Count == 0)
            yield return Seen(summary, "cascade", broke, $"executors beyond the targets broke down for a while {Of(summary, broke)}, depth {EstimateText.Plain(summary.CascadeDepth)}",
                $"a timeout or breaker around the calls to {string.Join(", ", targets.Order(StringComparer.Ordinal))}");
    }

    private static IEnumerable<ExperimentInsight> Damage(ExperimentSummary summary)
    {
        var escaped = summary.Conducted - Trials(summary, summary.Contained);
        if (escaped > 0)
            yield return Seen(summary, "notContained", escaped, $"the damage passed its limits ({ExperimentRow.Limits(summary.Limits)}) {Of(summary, escaped)}: {EstimateText.Plain(summary.Agents)} agents, {EstimateText.Plain(summary.Attempts)} attempts",
                $"inject at lower intensity, look at the limits more often than every {EstimateText.Number(summary.Limits.CheckSeconds)} s, or bring the rollback forward");
        var given = summary.Ends.Where(end => end.What is not (nameof(ExperimentEnd.Completed) or nameof(ExperimentEnd.NotSteady))).ToList();
        foreach (var end in given)
            yield return Seen(summary, "givenUp", end.Trials, $"ended early, {end.What}, {Of(summary, end.Trials)}",
                "repeat at lower intensity to find what the system bears");
        if (summary.DataLoss.Value > 0)
            yield return Seen(summary, "dataLoss", ExperimentRow.Breaks(summary, "data loss,"), $"{EstimateText.Plain(summary.DataLoss)} half-done writes or unnoticed wrong answers per trial",
                "make writes idempotent, compensate for those that fail halfway, and verify answers");
        if (summary.Degradation.High < 1 - summary.Card.HoldsIn)
            yield return new("outage", 1, $"only {EstimateText.Share(summary.Degradation)} of the usual worth was delivered during the injection", "a fallback of lower quality for the targets' answers");
    }

    private static IEnumerable<ExperimentInsight> RollbackLeft(ExperimentSummary summary)
    {
        foreach (var (left, words, step) in (IEnumerable<(Residue, string, RollbackStep)>)[
            (Residue.Breakers, "breakers stayed open", RollbackStep.CloseBreakers), (Residue.Faults, "injected faults stayed at work", RollbackStep.StopFaults),
            (Residue.Instances, "instances stayed down", RollbackStep.RestoreInstances)])
        {
            var trials = summary.Residues.Where(each => each.What == left.ToString()).Sum(each => each.Trials);
            if (trials == 0) continue;
            var name = EstimateText.Name(step);
            yield return Seen(summary, "rollback", trials, $"{words} {Of(summary, trials)}",
                summary.RollbackSteps.Contains(step) ? $"{name} comes too early in the rollback: what it puts back breaks again" : $"add {name} to the rollback");
        }
        var unverified = summary.Rollbacks.Where(each => each.What is nameof(RollbackStatus.Failed) or nameof(RollbackStatus.Partial)).Sum(each => each.Trials);
        if (unverified > 0 && summary.Residues.Count == 0)
            yield return Seen(summary, "rollback", unverified, $"nothing injected was left, but the steady state was not back within the time of the rollback {Of(summary, unverified)}", Cure(summary));
    }

    private static IEnumerable<ExperimentInsight> Detection(ExperimentSummary summary)
    {
        var allowed = summary.Card.Success.DetectionSeconds ?? ExperimentRow.UsualDetection;
        if (summary.Detection.Low > allowed)
            yield return Seen(summary, "slowDetection", summary.Conducted, $"detection took {EstimateText.Seconds(summary.Detection)}, allowed {EstimateText.Number(allowed)} s",
                "a shorter window, or a limit of the steady state that is nearer to the usual");
        var unseen = summary.Landed - Trials(summary, summary.Detected);
        if (unseen > 0 && summary.Agents.Value > 0)
            yield return Seen(summary, "undetected", unseen, $"the injection went unnoticed {Of(summary, unseen)} while {EstimateText.Plain(summary.Agents)} agents per trial failed",
                "a limit of the steady state that the injection breaks");
    }

    private static IEnumerable<ExperimentInsight> Load(ExperimentSummary summary)
    {
        Estimate before = At(summary, Signal.Attempts, each => each.Before), during = At(summary, Signal.Attempts, each => each.During);
        Estimate usual = At(summary, Signal.Goodput, each => each.Before), good = At(summary, Signal.Goodput, each => each.During);
        if (during.Low > Grown * before.High && good.High < usual.Low)
            yield return new("retryStorm", 1, $"attempts rise from {EstimateText.Of(Signal.Attempts, before)} to {EstimateText.Of(Signal.Attempts, during)} while goodput falls from {EstimateText.Of(Signal.Goodput, usual)} to {EstimateText.Of(Signal.Goodput, good)}: a retry storm",
                "a retry budget, or a breaker inside the retries");
        var red = summary.Defence.Where(each => each.What == nameof(DefenceLevel.Red)).Sum(each => each.Trials);
        var busy = At(summary, Signal.Utilisation, each => each.Peak);
        if (red > 0)
            yield return Seen(summary, "defence", red, $"alert level RED {Of(summary, red)}: {(double.IsNaN(busy.Value) ? "" : $"peak utilisation {EstimateText.Share(busy)}, ")}peak error rate {EstimateText.Share(At(summary, Signal.ErrorRate, each => each.Peak))}",
                busy.Value >= 0.95 ? "more servers, or shedding of load before they are full" : "a fallback or more retries against the errors");
    }

    private static ExperimentInsight Verdict(ExperimentSummary summary, double confidence)
    {
        var said = $"the hypothesis holds in {EstimateText.Share(summary.Holds)} of the trials, asked {EstimateText.Percent(summary.Card.HoldsIn)}";
        var distance = Math.Abs(summary.Holds.Value - summary.Card.HoldsIn);
        return new("verdict", double.IsNaN(summary.Holds.Value) ? 0 : summary.Holds.Value, said, summary.Status switch
        {
            HypothesisStatus.Confirmed => "repeat with a stronger injection to find where it ends",
            HypothesisStatus.Inconclusive when distance > 0.001 => $"about {SampleSize.ForWilsonHalfWidth(summary.Holds.Value, Math.Min(distance, 0.49), confidence)} trials would tell",
            HypothesisStatus.Inconclusive => "the share lies at the limit: hardly any number of trials would tell",
            HypothesisStatus.Rejected when summary.Broken.Count > 0 => $"first see to: {summary.Broken[0].What} (broken {Of(summary, summary.Broken[0].Trials)})",
            _ => "",
        });
    }
}
