namespace ChaosPlaybook.Kernel.Tests;

public class SimulationTests
{
    [Fact]
    public void Events_at_equal_times_run_in_the_order_of_scheduling_however_many_there_are()
    {
        var simulation = new Simulation();
        var order = new List<(double Time, int Number)>();
        for (var i = 0; i < 5000; i++)
        {
            var number = i;
            simulation.At(1 + (i * 31 % 7), () => order.Add((simulation.Now, number)));
        }
        simulation.Run();
        Assert.Equal(5000, order.Count);
        Assert.Equal(order.OrderBy(entry => entry.Time).ThenBy(entry => entry.Number), order);
    }

    [Fact]
    public void A_timer_due_now_runs_before_strands_that_became_ready_now()
    {
        var simulation = new Simulation();
        var order = new List<string>();
        simulation.At(1, () =>
        {
            order.Add("first timer");
            simulation.Spawn(async strand =>
            {
                order.Add("spawned");
                await strand.Delay(0);
                order.Add("after a delay of zero");
                return Outcome.Success;
            });
        });
        simulation.At(1, () => order.Add("second timer"));
        simulation.Run();
        Assert.Equal(["first timer", "second timer", "spawned", "after a delay of zero"], order);
    }

    [Fact]
    public void Ready_strands_run_first_in_first_out()
    {
        var simulation = new Simulation();
        var order = new List<int>();
        for (var i = 0; i < 10; i++)
            simulation.Spawn(new Work(0));
        simulation.Run(0); // the ring of ready strands then grows from the middle
        for (var i = 0; i < 1000; i++)
        {
            var number = i;
            simulation.Spawn(async strand =>
            {
                order.Add(number);
                await strand.Delay(0);
                order.Add(1000 + number);
                return Outcome.Success;
            });
        }
        simulation.Run();
        Assert.Equal(Enumerable.Range(0, 2000), order);
    }

    [Fact]
    public void A_spawned_strand_runs_only_after_its_parent_has_yielded()
    {
        var simulation = new Simulation();
        var order = new List<string>();
        simulation.RunToEnd(async strand =>
        {
            simulation.Spawn(_ =>
            {
                order.Add("child");
                return Outcome.Success;
            });
            order.Add("parent");
            await strand.Delay(1);
            order.Add("parent later");
            return Outcome.Success;
        });
        Assert.Equal(["parent", "child", "parent later"], order);
    }

    [Fact]
    public void Run_until_includes_the_events_of_that_instant_and_leaves_the_clock_there()
    {
        var simulation = new Simulation();
        var seen = new List<double>();
        foreach (var time in new[] { 1.0, 2.0, Math.BitIncrement(2.0), 3.0 })
            simulation.At(time, () => seen.Add(simulation.Now));
        simulation.Run(2);
        Assert.Equal([1.0, 2.0], seen);
        simulation.Run(2.5);
        Assert.Equal(2.5, simulation.Now);
        simulation.Run();
        Assert.Equal(4, seen.Count);
        Assert.Equal(3, simulation.Now);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(0.5)]
    public void Run_refuses_to_go_back_in_time(double until)
    {
        var simulation = new Simulation();
        simulation.Run(1);
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => simulation.Run(until));
        Assert.Equal(until, error.ActualValue);
    }

    [Fact]
    public void The_end_of_a_trial_counts_what_is_left_over()
    {
        var simulation = new Simulation();
        simulation.Spawn(new Work(10));
        simulation.Spawn(new Work(double.PositiveInfinity));
        simulation.Spawn(new Work(1));
        simulation.Run(5);
        Assert.Equal(2, simulation.LiveStrands);
        Assert.Equal(1, simulation.PendingTimers);
    }

    [Fact]
    public void Reset_refuses_while_strands_live_and_accepts_once_they_were_cancelled_and_have_unwound()
    {
        var simulation = new Simulation();
        var outcomes = new List<Outcome>();
        foreach (var seconds in new[] { 10, double.PositiveInfinity })
        {
            simulation.Spawn(async strand =>
            {
                outcomes.Add(await strand.After(seconds, Outcome.Success));
                return outcomes[^1];
            });
        }
        simulation.Run(5);
        Assert.Contains("2 strands", Assert.Throws<InvalidOperationException>(simulation.Reset).Message, StringComparison.Ordinal);
        Assert.Equal(2, simulation.CancelAll());
        simulation.Run();
        simulation.Reset();
        Assert.Equal(0, simulation.Now);
        Assert.Equal(0, simulation.PendingTimers);
        Assert.All(outcomes, outcome => Assert.True(outcome.IsCancelled));
    }

    [Fact]
    public void A_trial_leaves_the_same_trace_whatever_trials_its_simulation_has_run_before()
    {
        var used = new Simulation();
        for (var seed = 1000; seed < 2000; seed++)
        {
            Assert.Equal(RandomPrograms.Trace(new Simulation(), seed, untilSeconds: 4), RandomPrograms.Trace(used, seed, untilSeconds: 4));
            used.Reset();
        }
    }

    [Fact]
    public void CancelAll_calls_off_the_oldest_strand_first_although_strands_are_reused()
    {
        var simulation = new Simulation();
        for (var i = 0; i < 10; i++)
            simulation.Spawn(new Work(i)); // returned in this order, reused in the opposite one
        simulation.Run();
        simulation.Reset();
        var order = new List<int>();
        for (var i = 0; i < 20; i++)
        {
            var number = i;
            simulation.Spawn(async strand =>
            {
                await strand.Delay(double.PositiveInfinity);
                order.Add(number);
                return Outcome.Cancelled;
            });
        }
        simulation.Run();
        Assert.Equal(20, simulation.CancelAll());
        simulation.Run();
        Assert.Equal(Enumerable.Range(0, 20), order);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_exception_surfaces_from_Run_with_the_line_that_threw_it(bool suspendsFirst)
    {
        var simulation = new Simulation();
        simulation.Spawn(async strand =>
        {
            var scope = strand.Within(10);
            return scope.Exit(await Failing(strand, suspendsFirst).Then(0, static (_, outcome) => outcome));
        });
        var error = Assert.Throws<FormatException>(() => simulation.Run());
        Assert.Contains(nameof(Failing), error.StackTrace, StringComparison.Ordinal);

        foreach (var use in new Action[] { () => simulation.Run(), simulation.Reset })
            Assert.Same(error, Assert.Throws<InvalidOperationException>(use).InnerException);
    }

    [Fact]
    public void An_exception_thrown_inside_a_map_can_be_caught_by_whoever_awaits()
    {
        var simulation = new Simulation();
        var (outcome, _) = simulation.RunToEnd(async strand =>
        {
            try
            {
                return await strand.After(1, Outcome.Success).Then(0, static (_, _) => throw new FormatException());
            }
            catch (FormatException)
            {
                return Outcome.Failure(1);
            }
        });
        Assert.Equal(1, outcome.Code);
    }

    [Fact]
    public void A_process_cannot_run_or_reset_its_own_simulation()
    {
        var simulation = new Simulation();
        simulation.RunToEnd(strand =>
        {
            Assert.Throws<InvalidOperationException>(() => simulation.Run());
            Assert.Throws<InvalidOperationException>(simulation.Reset);
            return Outcome.Success;
        });
    }

    [Fact]
    public void Each_trial_has_all_sequence_numbers_and_running_out_of_them_stops_it()
    {
        var simulation = new Simulation { InlineAdvance = false };
        simulation.SkipToLastSequences(left: 1);
        simulation.Spawn(new Work(1));
        simulation.Run();
        simulation.Reset();
        simulation.Spawn(new Work(1));
        simulation.Spawn(new Work(1));
        simulation.Run();
        simulation.SkipToLastSequences(left: 1);
        simulation.Spawn(new Work(1));
        simulation.Spawn(new Work(1));
        Assert.Contains("2^40", Assert.Throws<InvalidOperationException>(() => simulation.Run()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void More_live_strands_than_can_be_numbered_is_an_error()
    {
        var simulation = new Simulation(maxStrands: 3);
        for (var i = 0; i < 3; i++)
            simulation.Spawn(new Work(1));
        Assert.Contains("at most 3", Assert.Throws<InvalidOperationException>(() => simulation.Spawn(new Work(1))).Message, StringComparison.Ordinal);
        simulation.Run();
        simulation.Spawn(new Work(1));
        Assert.Equal(1, simulation.LiveStrands);
    }

    private static async SimTask<Outcome> Failing(Strand strand, bool suspendsFirst)
    {
        if (suspendsFirst)
        {
            strand.Simulation.Spawn(new Work(1));
            await strand.Delay(1);
        }
        throw new FormatException("our bug");
    }
}
