using ChaosPlaybook.Model;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Experiments.Tests;

/// <summary>What broke is counted by criterion, whatever the numbers of the trial were.</summary>
public sealed class BrokenCriteriaTests
{
    [Fact]
    public void Trials_that_break_one_criterion_with_different_numbers_are_counted_together()
    {
        var card = new ExperimentCard
        {
            Type = "errors", Target = "service", Hypothesis = "it stands", Environment = "test", Success = new() { RtoSeconds = 1, Defence = DefenceLevel.Green },
        };
        var world = new WorldOptions
        {
            Agent = new([new StepOptions("ask", "service")]),
            Executors = [new ExecutorOptions { Name = "service", Latency = new Constant(0.05) }],
            Playbook = new("none", []),
            Workload = new OpenWorkloadOptions { ForSeconds = 100, Arrivals = new PoissonArrivalOptions { Rate = 20 } },
            Experiment = new()
            {
                Phases = [new("errors", 30, 30, new Dictionary<string, IReadOnlyList<FaultOptions>> { ["service"] = [new ErrorFaultOptions { Rate = 0.5 }] })],
                Steady = [new(Signal.SuccessRate, AtLeast: true, 0.9)], SteadySeconds = 20, WindowSeconds = 5, Radius = new() { Agents = 50 },
            },
        };
        var study = new ExperimentStudy(world, card, 7);
        var trials = Enumerable.Range(0, 8).Select(replication => study.Run(replication)).ToList();
        // Each trial says how many workflows failed in it; they are not all the same.
        Assert.True(trials.SelectMany(trial => trial.Broken).Distinct().Count() > 3);
        Assert.Equal(
            [new("alert level, allowed Green", 8), new("given up: workflows failed, allowed 50", 8), new("RTO, allowed 1 s", 8)],
            ExperimentSummary.Of(ExperimentStudy.Sum(card, trials, 0.95), world.Experiment!).Broken.OrderBy(each => each.What, StringComparer.OrdinalIgnoreCase));
    }
}
