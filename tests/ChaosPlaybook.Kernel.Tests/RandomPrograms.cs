namespace ChaosPlaybook.Kernel.Tests;

/// <summary>Random worlds made of every wait the kernel has, on a coarse grid of times so that ties abound.</summary>
internal sealed class RandomPrograms
{
    private readonly Simulation _simulation;
    private readonly Resource[] _resources;
    private readonly Gate _gate = new();
    private ulong _random;
    private int _nodes;
    private ulong _digest = 14695981039346656037;
    private long _steps;

    private RandomPrograms(Simulation simulation, int seed)
    {
        _simulation = simulation;
        _resources = [new Resource(simulation, 1), new Resource(simulation, 2)];
        _random = (ulong)seed;
    }

    internal readonly record struct Trail(ulong Digest, long Steps, double End, int LiveStrands, int Timers, int Held);

    /// <summary>Runs program number <paramref name="seed"/> and tells what happened: a hash over (time, node, action) of every step.</summary>
    public static Trail Trace(Simulation simulation, int seed, double untilSeconds)
    {
        var programs = new RandomPrograms(simulation, seed);
        for (var roots = 1 + programs.Below(3); roots > 0; roots--)
            simulation.Spawn(programs.Any(depth: 5));
        if (untilSeconds > 0)
        {
            simulation.Run(untilSeconds);
            programs.Log(-1, 0);
        }
        simulation.Run();
        if (simulation.LiveStrands > 0) // at a gate that nobody opens any more
        {
            programs.Log(-2, simulation.CancelAll());
            simulation.Run();
        }
        return new(
            programs._digest, programs._steps, simulation.Now, simulation.LiveStrands, simulation.PendingTimers,
            programs._resources.Sum(resource => resource.InUse + resource.Waiting) + programs._gate.Waiting);
    }

    private static ulong Mix(ulong bits)
    {
        bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
        bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
        return bits ^ (bits >> 31);
    }

    private int Below(int limit) => (int)(Mix(_random += 0x9E3779B97F4A7C15) % (ulong)limit);

    private double Seconds() => Below(9) / 2.0;

    private void Log(int node, int action)
    {
        _steps++;
        _digest = Mix(_digest ^ BitConverter.DoubleToUInt64Bits(_simulation.Now) ^ ((ulong)(uint)node << 20) ^ ((ulong)(uint)action << 8));
    }

    private Script[] Some(int count, int depth) => [.. Enumerable.Range(0, count).Select(_ => Any(depth - 1))];

    private Script Any(int depth)
    {
        var node = _nodes++;
        return (depth == 0 ? Below(4) : Below(20)) switch
        {
            0 or 1 => Delaying(node, Seconds()),
            2 => After(node, Seconds(), fails: Below(3) == 0),
            3 => Gated(node, Seconds()),
            4 or 5 or 6 => InTurn(node, Some(1 + Below(3), depth)),
            7 or 8 => Holding(node, _resources[Below(2)], Any(depth - 1)),
            9 or 10 => Limited(node, 1 + Seconds(), Any(depth - 1)),
            11 => LimitedWithoutFrame(node, 1 + Seconds(), Any(depth - 1)),
            12 or 13 or 14 => Racing(node, Some(2 + Below(2), depth), Below(3) == 0 ? -1 : Seconds()),
            15 => Branching(node, Some(1 + Below(4), depth)),
            16 => Spawning(node, Any(depth - 1)),
            17 => Cancelling(node, Seconds(), Any(depth - 1)),
            18 => Resizing(node, _resources[Below(2)], Below(3), Seconds()),
            _ => Looping(node, 1 + Below(3), Any(depth - 1)),
        };
    }

    private Script Delaying(int node, double seconds) => new(async strand =>
    {
        Log(node, 1);
        var answer = await strand.Delay(seconds);
        Log(node, answer ? 2 : 3);
        return answer ? Outcome.Success : Outcome.Cancelled;
    });

    private Script After(int node, double seconds, bool fails) => new(strand =>
    {
        Log(node, 1);
        return strand.After(seconds, fails ? Outcome.Failure(1) : Outcome.Success).Then((Me: this, node), static (state, outcome) =>
        {
            state.Me.Log(state.node, 2 + (int)outcome.Kind);
            return outcome;
        });
    });

    private Script Gated(int node, double seconds) => new(async strand =>
    {
        _gate.Open();
        var answer = seconds > 3 ? await _gate.Enter(strand) : await _gate.Enter(strand, strand.Now + seconds);
        Log(node, answer ? 2 : 3);
        return answer ? Outcome.Success : Outcome.Cancelled;
    });

    private Script InTurn(int node, Process[] parts) => new(async strand =>
    {
        var outcome = Outcome.Success;
        foreach (var part in parts)
        {
            outcome = await part.Run(strand, null);
            Log(node, 10 + (int)outcome.Kind);
            if (outcome.IsCancelled)
                break;
        }
        return outcome;
    });

    private Script Holding(int node, Resource resource, Process inner) => new(async strand =>
    {
        Log(node, 20);
        if (!await resource.Acquire(strand))
        {
            Log(node, 21);
            return Outcome.Cancelled;
        }
        Log(node, 22);
        var outcome = await inner.Run(strand, null);
        resource.Release();
        Log(node, 23);
        return outcome;
    });

    private Script Limited(int node, double seconds, Process inner) => new(async strand =>
    {
        var scope = strand.Within(seconds);
        var outcome = scope.Exit(await inner.Run(strand, null));
        Log(node, 30 + (int)outcome.Kind);
        return outcome;
    });

    private Script LimitedWithoutFrame(int node, double seconds, Process inner) => new(strand =>
    {
        var scope = strand.Within(seconds);
        return inner.Run(strand, null).Then((Me: this, node, scope), static (state, outcome) =>
        {
            outcome = state.scope.Exit(outcome);
            state.Me.Log(state.node, 30 + (int)outcome.Kind);
            return outcome;
        });
    });

    private Script Racing(int node, Process[] runners, double stagger) => new(async strand =>
    {
        var race = strand.Race();
        foreach (var runner in runners)
        {
            race.Start(runner);
            if (stagger >= 0 && await race.Settled(stagger))
                break;
            Log(node, 40);
        }
        Log(node, await race.Settled() ? 41 : 42);
        var outcome = await race.Finish();
        Log(node, 43 + (int)outcome.Kind);
        return outcome;
    });

    private Script Branching(int node, Process[] branches) => new(async strand =>
    {
        var race = strand.Race();
        foreach (var branch in branches)
            race.Start(branch);
        var answer = await race.All();
        for (var i = 0; answer && i < branches.Length; i++)
            Log(node, 50 + (int)race.OutcomeOf(i).Kind);
        return await race.Finish();
    });

    private Script Spawning(int node, Process inner) => new(async strand =>
    {
        _simulation.Spawn(inner);
        Log(node, 60);
        var answer = await strand.Delay(1);
        Log(node, answer ? 61 : 62);
        return answer ? Outcome.Success : Outcome.Cancelled;
    });

    private Script Cancelling(int node, double seconds, Process inner) => new(async strand =>
    {
        var ended = false;
        var victim = _simulation.Spawn(new Script(async other =>
        {
            var outcome = await inner.Run(other, null);
            ended = true;
            Log(node, 70 + (int)outcome.Kind);
            return outcome;
        }));
        await strand.Delay(seconds);
        if (!ended)
            victim.Cancel();
        Log(node, 80);
        return Outcome.Success;
    });

    private Script Resizing(int node, Resource resource, int capacity, double seconds) => new(async strand =>
    {
        var before = resource.Capacity;
        resource.Capacity = capacity;
        Log(node, 90 + resource.InUse);
        var answer = await strand.Delay(seconds);
        resource.Capacity = before;
        return answer ? Outcome.Success : Outcome.Cancelled;
    });

    private Script Looping(int node, int times, Process inner) => new(async strand =>
    {
        for (var i = 0; i < times; i++)
        {
            var outcome = await inner.Run(strand, null);
            Log(node, 100 + i);
            if (outcome.IsCancelled || !await strand.Delay(i))
                return Outcome.Cancelled;
        }
        return Outcome.Success;
    });
}
