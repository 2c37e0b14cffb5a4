namespace ChaosPlaybook.Kernel.Tests;

public class WaitTests
{
    private readonly Simulation _simulation = new();
    private readonly Gate _gate = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_parked_strand_wakes_with_the_answer_of_its_source(bool answer)
    {
        _simulation.At(2, () => _gate.Open(answer));
        var (outcome, now) = _simulation.RunToEnd(strand => _gate.Enter(strand).Then(Outcome.Success));
        Assert.Equal((answer, 2.0), (outcome.Succeeded, now));
    }

    [Fact]
    public void Waking_runs_nothing_before_the_caller_has_yielded()
    {
        var woken = false;
        _simulation.Spawn(async strand =>
        {
            await _gate.Enter(strand);
            woken = true;
            return Outcome.Success;
        });
        _simulation.At(1, () =>
        {
            _gate.Open();
            Assert.False(woken);
        });
        _simulation.Run();
        Assert.True(woken);
    }

    [Fact]
    public void A_timer_that_strikes_while_parked_makes_the_source_forget_the_strand_first()
    {
        var (outcome, now) = _simulation.RunToEnd(async strand =>
        {
            var answer = await _gate.Enter(strand, untilSeconds: 3);
            Assert.Equal(0, _gate.Waiting);
            return answer ? Outcome.Success : Outcome.Failure(1);
        });
        Assert.Equal((1, 3.0), (outcome.Code, now));
        _gate.Open(); // nobody there: nothing is given to a strand that left
    }

    [Fact]
    public void A_strand_woken_before_its_time_limit_is_not_disturbed_by_it_later()
    {
        _simulation.At(1, () => _gate.Open());
        _simulation.RunToEnd(async strand =>
        {
            Assert.True(await _gate.Enter(strand, untilSeconds: 3));
            Assert.True(await strand.Delay(10)); // the stale timer at 3 must not cut this short
            Assert.Equal(11, strand.Now);
            return Outcome.Success;
        });
    }

    [Fact]
    public void Parking_after_the_limit_is_over_at_once_and_forgotten()
    {
        _simulation.RunToEnd(async strand =>
        {
            await strand.Delay(5);
            Assert.False(await _gate.Enter(strand, untilSeconds: 5));
            Assert.Equal((5.0, 0), (strand.Now, _gate.Waiting));
            Assert.Throws<ArgumentOutOfRangeException>(() => strand.Park(_gate, double.NaN));
            return Outcome.Success;
        });
    }

    [Fact]
    public void Of_a_wake_up_and_a_time_limit_at_one_instant_the_first_scheduled_wins()
    {
        var answers = new List<bool>();
        _simulation.At(2, () => _gate.Open());
        _simulation.Spawn(async strand =>
        {
            answers.Add(await _gate.Enter(strand, untilSeconds: 2));
            answers.Add(await _gate.Enter(strand, untilSeconds: 4)); // armed before the opening below
            return Outcome.Success;
        });
        _simulation.At(3, () => _simulation.At(4, () => _gate.Open()));
        _simulation.Run();
        Assert.Equal([true, false], answers);
    }
}
