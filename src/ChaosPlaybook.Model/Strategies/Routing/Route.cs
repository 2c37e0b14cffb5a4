using ChaosPlaybook.Kernel;

namespace ChaosPlaybook.Model;

/// <summary>Sends each attempt to one of several executors. Where all are left out it is refused with 503 and reaches none.</summary>
internal sealed class Route : Strategy
{
    private const ushort Unavailable = 503;
    private const int UsualLimit = 10; // of the score, where no limit is given
    private readonly Strategy[] _targets;
    private readonly bool[] _eligible;
    private readonly double[] _costs, _matches;
    private readonly double _highestCost, _skip;
    private readonly RouteBy _by;
    private readonly int _limit, _skipAfter;
    private readonly bool _elsewhere;
    private readonly Scoped<RouteMemory> _memory;
    private readonly Scoped<RouteTries> _tries;

    /// <param name="options">Its settings.</param>
    /// <param name="targets">Where an attempt may go.</param>
    /// <param name="executors">The executors there.</param>
    /// <param name="needs">What the step asks for.</param>
    /// <param name="memory">What is known of them.</param>
    /// <param name="tries">What the call has tried.</param>
    public Route(RouteOptions options, Strategy[] targets, Executor[] executors, IReadOnlyList<string> needs, Scoped<RouteMemory> memory, Scoped<RouteTries> tries)
    {
        _targets = targets;
        _eligible = [.. executors.Select(executor => !executor.IsGone && needs.All(executor.Capabilities.Contains))];
        _costs = [.. executors.Select(executor => executor.Cost)];
        _highestCost = Math.Max(_costs.Max(), double.Epsilon);
        // Of two that can do the work the one made for it is the better match.
        _matches = [.. executors.Select(executor => executor.Capabilities.Count == 0 ? 1 : (double)needs.Count / executor.Capabilities.Count)];
        (_by, _skip, _elsewhere) = (options.By, options.SkipSeconds, options.Elsewhere);
        (_limit, _skipAfter) = (options.Limit ?? int.MaxValue, options.SkipAfter ?? int.MaxValue);
        (_memory, _tries) = (memory, tries);
    }

    public override SimTask<Outcome> Run(Strand strand, Call call)
    {
        var memory = _memory.Of(call);
        var tries = _tries.Of(call);
        var to = Choose(memory, tries.Failed, strand.Now);
        if (to < 0 && tries.Failed != 0) to = Choose(memory, 0, strand.Now);
        if (to < 0)
        {
            call.Tally.Record.Rejected++;
            return Outcome.Rejection(Unavailable);
        }
        memory.Targets[to].UnderWay++;
        return _targets[to].Run(strand, call).Then((this, memory, tries, to, strand), static (state, outcome) =>
        {
            ref var target = ref state.memory.Targets[state.to];
            target.UnderWay--;
            if (outcome.IsCancelled) return outcome;
            target.Attempts++;
            if (outcome.Succeeded)
            {
                target.Successes++;
                target.InARow = 0;
            }
            else
            {
                target.InARow++;
                target.FailedAt = state.strand.Now;
                if (state.Item1._elsewhere) state.tries.Failed |= 1UL << state.to;
            }
            return outcome;
        });
    }

    /// <summary>The best of those that are not left out, or −1.</summary>
    private int Choose(RouteMemory memory, ulong avoided, double now)
    {
        var (best, highest) = (-1, double.NegativeInfinity);
        for (var i = 0; i < _targets.Length; i++)
        {
            ref var target = ref memory.Targets[i];
            if (!_eligible[i] || (avoided >> i & 1) != 0 || target.UnderWay >= _limit) continue;
            if (target.InARow >= _skipAfter && now < target.FailedAt + _skip) continue;
            var worth = Worth(i, target);
            if (worth > highest) (best, highest) = (i, worth);
        }
        return best;
    }

    private double Worth(int i, in RouteMemory.Target target) => _by switch
    {
        RouteBy.Cost => -_costs[i],
        RouteBy.SuccessRate => target.SuccessRate,
        RouteBy.Load => -target.UnderWay,
        RouteBy.Score => 0.4 * _matches[i] + 0.3 * target.SuccessRate
            + 0.2 * (1 - Math.Min(1, (double)target.UnderWay / (_limit == int.MaxValue ? UsualLimit : _limit))) + 0.1 * (1 - _costs[i] / _highestCost),
        _ => 0,
    };
}

/// <summary>What is known of the executors that a route leads to.</summary>
internal sealed class RouteMemory(int targets) : IState
{
    /// <summary>One of them.</summary>
    public struct Target
    {
        /// <summary>Attempts under way.</summary>
        public int UnderWay;

        /// <summary>Failures since the last success.</summary>
        public int InARow;

        /// <summary>Attempts that have ended, and those that succeeded.</summary>
        public long Attempts, Successes;

        /// <summary>When it last failed, seconds.</summary>
        public double FailedAt;

        /// <summary>(s + 1)/(n + 2): the mean of the rule of succession.</summary>
        public readonly double SuccessRate => (Successes + 1.0) / (Attempts + 2.0);
    }

    /// <summary>All of them.</summary>
    public Target[] Targets { get; } = new Target[targets];

    /// <inheritdoc/>
    public void Reset() => Array.Clear(Targets);
}

/// <summary>Where the attempts of a call have failed.</summary>
internal sealed class RouteTries : IState
{
    /// <summary>A bit for each target.</summary>
    public ulong Failed;

    /// <inheritdoc/>
    public void Reset() => Failed = 0;
}
