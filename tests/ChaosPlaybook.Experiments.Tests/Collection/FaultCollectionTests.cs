using ChaosPlaybook.Model;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Experiments.Tests;

/// <summary>The account of every fault, from the worlds to the files.</summary>
public class FaultCollectionTests
{
    private static readonly FaultOptions[] _faults =
        [new ErrorFaultOptions { Rate = 0.2 }, new LatencyFaultOptions { Added = new Constant(0.2), Rate = 0.1 }, new ErrorFaultOptions { Rate = 0.1 }, new HangFaultOptions { Rate = 0 }];

    private static Plan Plan(long trials)
    {
        var plan = Synthetic.Plan(trials, [0, 0.5]);
        return plan with { Points = [.. plan.Points.Select(point => point with { Worlds = [.. point.Worlds.Select(world => With(world, point.Levels[0].Number!.Value))] })] };
    }

    private static WorldOptions With(WorldOptions world, double rate) => world with
    {
        Executors = [world.Executors[0] with { Faults = [new ErrorFaultOptions { Rate = rate }, .. _faults] }],
    };

    private static Task<SweepResult> Run(Plan plan, SweepOptions? options = null) => SweepRunner.Run(
        plan, options ?? new(), (world, seed) => new World(world, seed).Run, TestContext.Current.CancellationToken);

    private static string Faults(SweepResult result) => Text.Of(writer => FaultsCsv.Write(result, writer));

    [Fact]
    public async Task Rows_name_every_fault_of_every_cell()
    {
        var result = await Run(Plan(500));
        var text = Faults(result);
        Assert.Equal("scenario,cell,playbook,failureRate,executor,fault,phase,off,trials,struck,struckLow,struckHigh,landed,landedLow,landedHigh," +
            "landedTrials,landedTrialsLow,landedTrialsHigh,masked,leaked", text.Split('\n')[0]);
        var rows = Text.Rows(text);
        Assert.Equal(6 * 5, rows.Count);
        Assert.Equal(["error#1", "error#2", "latency", "error#3", "hang"], rows.Take(5).Select(row => row["fault"]));
        Assert.Equal(["true", "false", "false", "false", "true"], rows.Take(5).Select(row => row["off"]));
        Assert.Equal(("synthetic", "0", "baseline", "0", "petstore", "", "500"),
            (rows[0]["scenario"], rows[0]["cell"], rows[0]["playbook"], rows[0]["failureRate"], rows[0]["executor"], rows[0]["phase"], rows[0]["trials"]));
    }

    [Fact]
    public async Task Accounts_are_those_of_the_trials_themselves()
    {
        const int Trials = 400;
        var plan = Plan(Trials);
        var result = await Run(plan);
        foreach (var cell in result.Cells)
        {
            var world = new World(plan.Points[cell.Cell / 3].Worlds[cell.Cell % 3], plan.Seed);
            var (struck, landed, with, masked, leaked) = (new Moments[5], new Moments[5], new long[5], new long[5], new long[5]);
            for (var trial = 0; trial < Trials; trial++)
            {
                world.Run(trial, out _);
                for (var i = 0; i < 5; i++)
                {
                    var fault = world.FaultCounts[i];
                    struck[i].Add(fault.Struck);
                    landed[i].Add(fault.Landed);
                    with[i] += fault.Landed > 0 ? 1 : 0;
                    (masked[i], leaked[i]) = (masked[i] + fault.Masked, leaked[i] + fault.Leaked);
                }
            }
            for (var i = 0; i < 5; i++)
            {
                var fault = cell.Faults[i];
                Near(MeanInterval.StudentT(struck[i], 0.95), fault.Struck);
                Near(MeanInterval.StudentT(landed[i], 0.95), fault.Landed);
                Assert.Equal(ProportionInterval.Wilson(with[i], Trials, 0.95), fault.LandedTrials);
                Assert.Equal((masked[i], leaked[i]), (fault.Masked, fault.Leaked));
            }
            Assert.Equal(cell.FaultsInjected, (long)Math.Round(cell.Faults.Sum(fault => fault.Struck.Value) * Trials));
            Assert.Equal(cell.FaultsLanded, (long)Math.Round(cell.Faults.Sum(fault => fault.Landed.Value) * Trials));
            Assert.True(cell.Faults[1].Landed.Value > 0 && cell.Faults[4].Struck.Value == 0);
        }

        // Sums of small whole numbers; Welford's moments lose a few units in the last place per addition.
        static void Near(Estimate expected, Estimate actual)
        {
            Assert.Equal(expected.Value, actual.Value, 1e-12);
            Assert.Equal(expected.Low, actual.Low, 1e-9);
            Assert.Equal(expected.High, actual.High, 1e-9);
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    public async Task Any_number_of_workers_gives_the_same_rows(int workers)
    {
        var plan = Plan(5000);
        Assert.Equal(Faults(await Run(plan, new() { Workers = 1 })), Faults(await Run(plan, new() { Workers = workers })));
    }

    [Fact]
    public async Task Shards_merge_and_parts_are_resumed_to_the_same_rows()
    {
        var plan = Plan(300);
        var whole = Faults(await Run(plan));
        var (first, second) = (Stored(await Run(plan, new() { Shard = new(0, 2) })), Stored(await Run(plan, new() { Shard = new(1, 2) })));
        Assert.Equal(whole, Faults(ResultMerge.Merge([first, second])));
        Assert.Equal(whole, Faults(await Run(plan, new() { Previous = first })));
    }

    [Fact]
    public async Task Worlds_without_faults_have_no_table()
    {
        Assert.All((await Synthetic.Sweep(Synthetic.Plan(50))).Cells, cell => Assert.Empty(cell.Faults));
        Assert.All((await Run(Plan(50))).Cells, cell => Assert.Equal(5, cell.Faults.Count));
    }

    private static SweepResult Stored(SweepResult result)
    {
        using var stream = new MemoryStream();
        ResultJson.Write(result, [], stream);
        stream.Position = 0;
        return ResultJson.Read(stream).Result;
    }
}
