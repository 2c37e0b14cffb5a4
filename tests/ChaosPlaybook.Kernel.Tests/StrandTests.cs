namespace ChaosPlaybook.Kernel.Tests;

public class StrandTests
{
    [Theory]
    [InlineData(double.NaN)]
    [InlineData(-1e-9)]
    [InlineData(double.NegativeInfinity)]
    public void A_delay_that_is_negative_or_not_a_number_is_refused_by_value(double seconds)
    {
        var simulation = new Simulation();
        simulation.RunToEnd(strand =>
        {
            Assert.Equal(seconds, Assert.Throws<ArgumentOutOfRangeException>(() => strand.Delay(seconds)).ActualValue);
            Assert.Equal(seconds, Assert.Throws<ArgumentOutOfRangeException>(() => strand.Within(seconds)).ActualValue);
            Assert.Equal(seconds, Assert.Throws<ArgumentOutOfRangeException>(() => strand.Race().Settled(seconds)).ActualValue);
            return Outcome.Success;
        });
        Assert.Equal(0, simulation.Now);
    }

    [Fact]
    public void An_infinite_delay_hangs_without_a_timer_until_it_is_cancelled()
    {
        var simulation = new Simulation();
        bool? answer = null;
        var hanging = simulation.Spawn(async strand =>
        {
            answer = await strand.Delay(double.PositiveInfinity);
            return Outcome.Cancelled;
        });
        simulation.Run();
        Assert.Equal((1, 0), (simulation.LiveStrands, simulation.PendingTimers));
        Assert.Null(answer);
        hanging.Cancel();
        simulation.Run();
        Assert.Equal((0, false), (simulation.LiveStrands, answer!.Value));
    }

    [Fact]
    public void An_infinite_delay_ends_at_the_deadline()
    {
        var simulation = new Simulation();
        var (outcome, now) = simulation.RunToEnd(async strand =>
        {
            var scope = strand.Within(3);
            return scope.Exit(await strand.After(double.PositiveInfinity, Outcome.Success));
        });
        Assert.Equal((OutcomeKind.TimedOut, 3.0), (outcome.Kind, now));
    }

    [Fact]
    public void Cancellation_ends_the_open_wait_now_and_unwinds_line_by_line_without_time_passing()
    {
        var simulation = new Simulation();
        var lines = new List<string>();
        var victim = simulation.Spawn(async strand =>
        {
            lines.Add($"delay {await strand.Delay(10)} at {strand.Now}");
            lines.Add($"next {await strand.Delay(10)} at {strand.Now}");
            lines.Add($"zero {await strand.Delay(0)} at {strand.Now}");
            lines.Add($"after {await strand.After(1, Outcome.Success)} at {strand.Now}");
            return Outcome.Cancelled;
        });
        simulation.At(4, victim.Cancel);
        simulation.Run();
        Assert.Equal(["delay False at 4", "next False at 4", "zero False at 4", "after Cancelled at 4"], lines);
        Assert.Equal((4.0, 0, 0), (simulation.Now, simulation.LiveStrands, simulation.PendingTimers));
    }

    [Fact]
    public void Cancel_runs_nothing_itself()
    {
        var simulation = new Simulation();
        var unwound = false;
        var victim = simulation.Spawn(async strand =>
        {
            await strand.Delay(10);
            unwound = true;
            return Outcome.Cancelled;
        });
        simulation.At(1, () =>
        {
            victim.Cancel();
            Assert.False(unwound);
        });
        simulation.Run();
        Assert.True(unwound);
    }

    [Fact]
    public void A_strand_cancelled_before_it_started_never_runs()
    {
        var simulation = new Simulation();
        var ran = false;
        simulation.Spawn(_ =>
        {
            ran = true;
            return Outcome.Success;
        }).Cancel();
        simulation.Run();
        Assert.False(ran);
        Assert.Equal(0, simulation.LiveStrands);
    }

    [Fact]
    public void A_strand_cancelled_after_its_wait_was_answered_keeps_the_answer_and_learns_at_the_next_wait()
    {
        var simulation = new Simulation();
        var gate = new Gate();
        var answers = new List<bool>();
        var victim = simulation.Spawn(async strand =>
        {
            answers.Add(await gate.Enter(strand));
            answers.Add(await strand.Delay(1));
            return Outcome.Cancelled;
        });
        simulation.At(1, () =>
        {
            gate.Open();
            victim.Cancel();
        });
        simulation.Run();
        Assert.Equal([true, false], answers);
        Assert.Equal(1, simulation.Now);
    }

    [Fact]
    public void A_strand_that_cancels_itself_learns_at_the_next_wait()
    {
        var simulation = new Simulation();
        simulation.RunToEnd(async strand =>
        {
            strand.Cancel();
            Assert.True(strand.IsCancelled);
            Assert.Equal(double.NegativeInfinity, strand.Deadline);
            Assert.False(await strand.Delay(1));
            return Outcome.Cancelled;
        });
    }

    [Fact]
    public void Cancelling_a_strand_that_has_ended_changes_nothing()
    {
        var simulation = new Simulation();
        var strand = simulation.Spawn(new Work(1));
        simulation.Run();
        strand.Cancel();
        Assert.False(strand.IsCancelled);
        Assert.Equal(0, simulation.LiveStrands);
    }

    [Fact]
    public void An_abandoned_server_goes_on_and_keeps_its_slot()
    {
        var simulation = new Simulation();
        var server = new Resource(simulation, 1);
        var serving = new Script(async strand =>
        {
            await server.Acquire(strand);
            await strand.Delay(10);
            server.Release();
            return Outcome.Success;
        });
        var gate = new Gate();
        var (outcome, now) = simulation.RunToEnd(async strand =>
        {
            simulation.Spawn(serving);
            var scope = strand.Within(2);
            var timedOut = scope.Exit(await gate.Enter(strand).Then(Outcome.Success));
            Assert.Equal(1, server.InUse);
            return timedOut;
        });
        Assert.Equal((OutcomeKind.TimedOut, 2.0), (outcome.Kind, now));
        Assert.Equal((10.0, 0), (simulation.Now, server.InUse));
    }

    [Fact]
    public void Context_reaches_the_process_and_stands_on_its_strand()
    {
        var simulation = new Simulation();
        var probe = new ContextProbe();
        simulation.Spawn(probe, "spawned");
        simulation.RunToEnd(async strand =>
        {
            var race = strand.Race();
            race.Start(probe, "raced");
            return await race.Finish().Then(0, static (_, outcome) => outcome);
        });
        Assert.Equal(["spawned"], probe.Seen); // the child was cancelled before it started
    }

    [Theory]
    [InlineData(5)]
    [InlineData(0.8)] // which could be moved over inline, were it not for the timer of the forgotten wait
    public void A_forgotten_await_is_noticed_at_the_next_wait(double seconds)
    {
        var simulation = new Simulation();
        var gate = new Gate();
        simulation.At(1, () => { });
        simulation.Spawn(async strand =>
        {
            _ = gate.Enter(strand, untilSeconds: 0.7);
            await strand.Delay(seconds);
            return Outcome.Success;
        });
        Assert.Contains("one open wait", Assert.Throws<InvalidOperationException>(() => simulation.Run()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_process_that_ends_with_an_open_wait_is_noticed()
    {
        var simulation = new Simulation();
        simulation.Spawn(new Work(1));
        simulation.Spawn(strand =>
        {
            _ = strand.Delay(5);
            return Outcome.Success;
        });
        Assert.Contains("open wait", Assert.Throws<InvalidOperationException>(() => simulation.Run()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_strand_that_is_not_parked_cannot_be_woken()
    {
        var simulation = new Simulation();
        var strand = simulation.Spawn(new Work(1));
        Assert.Throws<InvalidOperationException>(() => strand.Wake());
    }

    private sealed class ContextProbe : Process
    {
        public List<object?> Seen { get; } = [];

        public override SimTask<Outcome> Run(Strand strand, object? context)
        {
            Assert.Same(context, strand.Context);
            Seen.Add(context);
            return Outcome.Success;
        }
    }
}
