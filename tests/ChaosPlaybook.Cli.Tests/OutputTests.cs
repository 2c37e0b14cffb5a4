using ChaosPlaybook.House.Tests;

namespace ChaosPlaybook.Cli.Tests;

/// <summary>One place says everything that is said, and one file with its overrides settles everything that is set.</summary>
public sealed class OutputTests : InFolder
{
    private static readonly string _scenario = Repository.PathOf("scenarios", "petstore.yaml");
    [Fact]
    [Trait("check", "S1 9")]
    public void A_second_sweep_in_one_process_says_each_line_as_often_as_the_first()
    {
        using StringWriter output = new(), error = new();
        var terminal = new Terminal(output, error);
        var said = new List<(string Output, string[] Error)>();
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(ExitCode.Done, CommandLine.Run(["run", _scenario, "--trials", "50", "--out", At("out")], terminal, TestContext.Current.CancellationToken));
            said.Add((output.ToString(), error.ToString().TrimEnd().Split('\n')));
            output.GetStringBuilder().Clear();
            error.GetStringBuilder().Clear();
        }
        Assert.Equal(said[0].Output, said[1].Output);
        Assert.Single(said[0].Error, line => line.Contains("7/7 design points", StringComparison.Ordinal));
        Assert.Single(said[1].Error, line => line.Contains("7/7 design points", StringComparison.Ordinal));
    }

    [Theory]
    [Trait("check", "S1 9")]
    [InlineData("trials=30", "seed=1")]
    [InlineData("trials=60", "seed=2")]
    public void One_scenario_serves_several_environments_by_what_is_set_from_outside(string trials, string seed)
    {
        using StringWriter output = new(), error = new();
        var folder = At(seed);
        var code = CommandLine.Run(["run", _scenario, "--set", trials, "--set", seed, "--out", folder, "--quiet"], new Terminal(output, error), TestContext.Current.CancellationToken);
        Assert.True(code == ExitCode.Done, error.ToString());
        Assert.Empty(output.ToString());
        Assert.Empty(error.ToString());
        var plan = System.Text.Json.JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "result.json"))).RootElement.ToString();
        Assert.Contains($"\"{trials.Replace("=", "\": ")}", plan, StringComparison.Ordinal);
        Assert.Contains($"\"{seed.Replace("=", "\": ")}", plan, StringComparison.Ordinal);
    }
}
