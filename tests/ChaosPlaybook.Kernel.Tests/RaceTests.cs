namespace ChaosPlaybook.Kernel.Tests;

public class RaceTests
{
    private readonly Simulation _simulation = new();

    [Fact]
    public void The_first_success_wins_and_the_losers_are_cancelled_at_that_instant()
    {
        var (outcome, now) = _simulation.RunToEnd(async strand =>
        {
            var race = Start(strand, new Work(5), new Work(2), new Work(1, failure: 500));
            Assert.True(await race.Settled());
            Assert.Equal(1, race.Running);
            return await race.Finish();
        });
        Assert.Equal((OutcomeKind.Succeeded, 2.0), (outcome.Kind, now));
    }

    [Fact]
    public void Of_two_successes_in_one_instant_the_first_counts()
    {
        var (outcome, _) = _simulation.RunToEnd(async strand =>
        {
            var race = Start(strand, new Script(child => child.After(1, Good(0.5f))), new Script(child => child.After(1, Good(0.9f))));
            await race.All();
            return await race.Finish();
        });
        Assert.Equal(0.5f, outcome.Quality);

        static Outcome Good(float quality) => new(OutcomeKind.Succeeded, 0, quality);
    }

    [Fact]
    public void A_child_inherits_the_deadline_of_its_owner()
    {
        var deadlines = new List<double>();
        var probe = new Script(child =>
        {
            deadlines.Add(child.Deadline);
            return Outcome.Success;
        });
        _simulation.RunToEnd(async strand =>
        {
            var scope = strand.Within(2);
            var race = Start(strand, probe);
            await race.Settled();
            scope.Exit(await race.Finish());
            race = Start(strand, probe);
            await race.Settled();
            return await race.Finish();
        });
        Assert.Equal([2, double.PositiveInfinity], deadlines);
    }

    [Fact]
    public void Without_a_success_the_first_failure_to_come_is_the_outcome()
    {
        var (outcome, now) = _simulation.RunToEnd(async strand =>
        {
            var race = Start(strand, new Work(3, failure: 503), new Work(1, failure: 501), new Work(2, failure: 502));
            Assert.True(await race.Settled());
            return await race.Finish();
        });
        Assert.Equal((501, 3.0), (outcome.Code, now));
    }

    [Fact]
    public void A_staggered_copy_is_started_only_when_the_first_is_late()
    {
        var (outcome, now) = _simulation.RunToEnd(async strand =>
        {
            var race = Start(strand, new Work(10));
            Assert.False(await race.Settled(withinSeconds: 2));
            race.Start(new Work(1));
            Assert.True(await race.Settled(withinSeconds: 2));
            return await race.Finish();
        });
        Assert.Equal((OutcomeKind.Succeeded, 3.0), (outcome.Kind, now));
    }

    [Fact]
    public void Finish_waits_until_the_losers_have_unwound_even_past_the_deadline_and_a_cancellation()
    {
        var unwound = 0;
        var stubborn = new Script(async strand =>
        {
            await strand.Delay(100);
            for (var i = 0; i < 3; i++)
            {
                Assert.False(await strand.Delay(1));
                var inner = Start(strand, new Work(1));
                await inner.Finish(); // takes turns of the loop, though no time
            }
            unwound++;
            return Outcome.Cancelled;
        });
        var kinds = new List<(OutcomeKind, double, int)>();
        var owner = _simulation.Spawn(async strand =>
        {
            var scope = strand.Within(2);
            var race = Start(strand, stubborn, stubborn);
            Assert.False(await race.Settled());
            var outcome = scope.Exit(await race.Finish());
            kinds.Add((outcome.Kind, strand.Now, unwound));
            return outcome;
        });
        _simulation.Spawn(async strand =>
        {
            await strand.Delay(2);
            await strand.Delay(0);
            owner.Cancel(); // while it joins
            return Outcome.Success;
        });
        _simulation.Run();
        Assert.Equal([(OutcomeKind.Cancelled, 2.0, 2)], kinds);
        Assert.Equal(0, _simulation.LiveStrands);
    }

    [Fact]
    public void A_race_cut_short_by_a_deadline_times_out_although_one_copy_had_failed()
    {
        var (outcome, now) = _simulation.RunToEnd(async strand =>
        {
            var scope = strand.Within(2);
            var race = Start(strand, new Work(1, failure: 500), new Work(5));
            Assert.False(await race.Settled(withinSeconds: 10) && race.Running > 0);
            return scope.Exit(await race.Finish());
        });
        Assert.Equal((OutcomeKind.TimedOut, 2.0), (outcome.Kind, now));
    }

    [Fact]
    public void Cancelling_the_owner_cancels_its_children_once_it_finishes_the_race()
    {
        var outcomes = new List<(OutcomeKind, double)>();
        var owner = _simulation.Spawn(async strand =>
        {
            var race = Start(strand, new Work(5), new Work(7));
            Assert.False(await race.Settled());
            outcomes.Add(((await race.Finish()).Kind, strand.Now));
            return Outcome.Cancelled;
        });
        _simulation.At(1, owner.Cancel);
        _simulation.Run();
        Assert.Equal([(OutcomeKind.Cancelled, 1.0)], outcomes);
        Assert.Equal((1.0, 0), (_simulation.Now, _simulation.LiveStrands));
    }

    [Fact]
    public void A_child_started_by_a_cancelled_owner_never_runs()
    {
        var ran = false;
        _simulation.RunToEnd(async strand =>
        {
            strand.Cancel();
            var race = Start(strand, new Script(_ =>
            {
                ran = true;
                return Outcome.Success;
            }));
            await Start(strand, new Work(1)).Finish(); // yields, and the first child's turn would come
            return await race.Finish();
        });
        Assert.False(ran);
    }

    [Fact]
    public void A_child_that_succeeds_in_the_instant_of_its_cancellation_still_counts()
    {
        var gate = new Gate();
        var (outcome, _) = _simulation.RunToEnd(async strand =>
        {
            var race = Start(strand, new Script(child => gate.Enter(child).Then(Outcome.Success)));
            await strand.Delay(1);
            gate.Open();
            return await race.Finish();
        });
        Assert.True(outcome.Succeeded);
    }

    [Fact]
    public void All_waits_for_every_branch_and_tells_each_outcome()
    {
        _simulation.RunToEnd(async strand =>
        {
            var branches = Start(strand, new Work(3), new Work(1, failure: 501), new Work(2));
            Assert.True(await branches.All());
            Assert.Equal(3, strand.Now);
            Assert.Equal([OutcomeKind.Succeeded, OutcomeKind.Failed, OutcomeKind.Succeeded], Enumerable.Range(0, 3).Select(i => branches.OutcomeOf(i).Kind));
            Assert.Equal(501, branches.OutcomeOf(1).Code);
            Assert.Throws<ArgumentOutOfRangeException>(() => branches.OutcomeOf(3));
            return await branches.Finish();
        });
    }

    [Fact]
    public void The_outcome_of_a_running_branch_cannot_be_read()
    {
        _simulation.RunToEnd(async strand =>
        {
            var branches = Start(strand, new Work(3));
            Assert.Throws<InvalidOperationException>(() => branches.OutcomeOf(0));
            await branches.All();
            return await branches.Finish();
        });
    }

    [Fact]
    public void Any_number_of_children_may_run_and_an_empty_race_is_settled()
    {
        _simulation.RunToEnd(async strand =>
        {
            var none = strand.Race();
            Assert.True(await none.Settled());
            Assert.True((await none.Finish()).IsCancelled);

            var many = Start(strand, [.. Enumerable.Range(1, 1000).Select(i => new Work(i))]);
            Assert.True(await many.Settled());
            Assert.Equal(1, strand.Now);
            Assert.Equal(999, many.Running);
            return await many.Finish();
        });
    }

    [Fact]
    public void A_finished_race_is_reused_by_the_next_and_refuses_the_old_owner()
    {
        _simulation.RunToEnd(async strand =>
        {
            var first = Start(strand, new Work(1));
            await first.Finish();
            Assert.Throws<InvalidOperationException>(() => first.Start(new Work(1)));
            var second = strand.Race();
            Assert.Same(first, second);
            Assert.Equal((0, 0), (second.Count, second.Running));
            return await second.Finish();
        });
    }

    private static Race Start(Strand strand, params Process[] children)
    {
        var race = strand.Race();
        foreach (var child in children)
            race.Start(child);
        return race;
    }
}
