namespace ChaosPlaybook.Kernel.Tests;

public class DeadlineScopeTests
{
    private readonly Simulation _simulation = new();

    [Theory]
    [InlineData(1.9, OutcomeKind.Succeeded, 1.9)]
    [InlineData(2.0, OutcomeKind.TimedOut, 2.0)] // the deadline wins ties
    [InlineData(2.1, OutcomeKind.TimedOut, 2.0)]
    public void Work_succeeds_only_if_it_ends_before_the_deadline(double work, OutcomeKind expected, double end)
    {
        var (outcome, now) = _simulation.RunToEnd(strand => Timeout(strand, 2, inner => inner.After(work, Outcome.Success)));
        Assert.Equal((expected, end), (outcome.Kind, now));
    }

    [Fact]
    public void A_deadline_of_zero_times_out_before_any_wait()
    {
        var (outcome, now) = _simulation.RunToEnd(strand => Timeout(strand, 0, inner => inner.After(0, Outcome.Success)));
        Assert.Equal((OutcomeKind.TimedOut, 0.0), (outcome.Kind, now));
    }

    [Fact]
    public void A_deadline_holds_for_every_kind_of_wait_below_it()
    {
        var resource = new Resource(_simulation, 0);
        var gate = new Gate();
        var waits = new Body[]
        {
            async strand => await strand.Delay(10) ? Outcome.Success : Outcome.Cancelled,
            async strand => await resource.Acquire(strand) ? Outcome.Success : Outcome.Cancelled,
            strand => gate.Enter(strand).Then(Outcome.Success),
            strand => gate.Enter(strand, strand.Now + 5).Then(Outcome.Success),
            async strand =>
            {
                var race = strand.Race();
                race.Start(new Work(10));
                Assert.False(await race.Settled());
                return await race.Finish();
            },
            async strand =>
            {
                var race = strand.Race();
                race.Start(new Work(10));
                Assert.False(await race.All());
                return await race.Finish();
            },
        };
        foreach (var wait in waits)
        {
            var start = _simulation.Now;
            var (outcome, now) = _simulation.RunToEnd(strand => Timeout(strand, 2, wait));
            Assert.Equal((OutcomeKind.TimedOut, start + 2), (outcome.Kind, now));
        }
        Assert.Equal((0, 0), (resource.Waiting, gate.Waiting));
    }

    [Theory]
    [InlineData(5, 3, 3.0, "inner")]
    [InlineData(3, 5, 3.0, "outer")]
    [InlineData(3, 3, 3.0, "outer")] // the outer scope takes a tie: what is inside was called off from outside
    public void TimedOut_is_told_by_the_scope_whose_deadline_struck(double outerSeconds, double innerSeconds, double end, string told)
    {
        string? toldBy = null;
        var (_, now) = _simulation.RunToEnd(async strand =>
        {
            var outer = strand.Within(outerSeconds);
            var inner = strand.Within(innerSeconds);
            var outcome = inner.Exit(await strand.After(10, Outcome.Success));
            if (outcome.Kind == OutcomeKind.TimedOut)
                toldBy = "inner";
            outcome = outer.Exit(outcome);
            if (toldBy is null && outcome.Kind == OutcomeKind.TimedOut)
                toldBy = "outer";
            return outcome;
        });
        Assert.Equal((told, end), (toldBy, now));
    }

    [Fact]
    public void Exit_restores_the_outer_deadline()
    {
        _simulation.RunToEnd(async strand =>
        {
            var outer = strand.Within(10);
            var inner = strand.Within(1);
            inner.Exit(await strand.After(5, Outcome.Success));
            Assert.Equal(10, strand.Deadline);
            Assert.True(await strand.Delay(5));
            outer.Exit(Outcome.Success);
            Assert.Equal(double.PositiveInfinity, strand.Deadline);
            return Outcome.Success;
        });
    }

    [Fact]
    public void Exit_changes_nothing_but_a_cancellation()
    {
        _simulation.RunToEnd(async strand =>
        {
            var scope = strand.Within(1);
            Assert.False(await strand.Delay(2));
            Assert.Equal(7, scope.Exit(Outcome.Failure(7)).Code);
            return Outcome.Success;
        });
    }

    [Fact]
    public void Exit_leaves_a_cancellation_from_outside_alone()
    {
        var kinds = new List<OutcomeKind>();
        var victim = _simulation.Spawn(async strand =>
        {
            var outcome = await Timeout(strand, 2, inner => inner.After(5, Outcome.Success));
            kinds.Add(outcome.Kind);
            return outcome;
        });
        _simulation.At(1, victim.Cancel);
        _simulation.Run();
        Assert.Equal([OutcomeKind.Cancelled], kinds);
    }

    private static async SimTask<Outcome> Timeout(Strand strand, double seconds, Body body)
    {
        var scope = strand.Within(seconds);
        return scope.Exit(await body(strand));
    }
}
