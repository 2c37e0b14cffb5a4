using System.Runtime.InteropServices;
using ChaosPlaybook.Kernel;
using ChaosPlaybook.Model;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Scenarios;

/// <summary>Counts what fails in traced trials, and finds the causes by taking them away one by one under the same luck.</summary>
internal sealed class FailureCollector
{
    private const int MostSamples = 200_000;
    private const long MostSpans = 3_000_000, EnoughFailures = 2_000, EnoughTrials = 10;

    private readonly Dictionary<(string Step, string Executor, string Code), long> _failures = [];
    private readonly Dictionary<(string Step, string Executor, string Code), CoMoments> _spread = [];
    private readonly Dictionary<(string Step, string Executor, string Code), int> _ofTrial = [];
    private readonly Dictionary<(string Executor, string Outcome), List<double>> _seconds = [];
    private long _trials, _calls, _duplicates;
    private CoMoments _ofNone, _ofAll; // per trial: its calls, and those that failed
    private bool _cutShort;

    /// <summary>
    /// Looks at up to <paramref name="trials"/> trials; fewer where they show enough, or where the time is up. One world may show many
    /// failures and yet be one world: a few trials are looked at in any case.
    /// </summary>
    public static FailureAnalysis Look(WorldOptions world, ulong seed, long trials, IReadOnlyDictionary<string, string> levels, TimeBudget? budget = null, long mostSpans = MostSpans)
    {
        var isOver = budget?.Start();
        var present = new FailureCollector();
        present.Run(world, seed, trials, isOver is null ? null : () => isOver(0.5), mostSpans);
        var unexamined = new List<string>();
        var total = present._failures.Values.Sum();
        var causes = present._failures.Keys.ToDictionary(key => key, _ => new List<FailureCause>());
        foreach (var (name, without) in total == 0 ? [] : Twins(world))
        {
            var other = new FailureCollector();
            other.Run(without, seed, present._trials, isOver is null ? null : () => isOver(1), mostSpans: null);
            // A part of the trials without it cannot be held against all of them with it.
            if (other._cutShort)
            {
                unexamined.Add(name);
                continue;
            }
            foreach (var (key, count) in present._failures)
            {
                var share = 1 - (double)other._failures.GetValueOrDefault(key) / count;
                if (share >= 0.01) causes[key].Add(new(name, share));
            }
        }
        return new(world.Playbook.Name, levels, present._trials, present._calls, total,
        [
            .. present._failures.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key.ToString(), StringComparer.Ordinal)
                .Select(pair => new FailurePattern(pair.Key.Step, pair.Key.Executor, pair.Key.Code, pair.Value, (double)pair.Value / total,
                    [.. causes[pair.Key].OrderByDescending(cause => cause.Share).ThenBy(cause => cause.Name, StringComparer.Ordinal)])
                {
                    DesignEffect = ClusteredProportion.DesignEffect(present._spread[pair.Key]),
                }),
        ],
        [
            .. present._seconds.OrderBy(pair => pair.Key.Executor, StringComparer.Ordinal).ThenBy(pair => pair.Key.Outcome != "succeeded")
                .ThenBy(pair => pair.Key.Outcome, StringComparer.Ordinal).Select(pair => Latency(pair.Key, pair.Value)),
        ])
        {
            TrialsWanted = trials, TimeIsUp = present._cutShort || unexamined.Count > 0, CausesNotExamined = unexamined, DuplicateEffects = present._duplicates,
            DesignEffect = ClusteredProportion.DesignEffect(present._ofAll),
        };
    }

    /// <summary>The world without one of its faults or limits, for each of them.</summary>
    private static IEnumerable<(string Name, WorldOptions World)> Twins(WorldOptions world)
    {
        for (var i = 0; i < world.Executors.Count; i++)
        {
            var executor = world.Executors[i];
            for (var j = 0; j < executor.Faults.Count; j++)
            {
                var fault = executor.Faults[j];
                var word = fault.GetType().Name.Replace("FaultOptions", "", StringComparison.Ordinal);
                yield return ($"{char.ToLowerInvariant(word[0])}{word[1..]} of {executor.Name}",
                    With(i, executor with { Faults = [.. executor.Faults.Where((_, index) => index != j)] }));
            }
            if (executor.RateLimit is not null) yield return ($"rateLimit of {executor.Name}", With(i, executor with { RateLimit = null }));
            if (executor.QueueLimit is not null) yield return ($"queueLimit of {executor.Name}", With(i, executor with { QueueLimit = null }));
            if (executor.Servers is { } servers && executor.Autoscale is null && !executor.Faults.Any(fault => fault is CapacityLossFaultOptions))
                yield return ($"capacity of {executor.Name}", With(i, executor with { Servers = Math.Min(1_000_000, servers * 4) }));
        }
        for (var i = 0; i < world.Playbook.Pipeline.Count; i++)
        {
            if (!world.Playbook.Pipeline[i].Word.EndsWith("reaker", StringComparison.Ordinal)) continue;
            yield return ($"{world.Playbook.Pipeline[i].Word} of the playbook",
                world with { Playbook = world.Playbook with { Pipeline = [.. world.Playbook.Pipeline.Where((_, index) => index != i)] } });
        }
        WorldOptions With(int index, ExecutorOptions changed) =>
            world with { Executors = [.. world.Executors.Select((executor, i) => i == index ? changed : executor)] };
    }

    /// <summary>Looks at trials until they show enough; without a limit of spans at all of them, to be held against as many of another world.</summary>
    private void Run(WorldOptions options, ulong seed, long trials, Func<bool>? isOver, long? mostSpans)
    {
        var trace = new EventTrace();
        var world = new World(options, seed, trace);
        long spans = 0;
        for (; _trials < trials && (mostSpans is not { } most || spans < most && (_trials < EnoughTrials || _failures.Values.Sum() < EnoughFailures)); _trials++)
        {
            // One trial is looked at whatever the clock says.
            if (_trials > 0 && isOver?.Invoke() == true)
            {
                _cutShort = true;
                return;
            }
            world.Run(_trials, out var record);
            _duplicates += record.DuplicateEffects;
            spans += trace.Spans.Count;
            Read(trace.Spans);
        }
    }

    private void Read(IReadOnlyList<Span> spans)
    {
        var before = _calls;
        var last = new Dictionary<int, Span>();
        var refused = new Dictionary<int, Span>();
        var called = new Dictionary<int, Span>();
        foreach (var span in spans)
        {
            if (double.IsNaN(span.EndedSeconds)) continue;
            if (span.Kind == SpanKind.Attempt)
            {
                var samples = Of(_seconds, (span.Name, Word(span.Outcome)));
                if (samples.Count < MostSamples) samples.Add(span.Seconds);
                if (span.Level == 0) called[span.Call] = span;
                // The deepest attempt that failed is where it began; among equals the last decided.
                if (!span.Outcome.Succeeded && !span.Outcome.IsCancelled && (!last.TryGetValue(span.Call, out var known) || span.Level >= known.Level)) last[span.Call] = span;
            }
            else if (span.Kind == SpanKind.Layer && span.Level == 0 && span.Outcome.Kind == OutcomeKind.Rejected) refused[span.Call] = span;
        }
        foreach (var step in spans)
        {
            if (step.Kind != SpanKind.Step || step.Level != 0 || double.IsNaN(step.EndedSeconds) || step.Outcome.IsCancelled) continue;
            _calls++;
            if (step.Outcome.Succeeded) continue;
            var rejected = step.Outcome.Kind == OutcomeKind.Rejected;
            var place = rejected && refused.TryGetValue(step.Call, out var layer) ? layer.Name : last.TryGetValue(step.Call, out var attempt) ? attempt.Name
                : called.TryGetValue(step.Call, out var given) ? given.Name : "the client";
            var key = (step.Step, place, Word(step.Outcome));
            _ofTrial[key] = _ofTrial.GetValueOrDefault(key) + 1;
        }
        Close(_calls - before);
    }

    /// <summary>Counts a trial: a pattern that did not occur in it, or in those before, has a pair all the same.</summary>
    private void Close(long calls)
    {
        foreach (var key in _ofTrial.Keys) _spread.TryAdd(key, _ofNone);
        foreach (var key in _spread.Keys)
        {
            ref var spread = ref CollectionsMarshal.GetValueRefOrNullRef(_spread, key);
            spread.Add(calls, _ofTrial.GetValueOrDefault(key));
        }
        foreach (var (key, count) in _ofTrial) _failures[key] = _failures.GetValueOrDefault(key) + count;
        _ofNone.Add(calls, 0);
        _ofAll.Add(calls, _ofTrial.Values.Sum());
        _ofTrial.Clear();
    }

    private static AttemptLatency Latency((string Executor, string Outcome) key, List<double> seconds)
    {
        seconds.Sort();
        return new(key.Executor, key.Outcome, seconds.Count, At(0.5), At(0.95), At(0.99), At(0.999));
        double At(double level) => seconds[Math.Clamp((int)Math.Ceiling(level * seconds.Count) - 1, 0, seconds.Count - 1)];
    }

    private static string Word(Outcome outcome) => outcome.Kind switch
    {
        OutcomeKind.Succeeded => "succeeded",
        OutcomeKind.TimedOut => "timeout",
        OutcomeKind.Rejected => "rejected",
        OutcomeKind.Cancelled => "cancelled",
        _ => outcome.Code == 0 ? "failed" : $"{outcome.Code}",
    };

    private static List<double> Of<TKey>(Dictionary<TKey, List<double>> lists, TKey key) where TKey : notnull
    {
        if (!lists.TryGetValue(key, out var list)) lists[key] = list = [];
        return list;
    }
}
