namespace ChaosPlaybook.Kernel.Tests;

public class InlineAdvanceTests
{
    [Fact]
    public void A_delay_that_ends_before_anyone_else_can_act_completes_without_suspending()
    {
        var simulation = new Simulation();
        simulation.At(10, () => { });
        simulation.RunToEnd(strand =>
        {
            Assert.True(strand.Delay(4).IsCompleted);
            Assert.True(strand.Delay(5).IsCompleted);
            Assert.Equal(9, strand.Now);
            return Outcome.Success;
        });
    }

    [Fact]
    public void A_delay_that_ends_together_with_an_older_timer_lets_that_one_go_first()
    {
        var order = new List<string>();
        var simulation = new Simulation();
        simulation.At(10, () => order.Add("older"));
        simulation.RunToEnd(async strand =>
        {
            var delay = strand.Delay(10);
            Assert.False(delay.IsCompleted);
            await delay;
            order.Add("younger");
            return Outcome.Success;
        });
        Assert.Equal(["older", "younger"], order);
    }

    [Fact]
    public void Time_does_not_move_inline_while_a_child_is_ready()
    {
        var simulation = new Simulation();
        double? startedAt = null;
        simulation.RunToEnd(async strand =>
        {
            simulation.Spawn(child =>
            {
                startedAt = child.Now;
                return Outcome.Success;
            });
            Assert.True(await strand.Delay(5));
            return Outcome.Success;
        });
        Assert.Equal(0, startedAt);
    }

    [Fact]
    public void Time_does_not_move_inline_past_the_end_of_the_run()
    {
        var simulation = new Simulation();
        var wokeAt = -1.0;
        simulation.Spawn(async strand =>
        {
            await strand.Delay(10);
            wokeAt = strand.Now;
            return Outcome.Success;
        });
        simulation.Run(5);
        Assert.Equal((-1.0, 5.0), (wokeAt, simulation.Now));
        simulation.Run(10);
        Assert.Equal(10, wokeAt);
    }

    [Fact]
    public void A_stale_timer_does_not_keep_time_from_moving_inline()
    {
        var simulation = new Simulation();
        var gate = new Gate();
        simulation.At(1, () => gate.Open());
        simulation.RunToEnd(async strand =>
        {
            Assert.True(await gate.Enter(strand, untilSeconds: 3));
            Assert.True(strand.Delay(10).IsCompleted);
            return Outcome.Success;
        });
    }

    [Fact]
    public void A_deadline_can_be_reached_inline_and_answers_false()
    {
        var simulation = new Simulation();
        simulation.RunToEnd(strand =>
        {
            var scope = strand.Within(3);
            var delay = strand.Delay(5);
            Assert.Equal((true, false, 3.0), (delay.IsCompleted, delay.GetResult(), strand.Now));
            return scope.Exit(Outcome.Cancelled);
        });
    }

    [Fact]
    public void Random_programs_leave_the_same_trace_with_and_without_it_and_nothing_behind()
    {
        long steps = 0, eventsWith = 0, eventsWithout = 0;
        for (var seed = 0; seed < 10_000; seed++)
        {
            var until = (seed % 3) switch { 0 => 3.5, 1 => 4, _ => 0 };
            var with = new Simulation();
            var without = new Simulation { InlineAdvance = false };
            var expected = RandomPrograms.Trace(without, seed, until);
            var actual = RandomPrograms.Trace(with, seed, until);
            Assert.True(expected == actual, $"program {seed}: {expected} without, {actual} with inline advance");
            Assert.True(actual is { LiveStrands: 0, Timers: 0, Held: 0 }, $"program {seed} leaves something behind: {actual}");
            steps += actual.Steps;
            eventsWith += with.Events;
            eventsWithout += without.Events;
        }
        Assert.True(steps > 100_000, $"only {steps} steps were compared");
        Assert.True(eventsWith < eventsWithout, "no delay was ever inlined");
    }
}
