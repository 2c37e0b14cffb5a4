using ChaosPlaybook.Experiments;
using ChaosPlaybook.Scenarios;

namespace ChaosPlaybook.Theory.Tests;

/// <summary>The petstore scenario against its exact answers and against what the original engine published.</summary>
public class PetstoreTheoryTests
{
    private const int Trials = 20_000, PublishedRuns = 1_000;
    private static readonly Plan _plan = Read();

    /// <summary>Success rates published by the original engine, 1000 runs per rate.</summary>
    private static readonly (double Rate, double Baseline, double Playbook)[] _published =
    [
        (0, 1, 1), (0.01, 0.962, 1), (0.03, 0.883, 1), (0.05, 0.807, 1), (0.10, 0.640, 0.995), (0.15, 0.534, 0.985), (0.20, 0.415, 0.968),
    ];

    public static TheoryData<double> Rates() => new(_published.Select(row => row.Rate));

    [Theory]
    [MemberData(nameof(Rates))]
    public void The_baseline_agrees_with_its_closed_form_and_with_the_published_rate(double rate)
    {
        var known = Math.Pow(1 - rate, 4);
        var records = Run("baseline", rate);
        Near.CheckShare(known, records.Count(record => record.Succeeded) / (double)Trials, Trials, "baseline success");
        Near.CheckShare((1 - rate) * (1 - rate) * rate + Math.Pow(1 - rate, 3) * rate, records.Count(record => record.Inconsistent) / (double)Trials, Trials, "inconsistency");
        AgreesWithPublished(known, _published.First(row => row.Rate == rate).Baseline);
    }

    [Theory]
    [MemberData(nameof(Rates))]
    public void The_original_engine_agrees_with_its_Markov_chain_and_with_the_published_rate(double rate)
    {
        var world = World("originalEngine", rate);
        var rules = world.Playbook.Pipeline.OfType<RulesOptions>().Single();
        var breaker = world.Playbook.Pipeline.OfType<CircuitBreakerOptions>().Single();
        // The failures in a row are zero at the start of every step that is reached: the step before ended in a success.
        var known = world.Agent.Steps.Aggregate(1.0, (product, step) =>
            product * StepSuccess(rules, step.Name, Codes(world), rate, breaker.ConsecutiveFailures!.Value));
        Near.CheckShare(known, Run("originalEngine", rate).Count(record => record.Succeeded) / (double)Trials, Trials, "original engine's success");
        AgreesWithPublished(known, _published.First(row => row.Rate == rate).Playbook);
    }

    [Theory]
    [MemberData(nameof(Rates))]
    public void Without_a_breaker_success_attempts_and_waiting_follow_the_rules(double rate)
    {
        var world = World("trainingNoBreaker", rate);
        var rules = world.Playbook.Pipeline.OfType<RulesOptions>().Single();
        double reached = 1, attempts = 0, waits = 0, seconds = 0;
        foreach (var step in world.Agent.Steps)
        {
            var (stepAttempts, stepWaits) = StepPrice(rules, step.Name, Codes(world), rate);
            attempts += reached * stepAttempts;
            waits += reached * stepWaits;
            reached *= StepSuccess(rules, step.Name, Codes(world), rate, int.MaxValue);
        }
        seconds = waits + attempts * world.Executors.Single().Latency.Mean;
        var records = Run("trainingNoBreaker", rate);
        Near.CheckShare(reached, records.Count(record => record.Succeeded) / (double)Trials, Trials, "success");
        Near.Check(attempts, Moments(records, record => record.Attempts), "attempts");
        Near.Check(waits, Moments(records, record => record.WaitSeconds), "waiting");
        Near.Check(seconds, Moments(records, record => record.DurationSeconds), "duration");
    }

    [Theory]
    [MemberData(nameof(Rates))]
    public void A_breaker_that_recovers_succeeds_at_least_as_often_as_one_that_never_does_and_at_most_as_often_as_none(double rate)
    {
        var (never, recovers, none) = (Run("originalEngine", rate), Run("training", rate), Run("trainingNoBreaker", rate));
        // Trial by trial: equal luck, and a call that the breaker lets through only adds chances.
        for (var i = 0; i < Trials; i++)
        {
            Assert.False(never[i].Succeeded && !recovers[i].Succeeded, $"replication {i}");
            Assert.False(recovers[i].Succeeded && !none[i].Succeeded, $"replication {i}");
        }
    }

    private static Plan Read()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "ChaosPlaybook.sln"))) folder = folder.Parent;
        var reading = ScenarioFile.Read(Path.Combine(folder.FullName, "scenarios", "petstore.yaml"));
        return reading.Plan ?? throw new InvalidOperationException(string.Join(Environment.NewLine, reading.Problems));
    }

    private static WorldOptions World(string playbook, double rate) =>
        _plan.Points.Single(point => point.Levels[0].Number == rate).Worlds[_plan.Playbooks.ToList().IndexOf(playbook)];

    private static List<TrialRecord> Run(string playbook, double rate)
    {
        var records = new List<TrialRecord>(Trials);
        Worlds.Run(World(playbook, rate), Trials, records.Add, seed: 2026);
        return records;
    }

    private static Moments Moments(List<TrialRecord> records, Func<TrialRecord, double> number)
    {
        var moments = new Moments();
        foreach (var record in records) moments.Add(number(record));
        return moments;
    }

    private static IReadOnlyList<WeightedCode> Codes(WorldOptions world) => world.Executors.Single().Faults.OfType<ErrorFaultOptions>().Single().Codes;

    private static Rule RuleFor(RulesOptions rules, string step, int code) =>
        rules.Table.TryGetValue(step, out var codes) && codes.TryGetValue(code, out var rule) ? rule : rules.Default;

    /// <summary>The first error picks the rule; a breaker that opens after k failures leaves k attempts.</summary>
    private static double StepSuccess(RulesOptions rules, string step, IReadOnlyList<WeightedCode> codes, double p, int k) =>
        1 - codes.Sum(code => code.Weight / codes.Sum(other => other.Weight) * Math.Pow(p, Math.Min(k, 1 + RuleFor(rules, step, code.Code).Retries)));

    /// <summary>Mean attempts and waiting of one step without a breaker; every wait carries up to half its length more.</summary>
    private static (double Attempts, double Waits) StepPrice(RulesOptions rules, string step, IReadOnlyList<WeightedCode> codes, double p)
    {
        double attempts = 1, waits = 0;
        foreach (var code in codes)
        {
            var rule = RuleFor(rules, step, code.Code);
            var share = code.Weight / codes.Sum(other => other.Weight);
            for (var retry = 0; retry < rule.Retries; retry++)
            {
                var made = share * Math.Pow(p, retry + 1);
                var backoff = rule.Backoff!;
                attempts += made;
                waits += made * 1.25 * backoff.Kind switch
                {
                    BackoffKind.Linear => backoff.BaseSeconds * (retry + 1),
                    BackoffKind.Exponential => backoff.BaseSeconds * Math.Pow(2, retry),
                    _ => backoff.BaseSeconds,
                };
            }
        }
        return (attempts, waits);
    }

    /// <summary>Seven rates for two agents: z = 4 leaves one chance in a thousand that a true model fails one of them.</summary>
    private static void AgreesWithPublished(double known, double published)
    {
        // The table is printed to a tenth of a percent.
        var tolerance = 4 * Math.Sqrt(known * (1 - known) / PublishedRuns) + 0.0005;
        Assert.InRange(published, known - tolerance, known + tolerance);
    }
}
