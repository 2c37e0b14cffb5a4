namespace ChaosPlaybook.Theory.Tests;

public class BreakerTheoryTests
{
    private const int Trials = 20_000;

    [Theory]
    [InlineData(3, 0.2, 155), InlineData(5, 0.5, 62), InlineData(5, 0.3, 586.5)]
    public void Calls_to_the_first_run_of_failures_follow_Feller(int k, double p, double published)
    {
        var known = (1 - Math.Pow(p, k)) / (Math.Pow(p, k) * (1 - p));
        Assert.InRange(known, published - 0.6, published + 0.6);
        var chain = Worlds.Chain((int)(40 * known), p,
            [new FallbackOptions(), new CircuitBreakerOptions { ConsecutiveFailures = k, BreakSeconds = double.PositiveInfinity }]);
        // The chain is 40 means long: a circuit still closed at its end has probability e^-40.
        Near.Check(known, Worlds.Mean(chain, Trials / 10, record => record.Attempts), "calls until the circuit opens");
    }

    [Theory]
    [InlineData(2, 0.3, 5), InlineData(3, 0.5, 10), InlineData(1, 0.2, 3)]
    public void Open_and_half_open_shares_follow_the_Markov_chain(int k, double p, int breakSeconds)
    {
        // Every step takes exactly one second: a success by its latency, anything else by the fallback's executor.
        const int steps = 300;
        var options = Worlds.Chain(steps, p,
            [new FallbackOptions { Executor = "oneSecond" }, new CircuitBreakerOptions { ConsecutiveFailures = k, BreakSeconds = breakSeconds }],
            latency: new Constant(1), errorLatency: new Constant(0));
        Near.Check(RejectionsByMarkovChain(steps, k, p, breakSeconds), Worlds.Mean(options, Trials / 4, record => record.Rejected), "refused calls");
    }

    [Theory]
    [InlineData(0.5, 4, 0.3), InlineData(0.3, 10, 0.25), InlineData(0.1, 20, 0.05)]
    public void The_ratio_circuit_opens_when_the_Markov_chain_of_its_counts_says(double ratio, int minimum, double p)
    {
        const int steps = 200;
        var options = Worlds.Chain(steps, p,
            [new FallbackOptions(), new CircuitBreakerOptions
            {
                FailureRatio = ratio, MinimumThroughput = minimum, WindowSeconds = 86400, BreakSeconds = double.PositiveInfinity,
            }]);
        Near.Check(steps - AttemptsByMarkovChain(steps, ratio, minimum, p), Worlds.Mean(options, Trials, record => record.Rejected), "refused calls");
    }

    [Fact]
    public void A_blocked_call_takes_no_time_and_no_capacity()
    {
        var options = Worlds.Chain(10, 1, [new FallbackOptions(), new CircuitBreakerOptions { ConsecutiveFailures = 3, BreakSeconds = 30 }], new Constant(1));
        new World(options, 1).Run(0, out var record);
        Assert.Equal((3, 7, 3.0), (record.Attempts, record.Rejected, record.DurationSeconds));
    }

    /// <summary>Expected refusals: state (failures in a row while closed, or seconds the circuit has been open).</summary>
    private static double RejectionsByMarkovChain(int steps, int k, double p, int breakSeconds)
    {
        var closed = new double[k];
        var open = new double[breakSeconds + 1];
        closed[0] = 1;
        var rejections = 0.0;
        for (var step = 0; step < steps; step++)
        {
            var nextClosed = new double[k];
            var nextOpen = new double[breakSeconds + 1];
            for (var failures = 0; failures < k; failures++)
            {
                nextClosed[0] += closed[failures] * (1 - p);
                // The failure is known at once, so one second of the break has passed at the next step.
                if (failures + 1 < k) nextClosed[failures + 1] += closed[failures] * p;
                else nextOpen[1] += closed[failures] * p;
            }
            for (var seconds = 1; seconds < breakSeconds; seconds++)
            {
                rejections += open[seconds];
                nextOpen[seconds + 1] += open[seconds];
            }
            nextClosed[0] += open[breakSeconds] * (1 - p);
            nextOpen[1] += open[breakSeconds] * p;
            (closed, open) = (nextClosed, nextOpen);
        }
        return rejections;
    }

    /// <summary>Expected calls that enter before the circuit opens for good: state (calls so far, failures so far).</summary>
    private static double AttemptsByMarkovChain(int steps, double ratio, int minimum, double p)
    {
        var closed = new double[steps + 2];
        closed[0] = 1;
        var attempts = 0.0;
        for (var calls = 1; calls <= steps; calls++)
        {
            var next = new double[steps + 2];
            for (var failures = 0; failures < calls; failures++)
            {
                attempts += closed[failures];
                next[failures] += closed[failures] * (1 - p);
                var opens = calls >= minimum && (double)(failures + 1) / calls >= ratio;
                if (!opens) next[failures + 1] += closed[failures] * p;
            }
            closed = next;
        }
        return attempts;
    }
}
