namespace ChaosPlaybook.Theory.Tests;

/// <summary>Breakers over windows against Markov chains that the tests work out themselves.</summary>
public class WindowBreakerTheoryTests
{
    private const int Trials = 5_000;

    [Theory]
    [InlineData(4, 3, 0.5, 2, 0.3), InlineData(5, 5, 0.6, 3, 0.5), InlineData(6, 2, 0.4, 1, 0.2)]
    public void Refusals_of_the_count_breaker_follow_the_Markov_chain_of_its_window_and_probes(int window, int minimum, double ratio, int probes, double p)
    {
        // A success takes a second and is known at its end; a failure is known at once, and the fallback takes the second.
        const int steps = 120;
        var options = Worlds.Chain(steps, p,
            [
                new FallbackOptions { Executor = "oneSecond" },
                new CountBreakerOptions { Window = window, MinimumCalls = minimum, FailureRatio = ratio, Probes = probes, BreakSeconds = 2.5 },
            ],
            latency: new Constant(1), errorLatency: new Constant(0));
        Near.Check(Refusals(steps, window, minimum, ratio, probes, p), Worlds.Mean(options, Trials, record => record.Rejected), "refused calls");
    }

    [Theory]
    [InlineData(3, 0.3), InlineData(5, 0.5)]
    public void The_leaky_breaker_opens_when_its_random_walk_says(int threshold, double p)
    {
        const int steps = 150;
        var options = Worlds.Chain(steps, p,
            [new FallbackOptions(), new LeakyBreakerOptions { Threshold = threshold, BreakSeconds = double.PositiveInfinity }]);
        var walk = new double[threshold];
        walk[0] = 1;
        var entered = 0.0;
        for (var step = 0; step < steps; step++)
        {
            var next = new double[threshold];
            for (var count = 0; count < threshold; count++)
            {
                entered += walk[count];
                next[Math.Max(0, count - 1)] += walk[count] * (1 - p);
                if (count + 1 < threshold) next[count + 1] += walk[count] * p;
            }
            walk = next;
        }
        Near.Check(entered, Worlds.Mean(options, Trials, record => record.Attempts), "calls before it opens");
    }

    /// <summary>Expected refusals; a state is "C" and the results in the window, "H" and those of the probes, or "O" and the refusals to come.</summary>
    private static double Refusals(int steps, int window, int minimum, double ratio, int probes, double p)
    {
        var states = new Dictionary<string, double> { ["C"] = 1 };
        var refusals = 0.0;
        for (var step = 0; step < steps; step++)
        {
            var next = new Dictionary<string, double>();
            void Go(string state, double probability) => next[state] = next.GetValueOrDefault(state) + probability;
            foreach (var (state, probability) in states)
            {
                if (state[0] == 'O')
                {
                    refusals += probability;
                    Go(state == "O1" ? "H" : $"O{state[1] - '1'}", probability);
                    continue;
                }
                Go(After(state, 'F'), probability * p);
                Go(After(state, 'S'), probability * (1 - p));
            }
            states = next;
        }
        return refusals;

        string After(string state, char result)
        {
            var size = state[0] == 'C' ? window : probes;
            var results = state[1..] + result;
            if (results.Length > size) results = results[1..];
            if (results.Length < Math.Min(minimum, size)) return state[0] + results;
            // 2.5 s from a failure at the start of a second end within the third; from a success at its end, within the fourth.
            if ((double)results.Count(r => r == 'F') / results.Length >= ratio) return result == 'F' ? "O2" : "O3";
            return state[0] == 'H' ? "C" : state[0] + results;
        }
    }
}
