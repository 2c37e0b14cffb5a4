namespace ChaosPlaybook.Cli.Tests;

/// <summary>A playbook is promoted by a bound of every cell that counts, or not at all.</summary>
public sealed class PromotionTests : InFolder
{
    public PromotionTests()
    {
        CopyPetstore();
        Assert.Equal(0, Run("registry", "add", At("playbooks", "petstore-training.json"), "--name", "training", "--dir", At("registry")).Code);
    }

    [Fact]
    public void A_cell_in_which_a_metric_has_no_bound_promotes_nothing()
    {
        // Where every attempt fails there is no cost per success, whatever it is elsewhere.
        string[] rates = ["--trials", "200", "--set", "factors.failureRate=[0, 1]", "--set", "hypotheses=[]"];
        Assert.Equal(0, Run(["run", At("petstore.yaml"), .. rates, "--out", At("measured"), "--quiet"]).Code);
        string[] promote = ["registry", "promote", "training", "--dir", At("registry"), "--results", At("measured"), "--scenario", At("petstore.yaml"), .. rates,
            "--playbook", "trainingNoBreaker", "--metric", "costPerSuccess", "--threshold", "1000"];
        var (code, output, error) = Run(promote);
        Assert.True(code == ExitCode.HypothesisFailed, output + error);
        Assert.Contains("costPerSuccess has no bound, failureRate 1", output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, Run([.. promote, "--at", "failureRate=0"]).Code);
    }

    [Fact]
    public void A_part_of_a_sweep_promotes_nothing_as_long_as_cells_are_missing()
    {
        string[] plan = ["--trials", "2500", "--set", "factors.failureRate=[0, 0.3]", "--set", "hypotheses=[]"];
        Assert.Equal(0, Run(["run", At("petstore.yaml"), .. plan, "--shard", "0/2", "--out", At("part"), "--quiet"]).Code);
        string[] promote = ["registry", "promote", "training", "--dir", At("registry"), "--results", At("part"), "--scenario", At("petstore.yaml"), .. plan, "--playbook", "trainingNoBreaker"];
        var (code, _, error) = Run(promote);
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains("has 1 of the 2 cells that count", error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, Run([.. promote, "--at", "failureRate=0"]).Code);
    }
}
