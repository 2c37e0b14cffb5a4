using System.Text.Json.Nodes;
using ChaosPlaybook.Experiments;
using ChaosPlaybook.Model;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Cli.Tests;

/// <summary>Exporting and summing up results that hold experiments.</summary>
public sealed class ExportCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("chaosplaybook-export-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("template", "# Chaos experiment: errors at service"), InlineData("qe", "{\n  \"summary\": \"2 experiments"), InlineData("sections", "# Chaos test: small")]
    public void A_format_is_written_to_the_output_and_to_a_file_alike(string format, string beginning)
    {
        var results = Results("first", 0.3, 0.8);
        var (code, output, error) = Run("export", results, "--to", format);
        Assert.True(code == ExitCode.Done, error);
        Assert.StartsWith(beginning, output, StringComparison.Ordinal);
        var file = Path.Combine(_folder, "exported");
        Assert.Equal(ExitCode.Done, Run("export", results, "--to", format, "--out", file).Code);
        Assert.Equal(output, File.ReadAllText(file));
    }

    [Fact]
    public void A_journal_holds_one_experiment_which_is_named_by_its_cell()
    {
        var results = Results("first", 0.3, 0.8);
        var (code, _, error) = Run("export", results, "--to", "chaostoolkit");
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains("name it with --cell: 0 (playbook0), 1 (playbook1)", error, StringComparison.Ordinal);
        Assert.Equal("small-cell1", (string?)JsonNode.Parse(Run("export", results, "--to", "chaostoolkit", "--cell", "1").Output)!["node"]);
    }

    [Fact]
    public void What_cannot_be_exported_ends_with_2_and_says_what_there_is()
    {
        var results = Results("first", 0.3);
        Assert.Contains("--to is \"templat\"; allowed template, qe, sections, chaostoolkit", Run("export", results, "--to", "templat").Error, StringComparison.Ordinal);
        Assert.Contains("did you mean \"template\"?", Run("export", results, "--to", "templat").Error, StringComparison.Ordinal);
        Assert.Contains("--cell is 7; there are experiments of cells 0 (playbook0)", Run("export", results, "--to", "qe", "--cell", "7").Error, StringComparison.Ordinal);
        var empty = Run("export", Results("empty"), "--to", "qe");
        Assert.Equal(ExitCode.BadInput, empty.Code);
        Assert.Contains("holds no experiment", empty.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Experiments_come_back_from_a_result_file_as_they_were()
    {
        var result = Result(0.3, 1);
        using var stream = new MemoryStream();
        ResultJson.Write(result, [], stream);
        stream.Position = 0;
        var read = ResultJson.Read(stream).Result;
        using var again = new MemoryStream();
        ResultJson.Write(read, [], again);
        Assert.Equal(stream.ToArray(), again.ToArray());
        Assert.Equal(result.Experiments[1].Experiment.Score, read.Experiments[1].Experiment.Score);
        Assert.Equal(result.Experiments[1].Experiment.Card.Success.During, read.Experiments[1].Experiment.Card.Success.During);
    }

    /// <summary>A results folder with one experiment per rate of errors.</summary>
    private string Results(string name, params double[] rates)
    {
        var path = Path.Combine(_folder, name);
        var folder = ResultsFolder.Claim(path, "small");
        folder.Save(Result(rates), [], Provenance.Start(TimeProvider.System, 1, [])());
        return path;
    }

    private static SweepResult Result(params double[] rates)
    {
        string[] playbooks = [.. rates.Select((_, i) => $"playbook{i}")];
        var plan = new Plan
        {
            Name = "small", Seed = 7, Trials = 6, Confidence = 0.95, Factors = [], Playbooks = playbooks.Length > 0 ? playbooks : ["none"],
            Points = [new DesignPoint(0, [], [])], HasWorkload = true, Hypotheses = [],
        };
        return new(plan, [], [], [], false) { Experiments = [.. rates.Select((rate, i) => Experiment(i, playbooks[i], rate))] };
    }

    private static CellExperiment Experiment(int cell, string playbook, double rate)
    {
        var card = new ExperimentCard
        {
            Type = "errors", Target = "service", Hypothesis = "it stands", Environment = "test", HoldsIn = 0.5,
            Success = new() { During = [new(Signal.ErrorRate, AtLeast: false, 0.6)] },
        };
        var world = new WorldOptions
        {
            Agent = new([new StepOptions("ask", "service")]),
            Executors = [new ExecutorOptions { Name = "service", Latency = new Constant(0.05) }],
            Playbook = new(playbook, []),
            Workload = new OpenWorkloadOptions { ForSeconds = 100, Arrivals = new PoissonArrivalOptions { Rate = 20 } },
            Experiment = new()
            {
                Phases = [new("errors", 30, 20, new Dictionary<string, IReadOnlyList<FaultOptions>> { ["service"] = [new ErrorFaultOptions { Rate = rate }] })],
                Steady = [new(Signal.SuccessRate, AtLeast: true, 0.9)], SteadySeconds = 20, WindowSeconds = 5,
            },
        };
        var study = new ExperimentStudy(world, card, 7);
        return new(cell, playbook, [], ExperimentSummary.Of(ExperimentStudy.Sum(card, [.. Enumerable.Range(0, 6).Select(replication => study.Run(replication))], 0.95), world.Experiment!));
    }

    private static (int Code, string Output, string Error) Run(params string[] arguments)
    {
        using StringWriter output = new(), error = new();
        var code = CommandLine.Run(arguments, new Terminal(output, error), TestContext.Current.CancellationToken);
        return (code, output.ToString(), error.ToString());
    }
}
