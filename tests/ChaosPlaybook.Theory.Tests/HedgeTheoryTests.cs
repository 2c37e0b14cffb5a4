namespace ChaosPlaybook.Theory.Tests;

/// <summary>
/// Hedging of independent latencies: P(T &gt; t) = S(t) for t &lt; d and S(t)·S(t − d) from there on; extra load S(d)
/// (Dean, Barroso, "The tail at scale", CACM 56(2), 2013).
/// </summary>
public class HedgeTheoryTests
{
    private const int Trials = 100_000;
    private static readonly LogNormal _law = new(Math.Log(0.1), 0.8);

    /// <summary>P(T &gt; t) of a lognormal, through the complementary error function of Numerical Recipes, erfcc (relative error 1.2e-7).</summary>
    private static double Survival(double t)
    {
        if (t <= 0) return 1;
        var x = Math.Log(t / 0.1) / 0.8 / Math.Sqrt(2);
        var u = 1 / (1 + 0.5 * Math.Abs(x));
        double[] c = [-1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223, 0.17087277];
        var sum = c.Reverse().Aggregate((inner, next) => next + u * inner);
        var erfc = u * Math.Exp(-x * x + sum);
        return (x >= 0 ? erfc : 2 - erfc) / 2;
    }

    private static double Hedged(double t, double delay) => t < delay ? Survival(t) : Survival(t) * Survival(t - delay);

    /// <summary>Where a falling function meets a level.</summary>
    private static double Inverse(Func<double, double> falling, double level)
    {
        var (low, high) = (0.0, 1000.0);
        for (var i = 0; i < 200; i++)
            if (falling((low + high) / 2) > level) low = (low + high) / 2;
            else high = (low + high) / 2;
        return low;
    }

    [Theory]
    [InlineData(0.95, 0.489, 0.648, 0.05), InlineData(0.90, 0.432, 0.593, 0.10), InlineData(0.99, 0.643, 0.821, 0.01)]
    public void Mean_tail_and_extra_load_of_a_hedged_lognormal_are_those_of_the_closed_form(double level, double p99, double p999, double load)
    {
        var delay = Inverse(Survival, 1 - level);
        var (at99, at999) = (Inverse(t => Hedged(t, delay), 0.01), Inverse(t => Hedged(t, delay), 0.001));
        // Known beforehand to three digits.
        Assert.Equal([0.643, 1.185, p99, p999, load], [Inverse(Survival, 0.01), Inverse(Survival, 0.001), at99, at999, Survival(delay)], (known, found) => Math.Abs(known - found) < 0.001);
        var (seconds, hedges, above99, above999, wins) = (new Moments(), 0, 0, 0, 0);
        Worlds.Run(Worlds.Chain(1, 0, [new HedgeOptions { DelaySeconds = delay }], _law), Trials, record =>
        {
            seconds.Add(record.DurationSeconds);
            hedges += record.Hedges;
            wins += record.HedgeWins;
            if (record.DurationSeconds > at99) above99++;
            if (record.DurationSeconds > at999) above999++;
            Assert.Equal(1 + record.Hedges, record.Attempts);
        });
        Near.Check(Integral(t => Hedged(t, delay)), seconds, "mean of a hedged call");
        Near.CheckShare(0.01, above99 / (double)Trials, Trials, "share above the 99th percentile");
        Near.CheckShare(0.001, above999 / (double)Trials, Trials, "share above the 99.9th percentile");
        Near.CheckShare(Survival(delay), hedges / (double)Trials, Trials, "extra load");
        // The second copy wins when it ends before the first: ∫ S(t + d) f(t) dt.
        var won = Integral(t => Survival(t + delay) * Density(t));
        Near.CheckShare(won, wins / (double)Trials, Trials, "calls won by the second copy");
    }

    [Theory]
    [InlineData(1), InlineData(3), InlineData(10)]
    public void Copies_sent_at_once_have_the_minimum_of_their_latencies(int copies) =>
        Near.Check(0.1 / (copies + 1),
            Worlds.Mean(Worlds.Chain(1, 0, [new HedgeOptions { Copies = copies, DelaySeconds = 0 }], new Exponential(0.1)), 20_000, record => record.DurationSeconds),
            "minimum of exponentials");

    [Theory]
    [InlineData(0.2, 1), InlineData(0.5, 3)]
    public void Hedging_after_failures_only_succeeds_like_a_retry_without_waits(double p, int copies)
    {
        var options = Worlds.Chain(1, p, [new HedgeOptions { Copies = copies, DelaySeconds = double.PositiveInfinity }]);
        var (successes, attempts) = (0, new Moments());
        Worlds.Run(options, 20_000, record =>
        {
            if (record.Succeeded) successes++;
            attempts.Add(record.Attempts);
        });
        Near.CheckShare(1 - Math.Pow(p, copies + 1), successes / 20_000.0, 20_000, "success");
        Near.Check((1 - Math.Pow(p, copies + 1)) / (1 - p), attempts, "attempts");
    }

    [Theory]
    [InlineData(10, 0.05), InlineData(100, 0.01)]
    public void Of_n_calls_at_least_one_is_late_with_probability_one_minus_the_nth_power(int calls, double late)
    {
        var delay = Inverse(Survival, late);
        var options = Worlds.Chain(calls, 0, [new HedgeOptions { DelaySeconds = delay }], _law);
        var trials = 200_000 / calls;
        Near.CheckShare(1 - Math.Pow(1 - late, calls), Worlds.Mean(options, trials, record => record.Hedges > 0 ? 1 : 0).Mean, trials, "workflows with a late call");
    }

    [Theory]
    [InlineData(0.95), InlineData(0.80)]
    public void A_delay_by_quantile_settles_where_that_share_of_the_calls_is_hedged(double quantile)
    {
        const int calls = 4_000, warmUp = 1_000;
        var options = Worlds.Chain(calls, 0,
            [new HedgeOptions { Quantile = quantile, WarmUp = warmUp, DelaySeconds = double.PositiveInfinity }], new Exponential(0.1));
        var share = Worlds.Mean(options, 100, record => record.Hedges / (double)(calls - warmUp));
        // The sketch is within 1 % of the quantile d = −ln(1 − q) means, and the share falls by d·(1 − q) per unit of relative error.
        var resolution = 0.011 * -Math.Log(1 - quantile) * (1 - quantile);
        // An estimate from n values is off by O(1/n) in expectation.
        var bias = 2.0 / warmUp;
        Assert.InRange(share.Mean, 1 - quantile - resolution - bias - Near.Z * share.StandardError, 1 - quantile + resolution + bias + Near.Z * share.StandardError);
    }

    [Fact]
    public void A_budget_caps_the_copies_at_its_share_of_the_calls_and_its_burst()
    {
        const int calls = 2_000;
        var options = Worlds.Chain(calls, 0, [new HedgeOptions { DelaySeconds = 0, Budget = 0.1, Burst = 20 }]);
        // Every call wants a copy. The first share meets a full bucket; the others, a tenth each, add up to whole copies.
        var most = 20 + (calls - 1) / 10;
        Worlds.Run(options, 3, record => Assert.InRange(record.Hedges, most - 1, most));
    }

    private static double Density(double t) => t <= 0 ? 0 : (Survival(t * (1 - 1e-4)) - Survival(t * (1 + 1e-4))) / (2e-4 * t);

    /// <summary>Simpson's rule on [0, 40], fine where the mass is.</summary>
    private static double Integral(Func<double, double> f)
    {
        double Part(double from, double to, int steps)
        {
            var h = (to - from) / steps;
            var sum = f(from) + f(to);
            for (var i = 1; i < steps; i++) sum += f(from + i * h) * (i % 2 == 0 ? 2 : 4);
            return sum * h / 3;
        }
        return Part(1e-12, 2, 200_000) + Part(2, 40, 20_000);
    }
}
