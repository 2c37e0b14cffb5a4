using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model.Tests;

public class PacedArrivalsTests
{
    [Fact]
    public void Arrivals_are_as_dense_as_the_pace_says_and_keep_their_luck()
    {
        var plain = new PoissonArrivalOptions { Rate = 50 };
        var paced = new PacedArrivalOptions { Arrivals = plain, Paces = [new(100, 140, 3), new(200, 250, 0.2), new(300, 320, 0)] };
        Assert.Empty(paced.Check());
        double[] own = Times(plain, 700), moved = Times(paced, 700);
        // Before the first stretch nothing changes, and the count never does: the n-th arrival is the n-th arrival.
        Assert.Equal(own.Where(time => time < 100), moved.Where(time => time < 100));
        for (var i = 1; i < moved.Length; i++) Assert.True(moved[i] >= moved[i - 1]);
        Near(50 * 3 * 40, moved, 100, 140);
        Near(50 * 60, moved, 140, 200);
        Near(50 * 0.2 * 50, moved, 200, 250);
        Assert.DoesNotContain(moved, time => time > 300 && time < 320);
        Near(50 * 100, moved, 320, 420);
    }

    [Fact]
    public void Stretches_that_overlap_or_run_backwards_are_refused()
    {
        static int Problems(params Pace[] paces) => new PacedArrivalOptions { Arrivals = new PoissonArrivalOptions { Rate = 1 }, Paces = paces }.Check().Count();
        Assert.Equal(1, Problems(new(0, 10, 2), new(9, 12, 2)));
        Assert.Equal(1, Problems(new Pace(10, 10, 2)));
        Assert.Equal(1, Problems(new Pace(0, 10, -1)));
    }

    private static double[] Times(ArrivalOptions options, double until)
    {
        var arrivals = options.Build();
        arrivals.Begin(new Luck(7, 0));
        List<double> times = [];
        for (var time = arrivals.Next(0); time < until; time = arrivals.Next(times.Count)) times.Add(time);
        return [.. times];
    }

    private static void Near(double known, double[] times, double from, double to)
    {
        var count = times.Count(time => time >= from && time < to);
        var tolerance = 5 * Math.Sqrt(known); // Poisson: z = 5, one seed in 1.7 million fails by luck
        Assert.InRange(count, known - tolerance, known + tolerance);
    }
}
