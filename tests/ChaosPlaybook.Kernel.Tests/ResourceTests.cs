namespace ChaosPlaybook.Kernel.Tests;

public class ResourceTests
{
    private readonly Simulation _simulation = new();
    private readonly List<string> _log = [];

    [Fact]
    public void Permits_go_round_first_come_first_served()
    {
        var resource = new Resource(_simulation, 2);
        for (var i = 0; i < 5; i++)
            Customer(resource, $"{i}", arrives: i * 0.1, serves: 1);
        _simulation.Run();
        Assert.Equal(["0 in at 0", "1 in at 0.1", "2 in at 1", "3 in at 1.1", "4 in at 2"], _log);
        Assert.Equal((0, 0), (resource.InUse, resource.Waiting));
    }

    [Fact]
    public void Release_runs_nothing_and_nobody_barges_in_before_the_first_in_the_queue()
    {
        var resource = new Resource(_simulation, 1);
        _simulation.Spawn(async strand =>
        {
            await resource.Acquire(strand);
            await strand.Delay(1);
            resource.Release();
            Assert.Empty(_log);
            Assert.Equal(1, resource.InUse);
            await resource.Acquire(strand); // behind the one that was woken
            _log.Add($"again at {strand.Now}");
            resource.Release();
            return Outcome.Success;
        });
        Customer(resource, "waiting", arrives: 0.5, serves: 1);
        _simulation.Run();
        Assert.Equal(["waiting in at 1", "again at 2"], _log);
    }

    [Fact]
    public void A_strand_cancelled_in_the_queue_loses_no_permit_and_leaves_no_gap()
    {
        var resource = new Resource(_simulation, 1);
        Customer(resource, "a", arrives: 0, serves: 10);
        var victims = new[] { Customer(resource, "b", 1, 10), Customer(resource, "c", 1, 10), Customer(resource, "d", 1, 10), Customer(resource, "e", 1, 10) };
        _simulation.At(2, () =>
        {
            victims[1].Cancel(); // from the middle
            victims[3].Cancel(); // from the end
            Assert.Equal(2, resource.Waiting);
        });
        _simulation.At(3, victims[0].Cancel); // from the front
        _simulation.Run();
        Assert.Equal(["a in at 0", "c out at 2", "e out at 2", "b out at 3", "d in at 10"], _log);
        Assert.Equal((0, 0, 0), (resource.InUse, resource.Waiting, _simulation.LiveStrands));
    }

    [Fact]
    public void A_deadline_in_the_queue_gives_no_permit_and_the_next_one_gets_it()
    {
        var resource = new Resource(_simulation, 1);
        Customer(resource, "a", arrives: 0, serves: 10);
        Customer(resource, "b", arrives: 1, serves: 10, patience: 2);
        Customer(resource, "c", arrives: 2, serves: 10);
        _simulation.Run();
        Assert.Equal(["a in at 0", "b out at 3", "c in at 10"], _log);
        Assert.Equal(0, resource.InUse);
    }

    [Fact]
    public void A_permit_granted_just_before_a_cancellation_is_held_and_can_be_released()
    {
        var resource = new Resource(_simulation, 1);
        Customer(resource, "a", arrives: 0, serves: 5);
        var victim = Customer(resource, "b", arrives: 1, serves: 5);
        _simulation.At(2, () =>
        {
            resource.Capacity = 2;
            victim.Cancel();
        });
        _simulation.Run();
        Assert.Equal(["a in at 0", "b in at 2"], _log);
        Assert.Equal(0, resource.InUse);
    }

    [Fact]
    public void A_cancelled_strand_takes_no_permit_even_if_one_is_free()
    {
        var resource = new Resource(_simulation, 1);
        _simulation.RunToEnd(async strand =>
        {
            strand.Cancel();
            Assert.False(await resource.Acquire(strand));
            return Outcome.Cancelled;
        });
        Assert.Equal(0, resource.InUse);
    }

    [Fact]
    public void Growing_serves_the_queue_at_once_and_shrinking_waits_for_releases()
    {
        var resource = new Resource(_simulation, 1);
        for (var i = 0; i < 6; i++)
            Customer(resource, $"{i}", arrives: 0, serves: 10);
        _simulation.At(1, () => resource.Capacity = 3);
        _simulation.At(2, () =>
        {
            resource.Capacity = 1;
            Assert.Equal(3, resource.InUse);
        });
        _simulation.Run();
        Assert.Equal(["0 in at 0", "1 in at 1", "2 in at 1", "3 in at 11", "4 in at 21", "5 in at 31"], _log);
    }

    [Fact]
    public void Releasing_what_nobody_holds_is_an_error() =>
        Assert.Throws<InvalidOperationException>(new Resource(_simulation, 1).Release);

    [Fact]
    public void A_negative_capacity_is_refused() =>
        Assert.Equal(-1, Assert.Throws<ArgumentOutOfRangeException>(() => new Resource(_simulation, -1)).ActualValue);

    private Strand Customer(Resource resource, string name, double arrives, double serves, double patience = double.PositiveInfinity) =>
        _simulation.Spawn(async strand =>
        {
            await strand.Delay(arrives - strand.Now);
            var scope = strand.Within(patience);
            var granted = await resource.Acquire(strand);
            scope.Exit(Outcome.Success);
            _log.Add(FormattableString.Invariant($"{name} {(granted ? "in" : "out")} at {strand.Now}"));
            if (!granted)
                return Outcome.Cancelled;
            await strand.Delay(serves);
            resource.Release();
            return Outcome.Success;
        });
}
