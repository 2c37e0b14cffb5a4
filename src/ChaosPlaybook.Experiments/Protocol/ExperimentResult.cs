using System.Globalization;
using ChaosPlaybook.Model;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Experiments;

/// <summary>What an experiment found over all its trials.</summary>
/// <param name="Card">What was claimed.</param>
/// <param name="Trials">One entry per replication.</param>
/// <param name="Confidence">Level of the intervals.</param>
public sealed record ExperimentResult(ExperimentCard Card, IReadOnlyList<ExperimentTrial> Trials, double Confidence)
{
    /// <summary>Trials that may be left out because the steady state did not hold before the injection, as a share.</summary>
    private const double MostUnsteady = 0.05;

    /// <summary>Trials in which something was injected.</summary>
    public IReadOnlyList<ExperimentTrial> Conducted { get; } = [.. Trials.Where(trial => trial.Monitor.End != ExperimentEnd.NotSteady)];

    /// <summary>Trials in which the hypothesis holds, as a share of those in which a fault landed; Wilson interval.</summary>
    public Estimate Holds
    {
        get
        {
            var landed = Conducted.Where(trial => trial.Landed).ToList();
            return ProportionInterval.Wilson(landed.Count(trial => trial.Broken.Count == 0), landed.Count, Confidence);
        }
    }

    /// <summary>
    /// Confirmed or rejected when the whole interval lies on one side of the share asked for, else inconclusive. Failed when the steady
    /// state did not hold before the injection in more than a twentieth of the trials, or when no fault landed.
    /// </summary>
    public HypothesisStatus Status
    {
        get
        {
            if (Trials.Count == 0 || Trials.Count - Conducted.Count > MostUnsteady * Trials.Count || !Conducted.Any(trial => trial.Landed))
                return HypothesisStatus.ExperimentFailed;
            var holds = Holds;
            return holds.Low >= Card.HoldsIn ? HypothesisStatus.Confirmed : holds.High < Card.HoldsIn ? HypothesisStatus.Rejected : HypothesisStatus.Inconclusive;
        }
    }

    /// <summary>Trials whose rollback ended so.</summary>
    public int Count(RollbackStatus status) => Conducted.Count(trial => trial.Monitor.Rollback == status);

    /// <summary>Trials that ended so.</summary>
    public int Count(ExperimentEnd end) => Trials.Count(trial => trial.Monitor.End == end);

    /// <summary>
    /// Mean of a number over the conducted trials, t interval; trials in which it did not happen are left out. Where it is endless in
    /// some, so is the mean, and its interval begins where that of the others does.
    /// </summary>
    public Estimate Mean(Func<ExperimentTrial, double> number)
    {
        var moments = new Moments();
        var endless = 0;
        foreach (var trial in Conducted)
        {
            if (double.IsFinite(number(trial))) moments.Add(number(trial));
            else if (double.IsPositiveInfinity(number(trial))) endless++;
        }
        var mean = MeanInterval.StudentT(moments, Confidence);
        const double Never = double.PositiveInfinity;
        return endless == 0 ? mean : new(Never, moments.Count == 0 ? Never : mean.Low, Never, moments.Count + endless);
    }

    /// <summary>Share of the conducted trials, Wilson interval.</summary>
    public Estimate Share(Func<ExperimentTrial, bool> what) => ProportionInterval.Wilson(Conducted.Count(what), Conducted.Count, Confidence);

    /// <summary>The score, mean over the trials; its interval ends at 0 and 100.</summary>
    public Estimate Score => Points(score => score.Value);

    /// <summary>The same of each of its parts, in the order of <see cref="ResilienceScore.Names"/>.</summary>
    public IReadOnlyList<Estimate> ScoreParts => [.. Enumerable.Range(0, ResilienceScore.Names.Count).Select(part => Points(score => score.Parts[part]))];

    private Estimate Points(Func<ResilienceScore, double> points)
    {
        var mean = Mean(trial => points(trial.Score));
        return mean with { Low = Math.Max(0, mean.Low), High = Math.Min(100, mean.High) };
    }

    /// <summary>The criteria that broke, most often first, with the share of conducted trials.</summary>
    public IReadOnlyList<(string What, double Share)> Broken =>
    [
        .. Conducted.SelectMany(trial => trial.Broken.Select(Kind).Distinct()).GroupBy(what => what)
            .Select(group => (group.Key, (double)group.Count() / Conducted.Count)).OrderByDescending(pair => pair.Item2).ThenBy(pair => pair.Key, StringComparer.Ordinal),
    ];

    // The same criterion with another number is the same criterion; the numbers of a guard are its limits.
    private static string Kind(string broken)
    {
        if (broken.Contains(">=", StringComparison.Ordinal) || broken.Contains("<=", StringComparison.Ordinal)) return broken;
        var end = broken.IndexOf(", allowed", StringComparison.Ordinal);
        if (end < 0) return broken.IndexOf(' ', StringComparison.Ordinal) is var at and > 0 && IsMeasured(broken[..at]) ? broken[(at + 1)..] : broken;
        var words = broken[..end].Split(' ');
        var kept = words.Where((word, i) => !IsMeasured(word) && !(word == "s" && i > 0 && IsMeasured(words[i - 1])));
        return string.Join(' ', kept) + broken[end..];
    }

    private static bool IsMeasured(string word) => word == "never" || double.TryParse(word, CultureInfo.InvariantCulture, out _) || Enum.TryParse<DefenceLevel>(word, out _);
}
