namespace ChaosPlaybook.Theory.Tests;

/// <summary>Processes of outages and bursts against renewal theory and the two-state Markov chain.</summary>
public class OutageTheoryTests
{
    private const int Trials = 10_000;

    public static TheoryData<string, Distribution> UpLaws() => new()
    {
        { "exponential", new Exponential(10) },
        { "constant", new Constant(10) },
        { "infant mortality", new Weibull(0.7, 10) },
        { "wear-out", new Weibull(3, 10) },
        { "lognormal", LogNormal.FromMeanAndSd(10, 15) },
        { "mixture", new Mixture([new(1, new Constant(2)), new(3, new Uniform(5, 30))]) },
    };

    [Theory]
    [MemberData(nameof(UpLaws))]
    public void A_process_begun_stationary_is_available_for_the_long_run_share_at_every_moment(string law, Distribution up)
    {
        var down = LogNormal.FromMeanAndSd(4, 3);
        var availability = up.Mean / (up.Mean + down.Mean);
        foreach (var time in new[] { 0, 1.5, 9, 40 })
            Near.CheckShare(availability, Share(new() { Up = up, Down = down }, process => !process.IsDown(time)), Trials, $"{law} at {time} s");
    }

    [Theory]
    [InlineData(1), InlineData(5), InlineData(20)]
    public void A_process_begun_up_has_the_point_availability_of_the_two_state_chain(double time)
    {
        const double failing = 0.1, repairing = 0.25;
        var known = repairing / (failing + repairing) + failing / (failing + repairing) * Math.Exp(-(failing + repairing) * time);
        var options = new OnOffOptions { Up = new Exponential(1 / failing), Down = new Exponential(1 / repairing), Start = OnOffStart.Up };
        Near.CheckShare(known, Share(options, process => !process.IsDown(time)), Trials, $"A({time})");
    }

    [Theory]
    [InlineData(0.5), InlineData(3)]
    public void Availability_is_autocorrelated_by_the_sum_of_the_rates(double lag)
    {
        const double failing = 0.1, repairing = 0.25, available = repairing / (failing + repairing);
        var known = available * available + available * (1 - available) * Math.Exp(-(failing + repairing) * lag);
        var options = new OnOffOptions { Up = new Exponential(1 / failing), Down = new Exponential(1 / repairing) };
        Near.CheckShare(known, Share(options, process => !process.IsDown(2) & !process.IsDown(2 + lag)), Trials, $"up at both ends of {lag} s");
    }

    [Fact]
    public void K_out_of_n_independent_processes_are_available_binomially()
    {
        const int n = 5, k = 4;
        const double a = 0.8;
        var known = n * Math.Pow(a, k) * (1 - a) + Math.Pow(a, n);
        var processes = Enumerable.Range(0, n).Select(_ => new OnOff(new() { Up = new Weibull(2, 10), Down = new Constant(new Weibull(2, 10).Mean / 4) })).ToArray();
        var enough = 0;
        for (var replication = 0; replication < Trials; replication++)
        {
            for (var i = 0; i < n; i++) processes[i].Begin(new Luck(42, replication), Purpose.Outage, i, 0);
            if (processes.Count(process => !process.IsDown(12)) >= k) enough++;
        }
        Near.CheckShare(known, enough / (double)Trials, Trials, "four out of five");
    }

    [Fact]
    public void A_length_biased_exponential_is_a_gamma_of_shape_two_and_other_laws_have_their_closed_forms()
    {
        var lognormal = LogNormal.FromMeanAndSd(3, 4);
        var variance = Math.Log(1 + lognormal.Variance / (lognormal.Mean * lognormal.Mean));
        foreach (var p in new[] { 0.001, 0.1, 0.5, 0.9, 0.999 })
        {
            Close(new Gamma(2, 5).Quantile(p), new LengthBiased(new Exponential(5)).Quantile(p));
            Close(lognormal.Quantile(p) * Math.Exp(variance), new LengthBiased(lognormal).Quantile(p));
            Close(Math.Sqrt(4 + p * (36 - 4)), new LengthBiased(new Uniform(2, 6)).Quantile(p));
            Close(7, new LengthBiased(new Constant(7)).Quantile(p));
        }
        static void Close(double known, double found) => Assert.InRange(found, known * (1 - 1e-4), known * (1 + 1e-4));
    }

    [Theory]
    [InlineData(0.05, 0.25, 0, 1, null), InlineData(0.2, 0.5, 0.01, 0.6, null), InlineData(0.05, 0.25, 0.02, 0.9, 0.5)]
    public void Bursts_lose_what_Gilbert_and_Elliott_lose(double p, double r, double good, double bad, double? step)
    {
        var known = r / (p + r) * good + p / (p + r) * bad;
        var fault = new BurstFaultOptions { TurnBad = p, TurnGood = r, ErrorGood = good, ErrorBad = bad, StepSeconds = step };
        var losses = new Moments();
        Attempts(fault, 400, 500, (_, struck) => losses.Add(struck.Count(one => one) / (double)struck.Length));
        Near.Check(known, losses, "loss");
    }

    [Fact]
    public void Bursts_fitted_from_loss_and_length_have_that_loss_and_length()
    {
        // A failure is the last of its burst with probability 1/length, whatever came before.
        const double loss = 0.1, length = 4;
        var (losses, ends) = (new Moments(), new Moments());
        Attempts(BurstFaultOptions.Fit(loss, length), 400, 500, (_, struck) =>
        {
            losses.Add(struck.Count(one => one) / (double)struck.Length);
            for (var i = 1; i < struck.Length; i++)
                if (struck[i - 1]) ends.Add(struck[i] ? 0 : 1);
        });
        Near.Check(loss, losses, "loss");
        Near.Check(1 / length, ends, "end of a burst");
    }

    private static double Share(OnOffOptions options, Func<OnOff, bool> holds)
    {
        var process = new OnOff(options);
        var count = 0;
        for (var replication = 0; replication < Trials; replication++)
        {
            process.Begin(new Luck(42, replication), Purpose.Outage, 0, 0);
            if (holds(process)) count++;
        }
        return count / (double)Trials;
    }

    /// <summary>Attempts a second apart, one after the other.</summary>
    private static void Attempts(BurstFaultOptions options, int replications, int attempts, Action<int, bool[]> see)
    {
        var fault = options.Build();
        var call = new Call(new Trial());
        for (var replication = 0; replication < replications; replication++)
        {
            var luck = new Luck(42, replication);
            fault.Begin(luck, 0, Purpose.Fault);
            see(replication, [.. Enumerable.Range(0, attempts).Select(i => fault.Strikes(luck.Uniform(Purpose.Fault, 0, i, 0), call, i))]);
        }
    }
}
