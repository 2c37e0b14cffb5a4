namespace ChaosPlaybook.Kernel.Tests;

public class AllocationTests
{
    private const int Trials = 100_000;

    [Fact]
    public void Delays_timeouts_retries_queues_and_races_allocate_nothing_in_steady_state()
    {
        var simulation = new Simulation();
        var resource = new Resource(simulation, 1);
        var call = new Retry(new Timeout(new Hedge(new Served(resource))));

        Bytes(simulation, call, Trials / 20); // pools fill
        Assert.Equal(0, Bytes(simulation, call, Trials));
        Assert.True(Served.Count > Trials, "nothing was served");
    }

    private static long Bytes(Simulation simulation, Process call, int trials)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < trials; i++)
        {
            for (var client = 0; client < 3; client++)
                simulation.Spawn(call);
            simulation.Run();
            simulation.Reset();
        }
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private sealed class Retry(Process next) : Process
    {
        public override async SimTask<Outcome> Run(Strand strand, object? context)
        {
            for (var retry = 0; ; retry++)
            {
                var outcome = await next.Run(strand, context);
                if (outcome.Succeeded || outcome.IsCancelled || retry == 2)
                    return outcome;
                if (!await strand.Delay(0.5))
                    return Outcome.Cancelled;
            }
        }
    }

    private sealed class Timeout(Process next) : Process
    {
        public override SimTask<Outcome> Run(Strand strand, object? context)
        {
            var scope = strand.Within(2.5);
            return next.Run(strand, context).Then(scope, static (own, outcome) => own.Exit(outcome));
        }
    }

    private sealed class Hedge(Process next) : Process
    {
        public override async SimTask<Outcome> Run(Strand strand, object? context)
        {
            var race = strand.Race();
            race.Start(next);
            if (!await race.Settled(0.75))
            {
                race.Start(next);
                await race.Settled();
            }
            return await race.Finish();
        }
    }

    private sealed class Served(Resource resource) : Process
    {
        public static long Count { get; private set; }

        public override async SimTask<Outcome> Run(Strand strand, object? context)
        {
            if (!await resource.Acquire(strand))
                return Outcome.Cancelled;
            Count++;
            var outcome = await strand.After(1, Count % 3 == 0 ? Outcome.Failure(500) : Outcome.Success);
            resource.Release();
            return outcome;
        }
    }
}
