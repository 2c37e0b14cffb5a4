using ChaosPlaybook.Experiments;
using ChaosPlaybook.Model;
using ChaosPlaybook.Scenarios;

namespace ChaosPlaybook.House.Tests;

/// <summary>
/// Every scenario of the house runs as it stands: without a warning, and with every hypothesis confirmed but those whose name says
/// that they are meant to fail. Seeds are fixed, so a verdict never changes by luck.
/// </summary>
public sealed class ScenarioTests
{
    internal const string MeantToFail = "meant to fail";

    public static TheoryData<string> Files => [.. Directory.EnumerateFiles(Repository.PathOf("scenarios"), "*.yaml", SearchOption.AllDirectories)
        .Select(Repository.Relative).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_scenario_runs_without_a_warning_and_its_hypotheses_end_as_they_are_meant_to(string file)
    {
        var reading = ScenarioFile.Read(Repository.PathOf(file));
        Assert.Empty(reading.Problems);
        var plan = reading.Plan!;
        Assert.NotEmpty(plan.Description);
        Assert.NotEmpty(plan.Hypotheses);
        var result = await SweepRunner.Run(plan, new SweepOptions { Workers = 2 }, (world, seed) => new World(world, seed).Run, CancellationToken.None);
        Assert.All(result.Hypotheses, claim => Assert.True(
            claim.Status == (claim.Hypothesis.Name.Contains(MeantToFail, StringComparison.Ordinal) ? HypothesisStatus.Rejected : HypothesisStatus.Confirmed),
            $"{claim.Hypothesis.Name}: {claim.Status}, observed {claim.Observed}"));
        Assert.All(result.Experiments.Where(cell => cell.Experiment.Card.Claims(cell.Playbook)), cell => Assert.True(
            cell.Experiment.Status == (cell.Experiment.Card.Hypothesis.Contains(MeantToFail, StringComparison.Ordinal) ? HypothesisStatus.Rejected : HypothesisStatus.Confirmed),
            $"{cell.Experiment.Card.Hypothesis}, {cell.Playbook}: {cell.Experiment.Status}"));
    }

    [Fact]
    public void The_manual_says_what_every_scenario_teaches()
    {
        var manual = File.ReadAllText(Repository.PathOf("scenarios", "README.md"));
        Assert.All(Files, file => Assert.Contains($"| `{file.Data["scenarios/".Length..]}` |", manual, StringComparison.Ordinal));
    }
}
