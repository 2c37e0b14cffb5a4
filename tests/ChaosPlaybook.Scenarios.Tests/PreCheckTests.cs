using ChaosPlaybook.Experiments;
using ChaosPlaybook.Model;

namespace ChaosPlaybook.Scenarios.Tests;

/// <summary>What <c>replica-failure.yaml</c> asks of the five minutes before the injection, and of the outcome.</summary>
public sealed class PreCheckTests
{
    [Fact]
    [Trait("check", "S3 28")]
    public void Five_minutes_are_checked_by_the_second_and_read_over_a_minute()
    {
        var monitor = Plan().Points[0].Worlds[0].Experiment!;
        Assert.Equal((300, 1, 60), (monitor.SteadySeconds, monitor.SamplingSeconds, monitor.WindowSeconds));
        Assert.Equal(
        [
            new(Signal.SuccessRate, true, 0.99), new(Signal.P99, false, 0.5), new(Signal.ErrorRate, false, 0.01), new Guard(Signal.Utilisation, false, 0.7) { Floor = 0.01 },
            new(Signal.Coverage, true, 1),
        ], monitor.Steady);
    }

    [Theory]
    [Trait("check", "S2 13")]
    [Trait("check", "S3 28")]
    [InlineData("executors.billing.faults", "[ { error: { rate: 2 % } } ]", Signal.SuccessRate)]
    [InlineData("executors.billing.faults", "[ { error: { rate: 2 % } } ]", Signal.ErrorRate)]
    [InlineData("executors.billing.latency", "600 ms", Signal.P99)]
    // 40 per second of 50 ms each are two servers at work, of three.
    [InlineData("executors.replicas", "{ latency: 53 ms, servers: 1, instances: 3, balance: leastConnections }", Signal.Utilisation)]
    [InlineData("executors.replicas.faults", "[ { kill: { instances: 3, at: 100 s, restartAfter: 1 s } } ]", Signal.Coverage)]
    [InlineData("executors.replicas.servers", "100", Signal.Utilisation)]
    public void What_breaks_a_limit_of_the_steady_state_is_not_injected_into(string path, string value, Signal signal)
    {
        var trial = Conduct((path, value));
        Assert.Equal((ExperimentEnd.NotSteady, 0), (trial.Monitor.End, trial.Monitor.Phases));
        Assert.Contains(trial.Monitor.Unsteady, guard => guard.Signal == signal);
        Assert.False(trial.Landed);
        Assert.Equal(HypothesisStatus.ExperimentFailed, ExperimentStudy.Sum(Plan().Points[0].Experiment!, [trial], 0.95).Status);
    }

    /// <summary>Ten seconds of errors are 3 % of five minutes, from 30 s to 330 s.</summary>
    [Theory]
    [Trait("check", "S3 28")]
    [InlineData(15, 25, ExperimentEnd.Completed)]
    [InlineData(35, 45, ExperimentEnd.NotSteady)]
    [InlineData(315, 325, ExperimentEnd.NotSteady)]
    public void Whatever_happens_within_the_five_minutes_counts_and_nothing_before(int from, int until, ExperimentEnd end) =>
        Assert.Equal(end, Conduct(("executors.billing.faults", $"[ {{ error: {{ rate: 100 %, from: {from} s, until: {until} s }} }} ]")).Monitor.End);

    [Fact]
    [Trait("check", "S3 32")]
    public void Without_a_second_replica_nothing_of_what_is_asked_holds()
    {
        var trial = Conduct(("executors.replicas.instances", "1"), ("experiment.abort", "[]"), ("experiment.blastRadius", "{ executors: 1000 }"),
            ("experiment.rollback", "{ steps: [stopFaults], within: 90 s }"), ("agent.steps", "[ { reserve: { call: billing, effect: write } }, { pay: { call: billing, effect: write } } ]"));
        foreach (var criterion in (string[])["recovery never, allowed 30 s", "data loss", "executors broke down beyond the targets", "during the injection successRate"])
            Assert.Contains(trial.Broken, broken => broken.Contains(criterion, StringComparison.Ordinal));
    }

    [Fact]
    [Trait("check", "S3 32")]
    [Trait("check", "S3 33")]
    public void With_two_left_everything_holds_in_every_trial()
    {
        var plan = Plan();
        var study = new ExperimentStudy(plan.Points[0].Worlds[1], plan.Points[0].Experiment!, plan.Seed);
        Assert.All(Enumerable.Range(0, 10).Select(replication => study.Run(replication)), trial =>
        {
            Assert.Empty(trial.Broken);
            Assert.Equal((0, 0), (trial.DataLoss, trial.CascadeDepth));
            Assert.InRange(trial.Signals[Signal.SuccessRate].During, 0.999, 1);
            Assert.Equal(300, trial.Monitor.StoppedAt - trial.Monitor.InjectedAt);
        });
    }

    private static ExperimentTrial Conduct(params (string, string)[] sets)
    {
        var plan = Plan(sets);
        return new ExperimentStudy(plan.Points[0].Worlds[0], plan.Points[0].Experiment!, plan.Seed).Run(0);
    }

    private static Plan Plan(params (string, string)[] sets)
    {
        var reading = ScenarioFile.Read(House.At("scenarios", "replica-failure.yaml"), new() { Sets = sets });
        Assert.True(reading.Plan is not null, string.Join("; ", reading.Problems));
        return reading.Plan;
    }
}
