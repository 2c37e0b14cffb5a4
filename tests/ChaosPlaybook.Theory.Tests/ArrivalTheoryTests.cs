namespace ChaosPlaybook.Theory.Tests;

/// <summary>Arrival processes against their laws.</summary>
public class ArrivalTheoryTests
{
    private const int Replications = 400;

    private static readonly RampArrivalOptions _ramp = new() { From = 2, To = 30, StartSeconds = 10, OverSeconds = 40 };
    private static readonly StepsArrivalOptions _steps = new() { Steps = [new(5, 20), new(25, 0), new(40, 8)] };
    private static readonly SpikeArrivalOptions _spike = new() { Base = 4, Peak = 40, StartSeconds = 30, WidthSeconds = 5 };
    private static readonly DiurnalArrivalOptions _diurnal = new() { Mean = 10, Amplitude = 1, PeriodSeconds = 60 };

    /// <summary>Processes with the integral of their rate, worked out by hand.</summary>
    public static TheoryData<string, ArrivalOptions, Func<double, double>> Processes() => new()
    {
        { "poisson", new PoissonArrivalOptions { Rate = 7 }, t => 7 * t },
        { "ramp", _ramp, t => t <= 10 ? 2 * t : t <= 50 ? 20 + 2 * (t - 10) + 0.35 * (t - 10) * (t - 10) : 20 + 80 + 560 + 30 * (t - 50) },
        { "falling ramp", new RampArrivalOptions { From = 20, To = 0, OverSeconds = 50 }, t => t <= 50 ? 20 * t - 0.2 * t * t : 500 },
        { "steps", _steps, t => 20 * Math.Clamp(t - 5, 0, 20) + 8 * Math.Max(0, t - 40) },
        { "spike", _spike, t => 4 * t + 36 * Math.Clamp(t - 30, 0, 5) },
        { "diurnal", _diurnal, t => 10 * (t + 60 / (2 * Math.PI) * (1 - Math.Cos(2 * Math.PI * t / 60))) },
    };

    [Theory]
    [MemberData(nameof(Processes))]
    public void Counts_in_windows_have_the_mean_and_the_variance_of_Poisson(string name, ArrivalOptions options, Func<double, double> expected)
    {
        foreach (var (from, to) in new[] { (0.0, 7.0), (7.0, 22.0), (28.0, 33.0), (45.0, 100.0) })
        {
            var mean = expected(to) - expected(from);
            var (counts, squares) = (new Moments(), new Moments());
            for (var replication = 0; replication < Replications; replication++)
            {
                var count = Times(options, replication, 100).Count(time => time >= from && time < to);
                counts.Add(count);
                squares.Add((count - mean) * (count - mean));
            }
            // Both tolerances from the law itself: Var N = m, Var (N − m)² = m + 2m².
            AssertWithin(mean, counts.Mean, Math.Sqrt(mean / Replications), $"{name}, mean of [{from}, {to})");
            AssertWithin(mean, squares.Mean, Math.Sqrt((mean + 2 * mean * mean) / Replications), $"{name}, variance of [{from}, {to})");
        }
    }

    [Theory]
    [MemberData(nameof(Processes))]
    public void Expected_arrivals_between_two_arrivals_are_unit_exponentials(string name, ArrivalOptions options, Func<double, double> expected)
    {
        // Kolmogorov–Smirnov against 1 − e^−x.
        var gaps = new List<double>();
        for (var replication = 0; replication < 20; replication++)
        {
            var before = 0.0;
            foreach (var time in Times(options, replication, 1e9).Take(200))
            {
                gaps.Add(expected(time) - before);
                before = expected(time);
            }
        }
        gaps.Sort();
        var distance = gaps.Select((gap, i) => (F: 1 - Math.Exp(-gap), i)).Max(each => Math.Max(each.F - each.i / (double)gaps.Count, (each.i + 1.0) / gaps.Count - each.F));
        // Massart 1990: P(D > d) ≤ 2·exp(−2nd²); a bound passed once in a million times.
        Assert.True(distance <= Math.Sqrt(Math.Log(2e6) / (2 * gaps.Count)), $"{name}: distance {distance:R} over {gaps.Count} gaps");
    }

    [Fact]
    public void A_higher_rate_brings_the_same_arrivals_closer_together()
    {
        for (var replication = 0; replication < 20; replication++)
        {
            var slow = Times(new PoissonArrivalOptions { Rate = 5 }, replication, 50);
            var fast = Times(new PoissonArrivalOptions { Rate = 10 }, replication, 25);
            Assert.Equal(slow.Count, fast.Count);
            Assert.All(slow.Zip(fast), pair => Assert.Equal(pair.First, 2 * pair.Second, 9));
        }
    }

    [Fact]
    public void Where_the_rate_is_nowhere_lower_no_arrival_comes_later()
    {
        for (var replication = 0; replication < 20; replication++)
        {
            Earlier(_spike with { Peak = 80 }, _spike);
            Earlier(_ramp with { From = 5 }, _ramp);
            Earlier(_diurnal with { Mean = 12 }, _diurnal);
            Earlier(new MmppArrivalOptions { Low = 2, High = 30, LowForSeconds = 10, HighForSeconds = 3 }, new MmppArrivalOptions { Low = 1, High = 20, LowForSeconds = 10, HighForSeconds = 3 });

            void Earlier(ArrivalOptions more, ArrivalOptions less) =>
                Assert.All(Times(more, replication, 100).Zip(Times(less, replication, 100)), pair => Assert.True(pair.First <= pair.Second + 1e-9));
        }
    }

    [Fact]
    public void A_modulated_process_has_the_mean_rate_and_the_dispersion_of_its_states()
    {
        // Quiet 1/s for 6 s, busy 16/s for 2 s: switching rates 1/6 and 1/2, mean (16·1/6 + 1·1/2)/(1/6 + 1/2) = 4.75.
        var options = new MmppArrivalOptions { Low = 1, High = 16, LowForSeconds = 6, HighForSeconds = 2 };
        const double length = 60, mean = 4.75 * length;
        // The rate has variance s² and covariance s²·e^(−r·u), r = 1/6 + 1/2, so Var N(t) = m·t + 2∫(t − u)·s²·e^(−r·u)du over [0, t].
        const double r = 2.0 / 3, s2 = 15.0 * 15 * 0.25 * 0.75;
        var variance = mean + 2 * s2 / (r * r) * (r * length - 1 + Math.Exp(-r * length));
        var (counts, squares) = (new Moments(), new Moments());
        for (var replication = 0; replication < 2_000; replication++)
        {
            var count = Times(options, replication, length).Count;
            counts.Add(count);
            squares.Add((count - mean) * (count - mean));
        }
        Near.Check(mean, counts, "mean");
        Near.Check(variance, squares, "variance");
    }

    [Fact]
    public void Even_arrivals_keep_their_distance_and_jitter_stays_within_its_slot()
    {
        Assert.Equal([0, 0.25, 0.5, 0.75], Times(new ConstantArrivalOptions { Rate = 4 }, 3, 1));
        var late = Times(new ConstantArrivalOptions { Rate = 4, Jitter = 0.5 }, 3, 500).Select((time, i) => time * 4 - i).ToList();
        Assert.All(late, each => Assert.InRange(each, 0, 0.5));
        // 2,000 uniforms on [0, 0.5]: mean 0.25, sd 0.5/√12.
        AssertWithin(0.25, late.Average(), 0.5 / Math.Sqrt(12 * late.Count), "lateness");
    }

    [Fact]
    public void A_trace_is_reproduced_exactly()
    {
        double[] times = [0, 0.5, 0.5, 7.25, 60];
        Assert.Equal(times, Times(new TraceArrivalOptions { Times = times }, 5, 100));
        int[] counts = [3, 0, 12, 1];
        var made = Times(new CountsArrivalOptions { Counts = counts, EverySeconds = 2 }, 5, 100);
        Assert.Equal(counts, Enumerable.Range(0, 4).Select(i => made.Count(time => Math.Floor(time / 2) == i)));
        Assert.Equal(made.Order(), made);
        Assert.NotEqual(made, Times(new CountsArrivalOptions { Counts = counts, EverySeconds = 2 }, 6, 100));
    }

    [Fact]
    public void Every_value_out_of_range_is_named()
    {
        Assert.Equal(2, (_ramp with { To = -1, OverSeconds = 0 }).Check().Count());
        Assert.Single((_steps with { Steps = [new(5, 1), new(5, 2)] }).Check());
        Assert.Single(new TraceArrivalOptions { Times = [1, 0.5] }.Check());
        Assert.Single((_diurnal with { Amplitude = 1.5 }).Check());
        Assert.Single(new MmppArrivalOptions { Low = 0, High = 0, LowForSeconds = 1, HighForSeconds = 1 }.Check());
    }

    /// <summary>The times of arrival below <paramref name="until"/>, 5,000 at most.</summary>
    private static List<double> Times(ArrivalOptions options, long replication, double until)
    {
        Assert.Empty(options.Check());
        var arrivals = options.Build();
        arrivals.Begin(new Luck(42, replication));
        var times = new List<double>();
        for (var number = 0; number < 5_000 && arrivals.Next(number) is var time && time < until; number++) times.Add(time);
        return times;
    }

    private static void AssertWithin(double known, double observed, double standardError, string what) =>
        Assert.True(Math.Abs(observed - known) <= Near.Z * standardError + 1e-12, $"{what}: {observed:R}, known {known:R}, allowed ±{Near.Z * standardError:R}");
}
