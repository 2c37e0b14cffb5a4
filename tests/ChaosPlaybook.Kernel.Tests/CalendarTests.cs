using FsCheck;
using FsCheck.Fluent;

namespace ChaosPlaybook.Kernel.Tests;

public class CalendarTests
{
    [Fact]
    public void Timers_come_out_by_time_then_by_arming_whatever_was_disarmed_or_armed_anew()
    {
        // Each number arms owner n % 50 for time n % 7, or disarms it; the model is a plain list.
        Prop.ForAll(ArbMap.Default.ArbFor<int[]>(), numbers =>
        {
            var calendar = Empty(owners: 50);
            var expected = new List<(double Time, int Arming, int Owner)>();
            for (var i = 0; i < numbers.Length; i++)
            {
                var number = Math.Abs((long)numbers[i]);
                var owner = (int)(number % 50);
                expected.RemoveAll(timer => timer.Owner == owner);
                if (number % 5 == 4)
                {
                    calendar.Disarm(owner);
                    continue;
                }
                calendar.Arm(owner, number % 7);
                expected.Add((number % 7, i, owner));
            }
            return calendar.CountArmed() == expected.Count
                && TakeAll(ref calendar).SequenceEqual(expected.Order().Select(timer => (timer.Time, timer.Owner)));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500).WithEndSize(400));
    }

    [Fact]
    public void Stale_entries_are_thrown_out_instead_of_growing_the_heap()
    {
        var calendar = Empty(owners: 10);
        for (var i = 0; i < 100_000; i++)
            calendar.Arm(i % 10, 1e9 - i);
        Assert.InRange(calendar.Count, 10, 64);
        Assert.Equal(10, TakeAll(ref calendar).Count);
    }

    [Fact]
    public void A_stale_entry_is_taken_as_nothing()
    {
        var calendar = Empty(owners: 1);
        calendar.Arm(0, 1);
        calendar.Arm(0, 2);
        Assert.False(calendar.TakeFirst(out _));
        Assert.True(calendar.TakeFirst(out var owner));
        Assert.Equal(0, owner);
        Assert.False(calendar.IsArmed(0));
    }

    [Fact]
    public void Running_out_of_sequence_numbers_is_an_error_and_not_a_wrong_order()
    {
        var calendar = Empty(owners: 2);
        calendar.SkipToLastSequences(left: 2);
        calendar.Arm(0, 1);
        calendar.Arm(1, 1);
        Assert.Contains("2^40", Assert.Throws<InvalidOperationException>(() => calendar.Arm(0, 1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_last_sequence_number_still_comes_after_the_first()
    {
        var calendar = Empty(owners: 2);
        calendar.Arm(1, 5);
        calendar.SkipToLastSequences(left: 1);
        calendar.Arm(0, 5);
        Assert.Equal([(5.0, 1), (5.0, 0)], TakeAll(ref calendar));
    }

    private static Calendar Empty(int owners)
    {
        var calendar = new Calendar();
        for (var i = 0; i < owners; i++)
            calendar.AddOwner(i);
        return calendar;
    }

    private static List<(double Time, int Owner)> TakeAll(ref Calendar calendar)
    {
        var taken = new List<(double, int)>();
        while (calendar.Count > 0)
        {
            var time = calendar.EarliestTime;
            if (calendar.TakeFirst(out var owner))
                taken.Add((time, owner));
        }
        return taken;
    }
}
