using ChaosPlaybook.Experiments;
using ChaosPlaybook.Model;

namespace ChaosPlaybook.Scenarios.Tests;

/// <summary>An experiment that is given up ends put back and verified in every replication, unless somebody takes a step of the way back away.</summary>
public sealed class AbortTests
{
    private const int Replications = 100;

    [Theory]
    [Trait("check", "S2 21")]
    [Trait("check", "S2 22")]
    [Trait("check", "S3 29")]
    [InlineData(0), InlineData(1)]
    public void What_is_given_up_is_rolled_back_and_verified_within_the_limit_in_every_replication(int playbook) => Assert.All(Conduct(playbook), record =>
    {
        Assert.Equal((ExperimentEnd.Aborted, RollbackStatus.Complete, Residue.None), (record.End, record.Rollback, record.Residue));
        // The bin in which everything fails is closed after a second; then the limit is broken at the next look.
        Assert.InRange(record.StoppedAt - record.InjectedAt, 0, 2);
        Assert.InRange(record.VerifiedAt - record.StoppedAt, 0, 30);
    });

    [Theory]
    [Trait("check", "S2 21")]
    [InlineData(RollbackStep.StopFaults, 0, RollbackStatus.Failed, Residue.Faults)]
    [InlineData(RollbackStep.RestoreInstances, 0, RollbackStatus.Partial, Residue.Instances)]
    [InlineData(RollbackStep.RestoreInstances, 1, RollbackStatus.Partial, Residue.Instances)]
    [InlineData(RollbackStep.CloseBreakers, 1, RollbackStatus.Failed, Residue.Breakers)]
    public void A_rollback_without_one_of_its_steps_is_partial_or_failed_in_every_replication(RollbackStep removed, int playbook, RollbackStatus status, Residue residue)
    {
        var left = Enum.GetValues<RollbackStep>().Where(step => step != removed).Select(step => char.ToLowerInvariant($"{step}"[0]) + $"{step}"[1..]);
        Assert.All(Conduct(playbook, ("experiment.rollback.steps", $"[{string.Join(", ", left)}]")), record =>
        {
            Assert.Equal((ExperimentEnd.Aborted, status), (record.End, record.Rollback));
            Assert.True(record.Residue.HasFlag(residue), $"{record.Residue}");
        });
    }

    private static IEnumerable<MonitorRecord> Conduct(int playbook, params (string, string)[] sets)
    {
        var plan = Assert.IsType<Plan>(ScenarioFile.Read(House.At("scenarios", "abort.yaml"), new() { Sets = sets }).Plan);
        var study = new ExperimentStudy(plan.Points[0].Worlds[playbook], plan.Points[0].Experiment!, plan.Seed);
        return [.. Enumerable.Range(0, Replications).Select(replication => study.Run(replication).Monitor)];
    }
}
