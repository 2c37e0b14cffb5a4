namespace ChaosPlaybook.Cli.Tests;

/// <summary>Whatever is wrong with the input of a verb is said in words of whoever wrote it, and nothing that exists is lost.</summary>
public sealed class InputTests : InFolder
{
    private readonly string _good;

    public InputTests()
    {
        CopyPetstore();
        File.WriteAllText(At("precious"), "precious");
        Directory.CreateDirectory(At("folder"));
        _good = At("good");
        Run("run", At("petstore.yaml"), "--trials", "20", "--quiet", "--out", _good);
    }

    [Theory]
    [InlineData("run", "--workers"), InlineData("run", "--checkpoint"), InlineData("advise", "--top"), InlineData("tune", "--budget"), InlineData("replay", "--cell")]
    public void What_is_no_number_or_beyond_its_bounds_is_refused(string verb, string option)
    {
        string[] arguments = verb == "tune" ? [verb, At("petstore.yaml"), "--vary", "circuitBreaker.break=1 s..2 s"] : [verb, At("petstore.yaml")];
        Assert.Contains($"{option} is \"x\"; allowed: a", Refused([.. arguments, option, "x"]), StringComparison.Ordinal);
        Assert.Contains($"{option} is -1; ", Refused([.. arguments, option, "-1"]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("trace"), InlineData("metrics"), InlineData("export")]
    public void A_file_that_is_there_is_not_written_over(string verb)
    {
        string[] arguments = verb == "trace" ? [verb, At("petstore.yaml")] : verb == "metrics" ? [verb, _good] : [verb, _good, "--to", "sections"];
        Assert.Contains("precious exists already; choose another file", Refused([.. arguments, "--out", At("precious")]), StringComparison.Ordinal);
        Assert.Equal("precious", File.ReadAllText(At("precious")));
        Assert.Contains("which is a folder; a file name is needed", Refused([.. arguments, "--out", At("folder")]), StringComparison.Ordinal);
        Assert.Contains("there is no folder", Refused([.. arguments, "--out", At("nowhere", "x")]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run"), InlineData("merge")]
    public void A_results_folder_without_a_name_is_refused(string verb) =>
        Assert.Contains("--out is empty; a folder is needed", Refused(verb, verb == "run" ? At("petstore.yaml") : _good, "--out", ""), StringComparison.Ordinal);

    [Fact]
    public void Parts_that_overlap_are_not_merged()
    {
        Assert.Contains("is given 2 times", Refused("merge", _good, _good + Path.DirectorySeparatorChar, "--out", At("merged")), StringComparison.Ordinal);
        foreach (var (name, shard) in (IEnumerable<(string, string)>)[("half", "0/2"), ("third", "0/3")])
            Run("run", At("petstore.yaml"), "--trials", "20", "--quiet", "--shard", shard, "--out", At(name));
        var error = Refused("merge", At("half"), At("third"), "--out", At("merged"));
        Assert.Contains($"{At("half")} and {At("third")} both hold the design point failureRate 0; leave one of them out", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(At("merged")));
    }

    [Theory]
    [InlineData("prometheus", "metrics", "--to", "prom"), InlineData("prometheus", "metrics", "--to", "promethues"), InlineData("template", "export", "--to", "templates")]
    [InlineData("chaostoolkit", "export", "--to", "chaos"), InlineData("successRate", "compare", "--metric", "sucessRate"), InlineData("trainingNoBreaker", "replay", "--against", "trainingNoBraker")]
    [InlineData("--vary", "tune", "--vry", "a=1..2"), InlineData("status", "statu", "", "")]
    public void A_near_miss_gets_the_name_that_was_meant(string meant, string verb, string option, string value)
    {
        string[] arguments = verb switch
        {
            "compare" => [verb, _good, _good, option, value],
            "replay" or "tune" => [verb, At("petstore.yaml"), option, value],
            "statu" => [verb],
            _ => [verb, _good, option, value],
        };
        Assert.Contains($"did you mean \"{meant}\"?", Refused(arguments), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("circuitBreaker.brek=1 s..2 s", "--vary circuitBreaker.brek is unknown; allowed: break, ")]
    [InlineData("circuitBreaker.break=1..2", "--vary circuitBreaker.break is 1; a duration needs a unit")]
    [InlineData("rules.lookup=each|frist", "--vary rules.lookup is \"frist\"; allowed: first, each")]
    [InlineData("circuitBreaker.consecutiveFailures=1..20000", "--vary circuitBreaker.consecutiveFailures is 20000; allowed [1, 10000]")]
    [InlineData("circutBreaker.break=1 s..2 s", "the playbook training has no circutBreaker; there are: rules, circuitBreaker; did you mean \"circuitBreaker\"?")]
    public void A_search_speaks_of_what_was_to_be_varied(string vary, string says)
    {
        var error = Refused("tune", At("petstore.yaml"), "--playbook", "training", "--vary", vary);
        Assert.Contains(says, error, StringComparison.Ordinal);
        Assert.DoesNotContain("tuned", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("trace"), InlineData("replay")]
    public void A_trial_that_there_is_not_is_refused(string verb)
    {
        Assert.Contains("--cell is 28; the scenario has cells 0 to 27", Refused(verb, At("petstore.yaml"), "--cell", "28"), StringComparison.Ordinal);
        Assert.Contains("--replication is -1; allowed [0, 2^48)", Refused(verb, At("petstore.yaml"), "--replication", "-1"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_registry_says_which_file_is_missing()
    {
        Assert.Contains("there is no file", Refused("registry", "add", At("nowhere"), "--dir", At("registry")), StringComparison.Ordinal);
        Assert.Contains("is a folder; a playbook file is needed", Refused("registry", "add", At("folder"), "--dir", At("registry")), StringComparison.Ordinal);
        Assert.Contains($"error: {At("precious")}:1:1: not JSON", Refused("registry", "add", At("precious"), "--dir", At("registry")), StringComparison.Ordinal);
        Assert.Contains("which is a file; a folder is needed", Refused("registry", "list", "--dir", At("precious")), StringComparison.Ordinal);
        Assert.Contains("See: chaosplaybook registry add --help", Refused("registry", "add"), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_runs_of_one_scenario_are_told_apart_by_their_folders()
    {
        Run("run", At("petstore.yaml"), "--trials", "20", "--quiet", "--out", At("again"));
        Assert.DoesNotContain(" in ", Run("leaderboard", _good).Output, StringComparison.Ordinal);
        var both = Run("leaderboard", _good, At("again")).Output;
        Assert.Contains($"petstore/baseline in {_good} ", both, StringComparison.Ordinal);
        Assert.Contains($"petstore/baseline in {At("again")} ", both, StringComparison.Ordinal);
    }

    [Fact]
    public void One_is_not_told_as_several()
    {
        string[] one = ["--trials", "1", "--set", "factors.failureRate=0.2", "--set", "hypotheses=[]"];
        Assert.Contains("1 design point × 4 playbooks = 4 cells", Run(["plan", At("petstore.yaml"), .. one]).Output, StringComparison.Ordinal);
        Assert.Contains("4 cells, 4 trials", Run(["check", At("petstore.yaml"), .. one]).Output, StringComparison.Ordinal);
        Assert.Contains("1/1 design point  4 trials", Run(["run", At("petstore.yaml"), .. one, "--out", At("one")]).Error, StringComparison.Ordinal);
    }

    private static string Refused(params string[] arguments)
    {
        var (code, output, error) = Run(arguments);
        Assert.True(code == ExitCode.BadInput, $"{code}: {output}{error}");
        Assert.Empty(output);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        return error;
    }
}
