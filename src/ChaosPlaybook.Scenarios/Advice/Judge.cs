using System.Globalization;
using ChaosPlaybook.Experiments;
using ChaosPlaybook.Interop;
using ChaosPlaybook.Kernel;
using ChaosPlaybook.Model;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Scenarios;

/// <summary>
/// Writes a playbook from measurements: for every step and every error code that a call can meet first, the reaction under which most such
/// calls succeeded; among those that chance does not tell apart, the quickest.
/// </summary>
public static class Judge
{
    private const int Retries = 3;
    private const long MostSpans = 5_000_000;
    private const double Confidence = 0.95;

    private static readonly Rule[] _reactions =
    [
        Rule.FailFast, Retry(BackoffKind.Linear, 1), Retry(BackoffKind.Exponential, 1), Retry(BackoffKind.Constant, 5),
    ];

    /// <summary>The playbook as JSON of the original engine.</summary>
    /// <param name="path">The scenario file.</param>
    /// <param name="overrides">Values that replace those of the file.</param>
    /// <param name="at">Level by factor; the others are taken where the first playbook that is not the baseline does worst.</param>
    /// <param name="trials">Trials per reaction.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancel">Interrupts it.</param>
    /// <exception cref="ArgumentException">What is asked for is not there, or nothing fails.</exception>
    public static string Write(string path, ScenarioOverrides overrides, IReadOnlyDictionary<string, string> at, long trials, IProgress<StageProgress>? progress = null, CancellationToken cancel = default)
    {
        var pick = WorldPick.Of(path, overrides, null, at, progress, cancel);
        var plan = pick.Compare([("judged", new ListNode(default, []))]);
        var world = plan.Points[0].Worlds[0];
        var runs = _reactions.Select((rule, done) =>
            Measure(world with { Playbook = new("judged", [new RulesOptions { Default = rule }]) }, plan.Seed, trials, made => progress?.Report(new("trials of reactions", done * trials + made, _reactions.Length * trials)), cancel)).ToList();
        var measured = runs.Select(run => run.Table).ToList();
        var rules = new List<ReasonedRule>();
        foreach (var step in world.Agent.Steps)
            foreach (var code in measured[0].Keys.Where(key => key.Step == step.Name).Select(key => key.Code).Order())
                rules.Add(Best(step.Name, code, [.. measured.Select(table => table.GetValueOrDefault((step.Name, code)) ?? new())]));
        if (rules.Count == 0) throw new ArgumentException("no call failed; there is nothing to react to");
        var levels = string.Concat(plan.Factors.Zip(plan.Points[0].Levels).Select(pair => $", {pair.First.Name} {pair.Second.Text}"));
        return PlaybookJsonWriter.Write($"Written from {runs.Min(run => run.Trials).ToString(CultureInfo.InvariantCulture)} simulated trials per reaction of {plan.Name}{levels}.", rules);
    }

    private static ReasonedRule Best(string step, int code, Tally[] tallies)
    {
        var top = tallies.Where(tally => tally.Calls > 0).MaxBy(tally => tally.Share)!;
        var chosen = Enumerable.Range(0, tallies.Length).Where(i => tallies[i].Calls > 0)
            .Where(i => ResultDifference.Difference(tallies[i].Estimate, top.Estimate).Low <= 0).MinBy(i => tallies[i].MeanSeconds);
        var all = string.Join(", ", _reactions.Zip(tallies).Select(pair => $"{PlaybookJsonWriter.Words(pair.First).Strategy} {Percent(pair.Second.Share)} in {Seconds(pair.Second.MeanSeconds)}"));
        return new(step, code, _reactions[chosen], $"Of {tallies[chosen].Calls.ToString(CultureInfo.InvariantCulture)} calls that met {code} first, {Percent(tallies[chosen].Share)} succeeded; measured: {all}.");
    }

    private static (Dictionary<(string Step, int Code), Tally> Table, long Trials) Measure(WorldOptions options, ulong seed, long trials, Action<long> told, CancellationToken cancel)
    {
        var trace = new EventTrace();
        var world = new World(options, seed, trace);
        var table = new Dictionary<(string, int), Tally>();
        long spans = 0;
        long done = 0;
        for (var trial = 0L; trial < trials && spans < MostSpans; trial++, done++)
        {
            cancel.ThrowIfCancellationRequested();
            if (trial % 64 == 0) told(trial);
            world.Run(trial, out _);
            spans += trace.Spans.Count;
            var first = new Dictionary<int, int>();
            foreach (var span in trace.Spans)
                if (span is { Kind: SpanKind.Attempt, Level: 0 } && !double.IsNaN(span.EndedSeconds) && !span.Outcome.IsCancelled)
                    first.TryAdd(span.Call, Code(span.Outcome));
            foreach (var step in trace.Spans)
            {
                if (step is not { Kind: SpanKind.Step, Level: 0 } || double.IsNaN(step.EndedSeconds) || !first.TryGetValue(step.Call, out var code) || code == 0) continue;
                if (!table.TryGetValue((step.Step, code), out var tally)) table[(step.Step, code)] = tally = new();
                tally.Add(trial, step.Outcome.Succeeded, step.Seconds);
            }
        }
        return (table, done);
    }

    /// <summary>The code a client would see; 0 for a success.</summary>
    private static int Code(Outcome outcome) => outcome.Kind switch
    {
        OutcomeKind.Succeeded => 0,
        OutcomeKind.TimedOut => 408,
        OutcomeKind.Rejected => 503,
        _ => outcome.Code == 0 ? 500 : outcome.Code,
    };

    private static Rule Retry(BackoffKind kind, double seconds) =>
        new(RuleAction.Retry, Retries, new() { Kind = kind, BaseSeconds = seconds, Jitter = JitterKind.UpTo, Spread = 0.5 });

    private static string Percent(double share) => (100 * share).ToString("F1", CultureInfo.InvariantCulture) + " %";

    private static string Seconds(double seconds) => seconds.ToString("G3", CultureInfo.InvariantCulture) + " s";

    private sealed class Tally
    {
        private CoMoments _trials; // calls and successes of each that had any
        private long _trial = -1, _successes;
        private int _callsOfTrial, _successesOfTrial;
        private double _seconds;

        public long Calls { get; private set; }

        public double Share => Calls == 0 ? 0 : (double)_successes / Calls;

        public double MeanSeconds => Calls == 0 ? 0 : _seconds / Calls;

        /// <summary>The share with its interval; calls of one trial may depend on each other.</summary>
        public Estimate Estimate
        {
            get
            {
                var trials = _trials;
                if (_callsOfTrial > 0) trials.Add(_callsOfTrial, _successesOfTrial);
                return ClusteredProportion.Wilson(_successes, Calls, trials.Count, ClusteredProportion.DesignEffect(trials), Confidence);
            }
        }

        public void Add(long trial, bool succeeded, double seconds)
        {
            if (trial != _trial)
            {
                if (_callsOfTrial > 0) _trials.Add(_callsOfTrial, _successesOfTrial);
                (_trial, _callsOfTrial, _successesOfTrial) = (trial, 0, 0);
            }
            Calls++;
            _callsOfTrial++;
            _seconds += seconds;
            if (!succeeded) return;
            _successes++;
            _successesOfTrial++;
        }
    }
}
