using ChaosPlaybook.Model;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Experiments;

/// <summary>What a row of the results table says.</summary>
public enum RowVerdict
{
    /// <summary>The whole interval keeps the expectation.</summary>
    Pass,
    /// <summary>The whole interval breaks it.</summary>
    Fail,
    /// <summary>The interval covers the limit, or there was nothing to read.</summary>
    Open,
    /// <summary>Nothing was expected.</summary>
    NotAsked,
}

/// <summary>What was expected of an experiment, and what came of it.</summary>
/// <param name="Metric">What is compared.</param>
/// <param name="Expected">What was expected, in words.</param>
/// <param name="Actual">What was measured, with its interval.</param>
/// <param name="Verdict">What it says.</param>
public sealed record ExperimentRow(string Metric, string Expected, string Actual, RowVerdict Verdict)
{
    /// <summary>Longest time to detect where the experiment names none, seconds.</summary>
    public const double UsualDetection = 60;

    /// <summary>Longest time to recover where the experiment names none, seconds.</summary>
    public const double UsualRecovery = 120;

    /// <summary>
    /// Expected and actual, row by row: steady state before and after, detection, recovery, further success criteria, alert level,
    /// radius, rollback. A criterion of trials passes when the share of trials that keep it lies, with its whole interval, at or
    /// above the share asked for; a mean when its whole interval keeps the limit.
    /// </summary>
    /// <param name="summary">What was found.</param>
    /// <param name="confidence">Level of the intervals.</param>
    public static IReadOnlyList<ExperimentRow> Of(ExperimentSummary summary, double confidence) =>
        [.. Steady(summary), .. Times(summary, confidence), .. Criteria(summary, confidence), .. Ends(summary, confidence)];

    /// <summary>The limits of the steady state, read back from how they are written.</summary>
    public static IEnumerable<Guard> SteadyGuards(ExperimentSummary summary) => summary.Steady.Select(text => text.Split(' ')).Where(words => words.Length == 3).Select(words =>
    {
        static double Read(string number) => double.Parse(number, System.Globalization.CultureInfo.InvariantCulture);
        var signal = Enum.Parse<Signal>(words[0], ignoreCase: true);
        return words[2].Split("..") is [var floor, var ceiling]
            ? new Guard(signal, AtLeast: false, Read(ceiling)) { Floor = Read(floor) } : new Guard(signal, words[1] == ">=", Read(words[2]));
    });

    /// <summary>Trials in which a criterion broke.</summary>
    /// <param name="summary">What was found.</param>
    /// <param name="criterion">Its description, or all of it up to the comma before what is allowed.</param>
    internal static int Breaks(ExperimentSummary summary, string criterion) =>
        summary.Broken.Where(broken => criterion.EndsWith(',') ? broken.What.StartsWith(criterion, StringComparison.Ordinal) : broken.What == criterion).Sum(broken => broken.Trials);

    /// <summary>Whether an estimate keeps a limit, whole interval considered.</summary>
    internal static RowVerdict Judge(Guard guard, Estimate estimate) =>
        double.IsNaN(estimate.Low) || double.IsNaN(estimate.High) ? RowVerdict.Open
        : guard.Holds(estimate.Low) && guard.Holds(estimate.High) ? RowVerdict.Pass
        // An interval about a range breaks neither end of it.
        : !guard.Holds(estimate.Low) && !guard.Holds(estimate.High) && !(estimate.Low < guard.Floor && estimate.High > guard.Threshold) ? RowVerdict.Fail : RowVerdict.Open;

    private static IEnumerable<ExperimentRow> Steady(ExperimentSummary summary)
    {
        foreach (var guard in SteadyGuards(summary))
        {
            var signal = summary.Signals.First(each => each.Signal == guard.Signal);
            foreach (var (when, estimate) in (IEnumerable<(string, Estimate)>)[("before", signal.Before), ("after", signal.After)])
                yield return new($"{EstimateText.Name(guard.Signal)} {when} the injection", Limit(guard), EstimateText.Of(guard.Signal, estimate), Judge(guard, estimate));
        }
    }

    private static IEnumerable<ExperimentRow> Times(ExperimentSummary summary, double confidence)
    {
        var asked = summary.Card.Success;
        yield return Time(summary, confidence, "detection", asked.DetectionSeconds, UsualDetection, summary.Detection, summary.Detected);
        yield return Time(summary, confidence, "recovery", asked.RecoverySeconds, UsualRecovery, summary.Recovery, summary.Recovered);
        if (asked.RtoSeconds is { } rto) yield return Time(summary, confidence, "RTO", rto, rto, summary.Rto, summary.Recovered);
        if (asked.RpoSeconds is { } rpo) yield return Time(summary, confidence, "RPO", rpo, rpo, summary.Rpo, summary.Recovered with { Value = 1 });
    }

    private static ExperimentRow Time(ExperimentSummary summary, double confidence, string name, double? asked, double usual, Estimate time, Estimate happened)
    {
        var trials = (int)Math.Round((double.IsNaN(happened.Value) ? 0 : happened.Value) * summary.Conducted);
        var actual = time.Count == 0 ? $"in no trial of {summary.Conducted}" : $"{EstimateText.Seconds(time)}, in {trials} of {summary.Conducted} trials";
        var verdict = asked is not null ? Kept(summary, confidence, $"{name},")
            : time.Count == 0 ? (name == "recovery" && summary.Conducted > 0 ? RowVerdict.Fail : RowVerdict.Open)
            : Worse(Judge(new(default, AtLeast: false, usual), time), name == "recovery" ? Judge(new(default, AtLeast: true, summary.Card.HoldsIn), happened) : RowVerdict.Pass);
        return new($"time to {name switch { "detection" => "detect", "recovery" => "recover", _ => name }}".Replace("time to R", "R", StringComparison.Ordinal),
            $"<= {EstimateText.Number(asked ?? usual)} s{(asked is null ? " (usual)" : "")}", actual, verdict);
    }

    private static IEnumerable<ExperimentRow> Criteria(ExperimentSummary summary, double confidence)
    {
        var asked = summary.Card.Success;
        yield return new("data loss", asked.DataLoss is { } loss ? $"<= {EstimateText.Number(loss)}" : "–", EstimateText.Plain(summary.DataLoss),
            asked.DataLoss is null ? RowVerdict.NotAsked : Kept(summary, confidence, "data loss,"));
        yield return new("cascading failures", asked.Cascades ? "–" : "none", $"in {EstimateText.Share(summary.Cascaded)} of the trials",
            asked.Cascades ? RowVerdict.NotAsked : Kept(summary, confidence, "executors broke down beyond the targets"));
        foreach (var (when, guards) in (IEnumerable<(string, IReadOnlyList<Guard>)>)[("during the injection", asked.During), ("afterwards", asked.After)])
            foreach (var guard in guards)
            {
                var signal = summary.Signals.First(each => each.Signal == guard.Signal);
                yield return new($"{EstimateText.Name(guard.Signal)} {when}", Limit(guard),
                    EstimateText.Of(guard.Signal, when == "afterwards" ? signal.After : signal.During), Kept(summary, confidence, $"{when} {guard}"));
            }
    }

    private static IEnumerable<ExperimentRow> Ends(ExperimentSummary summary, double confidence)
    {
        var level = summary.Card.Success.Defence;
        yield return new("alert level", level is { } most ? $"at most {most.ToString().ToUpperInvariant()}" : "–",
            summary.Conducted == 0 ? "–" : string.Join(", ", summary.Defence.Select(each => $"{each.What.ToUpperInvariant()} in {each.Trials}")) + $" of {summary.Conducted} trials",
            level is null ? RowVerdict.NotAsked : Kept(summary, confidence, "alert level,"));
        yield return new("blast radius", Limits(summary.Limits), $"contained in {EstimateText.Share(summary.Contained)} of the trials", Always(summary, summary.Contained.Value));
        var complete = summary.Rollbacks.Where(each => each.What == nameof(RollbackStatus.Complete)).Sum(each => each.Trials);
        yield return new("rollback", "COMPLETE in every trial",
            string.Join(", ", summary.Rollbacks.Select(each => $"{each.What.ToUpperInvariant()} in {each.Trials}")) + $" of {summary.Conducted} trials; {EstimateText.Seconds(summary.RollbackSeconds)}",
            Always(summary, (double)complete / summary.Conducted));
    }

    /// <summary>The limits of the damage in words.</summary>
    public static string Limits(RadiusOptions limits)
    {
        string[] said = [
            .. new[] { ("executors", (double?)limits.Executors), ("agents", limits.Agents), ("attempts", limits.Attempts), ("seconds", limits.Seconds) }
                .Where(each => each.Item2 is not null).Select(each => $"{each.Item1} <= {EstimateText.Number(each.Item2!.Value)}")];
        return said.Length == 0 ? "no limit" : string.Join(", ", said);
    }

    private static string Limit(Guard guard)
    {
        string Said(double limit) => Signals.Unit(guard.Signal) switch
        {
            "1" => EstimateText.Percent(limit),
            "s" => $"{EstimateText.Number(limit)} s",
            var unit => EstimateText.Number(limit) + unit,
        };
        return guard.Floor is { } floor ? $"in {Said(floor)}..{Said(guard.Threshold)}" : $"{(guard.AtLeast ? ">=" : "<=")} {Said(guard.Threshold)}";
    }

    // A limit of every trial: one that breaks it is enough.
    private static RowVerdict Always(ExperimentSummary summary, double share) => summary.Conducted == 0 ? RowVerdict.Open : share >= 1 ? RowVerdict.Pass : RowVerdict.Fail;

    private static RowVerdict Kept(ExperimentSummary summary, double confidence, string criterion) => summary.Conducted == 0 ? RowVerdict.Open
        : Judge(new(default, AtLeast: true, summary.Card.HoldsIn), ProportionInterval.Wilson(summary.Conducted - Breaks(summary, criterion), summary.Conducted, confidence));

    private static RowVerdict Worse(RowVerdict one, RowVerdict other) =>
        one == RowVerdict.Fail || other == RowVerdict.Fail ? RowVerdict.Fail : one == RowVerdict.Open || other == RowVerdict.Open ? RowVerdict.Open : RowVerdict.Pass;
}
