using ChaosPlaybook.Model;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Experiments.Tests;

/// <summary>Experiments over many trials, against worlds whose answer is known beforehand.</summary>
public sealed class ExperimentStudyTests
{
    private static readonly ExperimentCard _card = new() { Type = "errors", Target = "service", Hypothesis = "it stands", Environment = "test" };

    [Fact]
    [Trait("check", "S3 37")]
    public void The_documented_example_of_the_score_gives_89() => Assert.Equal(89.0, new ResilienceScore(95, 85, 90, 75).Value, 10);

    [Fact]
    public void The_weights_of_the_score_sum_to_one() => Assert.Equal(1, ResilienceScore.Weights.Sum(), 12);

    [Theory]
    [Trait("check", "S2 19")]
    [InlineData(0.5, 0.001, DefenceLevel.Green)]
    [InlineData(0.85, 0, DefenceLevel.Yellow)]
    [InlineData(0.2, 0.05, DefenceLevel.Orange)]
    [InlineData(0.951, 0, DefenceLevel.Red)]
    [InlineData(double.NaN, 0.6, DefenceLevel.Red)]
    public void The_level_of_defence_follows_the_worse_of_load_and_errors(double utilisation, double errors, DefenceLevel level) =>
        Assert.Equal(level, Defence.Of(utilisation, errors));

    [Fact]
    [Trait("check", "S2 20")]
    public void Errors_at_rate_p_fail_p_of_the_workflows_and_no_others_under_the_same_luck()
    {
        const double p = 0.3;
        var trials = Trials(World(p), 40);
        var during = new Moments();
        var agents = new Moments();
        foreach (var trial in trials)
        {
            during.Add(trial.Signals[Signal.ErrorRate].During);
            agents.Add(trial.Radius.Agents);
            Assert.Equal(1, trial.Signals[Signal.SuccessRate].Before);
        }
        // 20 workflows per second for 20 s fail with probability p each; z = 5 standard errors of the mean over the trials.
        Assert.InRange(during.Mean, p - 5 * Error(during), p + 5 * Error(during));
        Assert.InRange(agents.Mean, 400 * p - 5 * Error(agents), 400 * p + 5 * Error(agents));
    }

    [Fact]
    public void A_world_that_is_back_at_once_recovers_in_no_time_and_one_that_never_broke_needs_none()
    {
        Assert.All(Trials(World(1), 5), trial => Assert.InRange(trial.RecoverySeconds, 0, 1));
        Assert.All(Trials(World(0.01), 5), trial => Assert.Equal((0, 0), (trial.RecoverySeconds, trial.RtoSeconds)));
    }

    [Fact]
    public void Silence_lasts_as_long_as_everything_fails()
    {
        // All fail from second 30 to 50: the newest success is as old as the injection is long, to a bin at either end.
        Assert.All(Trials(World(1), 5), trial => Assert.InRange(trial.RpoSeconds, 19, 21));
        Assert.All(Trials(World(1), 5), trial => Assert.InRange(trial.RtoSeconds, 20, 21));
    }

    [Fact]
    public void The_verdict_is_that_of_the_share_of_trials_and_its_interval()
    {
        var bearable = _card with { Success = new() { During = [new(Signal.ErrorRate, AtLeast: false, 0.6)] } };
        var unbearable = _card with { Success = new() { During = [new(Signal.ErrorRate, AtLeast: false, 0.1)] } };
        Assert.Equal(HypothesisStatus.Confirmed, ExperimentStudy.Sum(bearable, Trials(World(0.3), 40, bearable), 0.95).Status);
        Assert.Equal(HypothesisStatus.Rejected, ExperimentStudy.Sum(unbearable, Trials(World(0.3), 40, unbearable), 0.95).Status);
        // Three of three are too few to say nine in ten.
        Assert.Equal(HypothesisStatus.Inconclusive, ExperimentStudy.Sum(bearable, Trials(World(0.3), 3, bearable), 0.95).Status);
    }

    [Fact]
    [Trait("check", "S2 13")]
    public void There_is_no_verdict_where_no_fault_landed_or_where_the_state_was_not_steady()
    {
        var none = ExperimentStudy.Sum(_card, Trials(World(0), 5), 0.95);
        Assert.Equal(HypothesisStatus.ExperimentFailed, none.Status);
        Assert.Equal(5, none.Count(RollbackStatus.Complete));
        var world = World(0.3);
        var unsteady = world with { Executors = [world.Executors[0] with { Faults = [new ErrorFaultOptions { Rate = 0.5 }] }] };
        var failed = ExperimentStudy.Sum(_card, Trials(unsteady, 5), 0.95);
        Assert.Equal((HypothesisStatus.ExperimentFailed, 0), (failed.Status, failed.Conducted.Count));
    }

    [Fact]
    [Trait("check", "S3 30")]
    public void Damage_beyond_the_limits_is_not_contained()
    {
        WorldOptions With(RadiusOptions radius) => World(1) with { Experiment = World(1).Experiment! with { Radius = radius } };
        Assert.All(Trials(With(new()), 3), trial => Assert.True(trial.Radius.Contained));
        Assert.All(Trials(With(new() { Agents = 50, CheckSeconds = 10 }), 3), trial => Assert.False(trial.Radius.Contained));
    }

    [Fact]
    public void A_summary_holds_the_numbers_of_its_trials()
    {
        var world = World(0.3);
        var summary = ExperimentSummary.Of(ExperimentStudy.Sum(_card, Trials(world, 20), 0.95), world.Experiment!);
        Assert.Equal((20, 20, 20), (summary.Trials, summary.Conducted, summary.Landed));
        Assert.Equal("Complete", Assert.Single(summary.Rollbacks).What);
        Assert.Equal("service", Assert.Single(summary.Affected).What);
        // The parts of the score weigh as documented in every trial, so they do in the mean.
        Assert.Equal(summary.Score.Value, summary.ScoreParts.Zip(ResilienceScore.Weights, (part, weight) => part.Value * weight).Sum(), 9);
    }

    [Fact]
    [Trait("check", "S2 13")]
    public void A_world_in_which_somebody_is_missing_beforehand_is_not_injected_into()
    {
        var world = World(0.3);
        world = world with
        {
            Agent = new([.. world.Agent.Steps, new StepOptions("look", "other")]),
            Executors = [.. world.Executors, new ExecutorOptions { Name = "other", Latency = new Constant(0.05), Servers = 2 }],
            Experiment = world.Experiment! with { Steady = [new(Signal.Coverage, AtLeast: true, 1)] },
        };
        Assert.Equal(5, ExperimentStudy.Sum(_card, Trials(world, 5), 0.95).Conducted.Count);
        var failed = ExperimentStudy.Sum(_card, Trials(world with { Removed = ["other"] }, 5), 0.95);
        Assert.Equal((HypothesisStatus.ExperimentFailed, 0), (failed.Status, failed.Conducted.Count));
        Assert.All(failed.Trials, trial => Assert.Equal((ExperimentEnd.NotSteady, "coverage >= 1", 0.5), (trial.Monitor.End, trial.Monitor.Cause, trial.Signals[Signal.Coverage].Before)));
    }

    [Theory]
    [InlineData(30.4, 1)]
    [InlineData(30.4, 0.01)]
    [InlineData(30.01, 1)]
    public void An_injection_given_up_before_a_bin_of_time_has_passed_keeps_its_place_in_the_mean_score(double killed, double rate)
    {
        const int trials = 40;
        var world = World(rate);
        world = world with { Experiment = world.Experiment! with { SamplingSeconds = 0.01, KillSwitchSeconds = killed } };
        var made = Trials(world, trials);
        Assert.All(made, trial => Assert.True(double.IsNaN(trial.Signals[Signal.GoodputShare].During)));
        var score = ExperimentStudy.Sum(_card, made, 0.95).Score;
        Assert.Equal(trials, score.Count);
        var availability = new Moments();
        foreach (var trial in made) availability.Add(trial.Score.Availability / 100);
        // In 0.4 s 8 workflows begin on average; of those that end only the one under way at the start of the injection is good when all
        // attempts fail. In 0.01 s mostly nobody comes, and the seconds before were good.
        if (rate == 1 && killed > 30.1) Assert.InRange(availability.Mean, 0, 0.5);
        else Assert.InRange(availability.Mean, 0.75, 1);
    }

    [Fact]
    public void Beside_metastability_and_contingency_the_experiment_takes_place_only_in_its_own_trials()
    {
        var world = World(1) with { Executors = [World(1).Executors[0] with { Servers = 4 }] };
        var surge = new MetastabilityOptions { Surge = new(30, 40, 5) };
        var surged = world with { Workload = surge.Trigger(world.Workload!) };
        Assert.Equal(surge.Study(surged with { Experiment = null }).Run(3, 4).Trials, surge.Study(surged).Run(3, 4).Trials);
        ContingencyTrials Intact(WorldOptions options) => new ContingencyStudy(options, new ContingencyOptions(), 3, 0.95).Intact(TestContext.Current.CancellationToken);
        Assert.Equal(Intact(world with { Experiment = null }).Success, Intact(world).Success);
        // Its own trials meet the surge, with and without the injection.
        var trial = Assert.Single(Trials(surged, 1));
        Assert.Equal(ExperimentEnd.Completed, trial.Monitor.End);
        // But for the few under way when it begins, all fail.
        Assert.InRange(trial.Signals[Signal.SuccessRate].During, 0, 0.02);
    }

    private static double Error(Moments moments) => Math.Sqrt(moments.Variance / moments.Count);

    private static IReadOnlyList<ExperimentTrial> Trials(WorldOptions world, int count, ExperimentCard? card = null)
    {
        var study = new ExperimentStudy(world, card ?? _card, 7);
        return [.. Enumerable.Range(0, count).Select(replication => study.Run(replication))];
    }

    private static WorldOptions World(double rate) => new()
    {
        Agent = new([new StepOptions("ask", "service")]),
        Executors = [new ExecutorOptions { Name = "service", Latency = new Constant(0.05) }],
        Playbook = new("none", []),
        Workload = new OpenWorkloadOptions { ForSeconds = 100, Arrivals = new PoissonArrivalOptions { Rate = 20 } },
        Experiment = new()
        {
            Phases = [new("errors", 30, 20, new Dictionary<string, IReadOnlyList<FaultOptions>> { ["service"] = [new ErrorFaultOptions { Rate = rate }] })],
            Steady = [new(Signal.SuccessRate, AtLeast: true, 0.9)], SteadySeconds = 20, WindowSeconds = 5,
        },
    };
}
