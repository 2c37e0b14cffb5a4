using ChaosPlaybook.Model;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Experiments.Tests;

/// <summary>Experiments as part of a sweep: the same whoever conducts them, stored and joined.</summary>
public sealed class ExperimentRunnerTests : IDisposable
{
    private static readonly Lazy<Task<SweepResult>> _whole = new(() => SweepRunner.Run(Plan(), new() { Workers = 5 }, (world, seed) => new World(world, seed).Run, CancellationToken.None));

    private readonly string _folder = Directory.CreateTempSubdirectory("chaosplaybook-experiments-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_number_of_workers_changes_no_byte()
    {
        var (one, many) = (await Run(new() { Workers = 1 }), await _whole.Value);
        Assert.Equal(4, one.Experiments.Count);
        Assert.Equal(All(one), All(many));
    }

    [Fact]
    public async Task Shards_joined_are_the_whole()
    {
        var whole = await _whole.Value;
        var parts = new[] { await Run(new() { Workers = 2, Shard = new(0, 2) }), await Run(new() { Workers = 2, Shard = new(1, 2) }) };
        Assert.All(parts, part => Assert.Equal(2, part.Experiments.Count));
        Assert.Equal(All(whole), All(ResultMerge.Merge(parts)));
        Assert.False(ResultMerge.Merge(parts).Interrupted);
        Assert.True(ResultMerge.Merge([parts[0]]).Interrupted);
    }

    [Fact]
    public async Task A_resumed_sweep_conducts_what_is_missing_and_nothing_else()
    {
        var whole = await _whole.Value;
        var half = whole with { Experiments = [.. whole.Experiments.Take(2)] };
        Assert.Equal(All(whole), All(await Run(new() { Workers = 2, Previous = half })));
    }

    [Fact]
    public async Task What_is_stored_reads_back_to_the_same_bytes()
    {
        var whole = await _whole.Value;
        using var stream = new MemoryStream();
        ResultJson.Write(whole, [], stream);
        stream.Position = 0;
        var read = ResultJson.Read(stream).Result;
        Assert.True(read.Plan.HasExperiment);
        Assert.Equal(All(whole), All(read));
    }

    [Fact]
    public async Task A_folder_holds_the_tables_of_the_experiments()
    {
        var whole = await _whole.Value;
        var path = Path.Combine(_folder, "results");
        ResultsFolder.Claim(path, whole.Plan.Name).Save(whole, [], Provenance.Start(TimeProvider.System, 2, [])());
        Assert.Equal(All(whole), string.Concat(new[] { "experiments.csv", "experiment-signals.csv", "experiment-phases.csv" }.Select(name => File.ReadAllText(Path.Combine(path, name)))));
        // Tables of an earlier sweep that had an experiment do not outlive it.
        ResultsFolder.Claim(path, whole.Plan.Name).Save(whole with { Experiments = [] }, [], Provenance.Start(TimeProvider.System, 2, [])());
        Assert.Empty(Directory.EnumerateFiles(path, "experiment*"));
    }

    [Fact]
    public async Task The_row_of_a_cell_says_what_its_trials_gave()
    {
        var whole = await _whole.Value;
        var rows = Text.Rows(Text.Of(writer => ExperimentCsv.Write(whole, writer)));
        Assert.Equal(["HYPOTHESIS_CONFIRMED", "HYPOTHESIS_CONFIRMED", "HYPOTHESIS_REJECTED", "HYPOTHESIS_CONFIRMED"], rows.Select(row => row["status"]));
        Assert.All(rows, row => Assert.Equal(("40", "40", "40"), (row["trials"], row["conducted"], row["rollbackComplete"])));
        // Half of all workflows fail over twenty of the hundred seconds.
        Assert.Equal("0", rows[2]["holds"]);
        var phase = Text.Rows(Text.Of(writer => ExperimentCsv.WritePhases(whole, writer)))[2];
        Assert.Equal(("errors", "30", "50", "40"), (phase["phase"], phase["fromSeconds"], phase["toSeconds"], phase["injected"]));
    }

    [Fact]
    public async Task A_phase_that_takes_longer_to_recover_from_than_expected_breaks_the_hypothesis()
    {
        // The breaker stays open for 15 s after the last failure; the rollback does not close it.
        var plan = Plan(breakSeconds: 15, expected: 5);
        var found = (await Run(new() { Workers = 2 }, plan)).Experiments[0].Experiment;
        Assert.Equal(HypothesisStatus.Rejected, found.Status);
        Assert.Equal("recovery after errors beyond 5 s", found.Broken[0].What);
        Assert.InRange(found.Phases[0].Recovery.Value, 5, 16);
        Assert.Equal(HypothesisStatus.Confirmed, (await Run(new() { Workers = 2 }, Plan(breakSeconds: 15, expected: 20))).Experiments[0].Experiment.Status);
    }

    private static Task<SweepResult> Run(SweepOptions options, Plan? plan = null) =>
        SweepRunner.Run(plan ?? Plan(), options, (world, seed) => new World(world, seed).Run, TestContext.Current.CancellationToken);

    internal static string All(SweepResult result) =>
        Text.Of(writer => ExperimentCsv.Write(result, writer)) + Text.Of(writer => ExperimentCsv.WriteSignals(result, writer)) + Text.Of(writer => ExperimentCsv.WritePhases(result, writer));

    /// <summary>Two rates of errors, with and without retries; or one that opens a breaker.</summary>
    internal static Plan Plan(double? breakSeconds = null, double? expected = null)
    {
        double[] rates = breakSeconds is null ? [0.04, 0.5] : [1];
        (string, IReadOnlyList<StrategyOptions>)[] playbooks = breakSeconds is { } seconds
            ? [("breaker", [new CircuitBreakerOptions { ConsecutiveFailures = 3, BreakSeconds = seconds }])]
            : [("baseline", []), ("retries", [new RetryOptions { Retries = 10 }])];
        var success = expected is null ? new SuccessCriteria { During = [new(Signal.SuccessRate, AtLeast: true, 0.9)] } : new();
        return new()
        {
            Name = "experiments", Trials = 40, Playbooks = [.. playbooks.Select(playbook => playbook.Item1)],
            Factors = [new("rate", [.. rates.Select(rate => new Level(rate.ToString("R"), rate))])],
            Points =
            [
                .. rates.Select((rate, index) => new DesignPoint(index, [new(rate.ToString("R"), rate)], [.. playbooks.Select(playbook => World(playbook.Item1, playbook.Item2, rate, expected))])
                {
                    Experiment = new() { Type = "errors", Target = "service", Hypothesis = "it stands", Environment = "test", Success = success },
                }),
            ],
        };
    }

    private static WorldOptions World(string playbook, IReadOnlyList<StrategyOptions> layers, double rate, double? expected) => new()
    {
        Agent = new([new StepOptions("ask", "service")]),
        Executors = [new ExecutorOptions { Name = "service", Latency = new Constant(0.05) }],
        Playbook = new(playbook, [.. layers.Select(layer => layer is RetryOptions retry ? retry with { Backoff = new() { BaseSeconds = 0.01 } } : layer)]),
        Workload = new OpenWorkloadOptions { ForSeconds = 100, Arrivals = new PoissonArrivalOptions { Rate = 10 } },
        Experiment = new()
        {
            Phases = [new("errors", 30, 20, new Dictionary<string, IReadOnlyList<FaultOptions>> { ["service"] = [new ErrorFaultOptions { Rate = rate }] }, ExpectedSeconds: expected)],
            Steady = [new(Signal.SuccessRate, AtLeast: true, 0.9)], SteadySeconds = 20, WindowSeconds = 5,
            Rollback = expected is null ? new() : new() { Steps = [RollbackStep.StopFaults] },
        },
    };
}
