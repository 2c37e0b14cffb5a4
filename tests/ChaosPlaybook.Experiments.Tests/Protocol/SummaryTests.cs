using ChaosPlaybook.Model;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Experiments.Tests;

/// <summary>Trials put together: what is endless, what never happened and what lies at a limit.</summary>
public sealed class SummaryTests
{
    private static readonly ExperimentCard _card = new() { Type = "errors", Target = "service", Hypothesis = "it stands", Environment = "test" };

    [Fact]
    public void A_mean_over_trials_in_some_of_which_nothing_ends_is_endless_and_passes_nowhere()
    {
        // Whoever asks in the injection is never answered; it begins half-way between two questions.
        var world = World(new HangFaultOptions { Rate = 1 }, 30.05);
        var card = _card with { Success = new() { During = [new(Signal.P99, AtLeast: false, 1)] } };
        var all = Trials(world, 3, card);
        Estimate P99(IReadOnlyList<ExperimentTrial> trials) =>
            ExperimentSummary.Of(ExperimentStudy.Sum(card, trials, 0.95), world.Experiment!).Signals.First(each => each.Signal == Signal.P99).During;
        Assert.Equal(new(double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity, 3), P99(all));
        var calm = Trials(World(new ErrorFaultOptions { Rate = 1 }, 30.05), 3, card);
        // Half of the trials end in 0.1 s, as exactly as a timeline knows it.
        var mixed = P99([.. all, .. calm]);
        Assert.Equal((double.PositiveInfinity, double.PositiveInfinity, 6), (mixed.Value, mixed.High, mixed.Count));
        Assert.InRange(mixed.Low, 0.1 * (1 - Timeline.RelativeAccuracy), 0.1 * (1 + Timeline.RelativeAccuracy));
        Assert.Equal(RowVerdict.Open, ExperimentRow.Judge(new(Signal.P99, AtLeast: false, 1), mixed));
        Assert.Equal(RowVerdict.Fail, ExperimentRow.Judge(new(Signal.P99, AtLeast: false, 1), P99(all)));
    }

    [Fact]
    public void A_criterion_is_not_charged_with_the_breaks_of_another_that_is_written_like_it_and_longer()
    {
        var world = World(new ErrorFaultOptions { Rate = 0.05 }, 30);
        var card = _card with { Success = new() { During = [new(Signal.SuccessRate, AtLeast: true, 0.8), new(Signal.SuccessRate, AtLeast: true, 0.8999), new(Signal.SuccessRate, AtLeast: true, 0.89991)] } };
        // Of 40 trials made, one share that lies between the last two is given to all.
        var trials = Trials(world, 40, card).Select(trial => trial with { Broken = ["during the injection successRate >= 0.89991"] }).ToList();
        var rows = ExperimentRow.Of(ExperimentSummary.Of(ExperimentStudy.Sum(card, trials, 0.95), world.Experiment!), 0.95).Where(row => row.Metric == "successRate during the injection");
        Assert.Equal([RowVerdict.Pass, RowVerdict.Pass, RowVerdict.Fail], rows.Select(row => row.Verdict));
    }

    [Fact]
    public void The_parts_of_a_score_end_at_0_and_100_as_the_score_does()
    {
        var trials = Trials(World(new ErrorFaultOptions { Rate = 1 }, 30), 2).Select((trial, i) => trial with { Score = new(100 * i, 100 * i, 100 * i, 100 * i), Degradation = i }).ToList();
        var summary = ExperimentSummary.Of(ExperimentStudy.Sum(_card, trials, 0.95), World(new ErrorFaultOptions(), 30).Experiment!);
        Assert.All(summary.ScoreParts, part => Assert.Equal(new(50, 0, 100, 2), part));
        Assert.Equal(new(0.5, 0, 1, 2), summary.Degradation);
    }

    [Theory]
    [InlineData(6, RowVerdict.Pass)]
    [InlineData(5, RowVerdict.Fail)]
    public void A_rollback_that_was_never_verified_was_not_fast(int verified, RowVerdict verdict)
    {
        var world = World(new ErrorFaultOptions { Rate = 1 }, 30);
        var summary = ExperimentSummary.Of(ExperimentStudy.Sum(_card, Trials(world, 6), 0.95), world.Experiment!);
        // Four steps of one second and five in which the state is steady.
        Assert.Equal((9, 6), (Math.Round(summary.RollbackSeconds.Value, 9), summary.RollbackSeconds.Count));
        var plan = new Plan { Name = "small", Factors = [], Playbooks = ["none"], Points = [new DesignPoint(0, [], [])], HasWorkload = true, HasExperiment = true };
        var result = new SweepResult(plan, [], [], [], false) { Experiments = [new(0, "none", [], summary with { RollbackSeconds = summary.RollbackSeconds with { Count = verified } })] };
        Assert.Equal(verdict, PeriodSummary.Of([("here", result)]).Targets.Single(target => target.Name == "slowest rollback").Verdict);
    }

    private static List<ExperimentTrial> Trials(WorldOptions world, int count, ExperimentCard? card = null)
    {
        var study = new ExperimentStudy(world, card ?? _card, 7);
        return [.. Enumerable.Range(0, count).Select(replication => study.Run(replication))];
    }

    private static WorldOptions World(FaultOptions fault, double from) => new()
    {
        Agent = new([new StepOptions("ask", "service")]),
        Executors = [new ExecutorOptions { Name = "service", Latency = new Constant(0.1) }],
        Playbook = new("none", []),
        Workload = new OpenWorkloadOptions { ForSeconds = 100, Arrivals = new ConstantArrivalOptions { Rate = 10 } },
        Experiment = new()
        {
            Phases = [new("injection", from, 20, new Dictionary<string, IReadOnlyList<FaultOptions>> { ["service"] = [fault] })],
            Steady = [new(Signal.SuccessRate, AtLeast: true, 0.98)], SteadySeconds = 20,
        },
    };
}
