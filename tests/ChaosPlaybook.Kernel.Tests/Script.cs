namespace ChaosPlaybook.Kernel.Tests;

internal delegate SimTask<Outcome> Body(Strand strand);

/// <summary>A process written where it is used.</summary>
internal sealed class Script(Body body) : Process
{
    public override SimTask<Outcome> Run(Strand strand, object? context) => body(strand);
}

/// <summary>Fails with a code, or succeeds, after a time.</summary>
internal sealed class Work(double seconds, ushort failure = 0) : Process
{
    public override SimTask<Outcome> Run(Strand strand, object? context) =>
        strand.After(seconds, failure == 0 ? Outcome.Success : Outcome.Failure(failure));
}

/// <summary>A gate that strands park on, last come first served: a queue as a floor above may write it.</summary>
internal sealed class Gate : IWaitSource
{
    private readonly List<Strand> _parked = [];

    public int Waiting => _parked.Count;

    public Wait Enter(Strand strand)
    {
        _parked.Add(strand);
        return strand.Park(this);
    }

    public Wait Enter(Strand strand, double untilSeconds)
    {
        _parked.Add(strand);
        return strand.Park(this, untilSeconds);
    }

    public void Open(bool answer = true)
    {
        if (_parked.Count == 0)
            return;
        var last = _parked[^1];
        _parked.RemoveAt(_parked.Count - 1);
        last.Wake(answer);
    }

    public void Forget(Strand strand) => Assert.True(_parked.Remove(strand));
}

internal static class SimulationShorthand
{
    public static Strand Spawn(this Simulation simulation, Body body) => simulation.Spawn(new Script(body));

    /// <summary>Starts a strand that does something at an instant.</summary>
    public static void At(this Simulation simulation, double seconds, Action action) => simulation.Spawn(async strand =>
    {
        await strand.Delay(seconds - strand.Now);
        action();
        return Outcome.Success;
    });

    /// <summary>Runs a body to its end and gives its outcome and the instant of its end.</summary>
    public static (Outcome Outcome, double Now) RunToEnd(this Simulation simulation, Body body)
    {
        (Outcome, double)? end = null;
        simulation.Spawn(async strand =>
        {
            var outcome = await body(strand);
            end = (outcome, strand.Now);
            return outcome;
        });
        simulation.Run();
        Assert.Equal(0, simulation.LiveStrands);
        Assert.Equal(0, simulation.PendingTimers);
        return end!.Value;
    }
}
