namespace ChaosPlaybook.Experiments.Tests;

public sealed class ResultsFolderTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), "chaosplaybook-" + Path.GetRandomFileName());

    private static readonly Provenance Here = new(
        DateTimeOffset.UnixEpoch, 1.5, 2, ["run", "x.yaml"], "0.1.0", null, "host", 2, "X64", "some system", ".NET");

    [Fact]
    public async Task Saving_writes_every_table_under_its_name_and_nothing_else()
    {
        var result = await Synthetic.Sweep(Synthetic.Plan(100));
        ResultsFolder.Claim(_path, "synthetic").Save(result, [], Here);
        Assert.Equal(["cells.csv", "comparisons.csv", "hypotheses.csv", "provenance.json", "result.json"], Names());
        Assert.Equal(Text.Cells(result), await File.ReadAllTextAsync(Path.Combine(_path, "cells.csv"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_same_scenario_may_write_again_and_finds_its_earlier_result()
    {
        var result = await Synthetic.Sweep(Synthetic.Plan(100));
        ResultsFolder.Claim(_path, "synthetic").Save(result, [], Here);
        var again = ResultsFolder.Claim(_path, "synthetic");
        Assert.Equal(Text.Cells(result), Text.Cells(again.Earlier!.Result));
        again.Save(result, [], Here);
    }

    [Fact]
    public async Task A_folder_of_another_scenario_is_refused()
    {
        ResultsFolder.Claim(_path, "synthetic").Save(await Synthetic.Sweep(Synthetic.Plan(100)), [], Here);
        var thrown = Assert.Throws<IOException>(() => ResultsFolder.Claim(_path, "petstore"));
        Assert.Equal($"{_path} holds results of scenario synthetic, not petstore; choose another folder", thrown.Message);
    }

    [Fact]
    public void A_folder_with_foreign_files_is_refused()
    {
        Directory.CreateDirectory(_path);
        File.WriteAllText(Path.Combine(_path, "thesis.docx"), "");
        var thrown = Assert.Throws<IOException>(() => ResultsFolder.Claim(_path, "synthetic"));
        Assert.Equal($"{_path} holds thesis.docx, which is no results file; choose another folder", thrown.Message);
    }

    [Fact]
    public void Tables_of_unknown_origin_are_refused()
    {
        Directory.CreateDirectory(_path);
        File.WriteAllText(Path.Combine(_path, "cells.csv"), "a,b\n");
        Assert.Contains("no result.json that says whose it is", Assert.Throws<IOException>(() => ResultsFolder.Claim(_path, "synthetic")).Message);
    }

    [Fact]
    public void A_damaged_result_is_refused()
    {
        Directory.CreateDirectory(_path);
        File.WriteAllText(Path.Combine(_path, "result.json"), "{");
        Assert.Throws<InvalidDataException>(() => ResultsFolder.Claim(_path, "synthetic"));
    }

    [Fact]
    public void A_write_that_fails_leaves_the_earlier_file_as_it_was()
    {
        var folder = ResultsFolder.Claim(_path, "synthetic");
        folder.Write("report.md", writer => writer.Write("whole"));
        Assert.Throws<InvalidOperationException>(() => folder.Write("report.md", writer =>
        {
            writer.Write("half");
            throw new InvalidOperationException();
        }));
        Assert.Equal("whole", File.ReadAllText(Path.Combine(_path, "report.md")));
    }

    [Fact]
    public void Charts_go_into_a_folder_of_their_own()
    {
        ResultsFolder.Claim(_path, "synthetic").Write("charts/success.svg", writer => writer.Write("<svg/>"));
        Assert.Equal("<svg/>", File.ReadAllText(Path.Combine(_path, "charts", "success.svg")));
    }

    [Fact]
    public async Task Rows_of_an_earlier_sweep_do_not_stay_beside_newer_tables()
    {
        var plan = Synthetic.Plan(100);
        await SweepWithTrials(plan, new());
        Assert.Contains("trials.csv", Names());
        ResultsFolder.Claim(_path, "synthetic").Save(await Synthetic.Sweep(plan), [], Here);
        Assert.DoesNotContain("trials.csv", Names());
    }

    [Fact]
    public async Task Rows_of_a_resumed_sweep_are_those_of_an_uninterrupted_one()
    {
        var plan = Synthetic.Plan(3000);
        await SweepWithTrials(plan, new());
        var whole = await File.ReadAllBytesAsync(Path.Combine(_path, "trials.csv"), TestContext.Current.CancellationToken);

        using var cancel = new CancellationTokenSource();
        var blocks = 0;
        var interrupted = await SweepWithTrials(plan, new() { Progress = new Listener(() => { if (++blocks == 3) cancel.Cancel(); }) }, null, cancel.Token);
        Assert.Equal([3000, 3000, 3000, 2048, 2048, 2048], interrupted.Cells.Select(cell => cell.Trials));
        Assert.True(ResultsFolder.Read(_path).Result.Interrupted);

        await SweepWithTrials(plan, new() { Previous = interrupted }, interrupted);
        Assert.Equal(whole, await File.ReadAllBytesAsync(Path.Combine(_path, "trials.csv"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Provenance_reads_the_clock_it_is_given()
    {
        var clock = new Clock();
        var stop = Provenance.Start(clock, 3, ["run"]);
        clock.Seconds += 12.5;
        var made = stop();
        Assert.Equal((DateTimeOffset.UnixEpoch, 12.5, 3), (made.StartedAt, made.ElapsedSeconds, made.Workers));
        ResultsFolder.Claim(_path, "synthetic").Save(await Synthetic.Sweep(Synthetic.Plan(10)), [], made);
        Assert.Contains("\"elapsedSeconds\": 12.5", File.ReadAllText(Path.Combine(_path, "provenance.json")));
    }

    public void Dispose()
    {
        if (Directory.Exists(_path)) Directory.Delete(_path, recursive: true);
    }

    private async Task<SweepResult> SweepWithTrials(Plan plan, SweepOptions options, SweepResult? previous = null, CancellationToken? cancel = null)
    {
        var folder = ResultsFolder.Claim(_path, plan.Name);
        using var trials = folder.OpenTrials(plan, previous);
        var result = await SweepRunner.Run(
            plan, options with { Trials = trials.Rows }, Synthetic.Runner, cancel ?? TestContext.Current.CancellationToken);
        folder.Save(result, [], Here);
        trials.Complete();
        return result;
    }

    private IEnumerable<string> Names() => Directory.EnumerateFileSystemEntries(_path).Select(Path.GetFileName).Order(StringComparer.Ordinal)!;

    private sealed class Listener(Action hear) : IProgress<SweepProgress>
    {
        public void Report(SweepProgress value) => hear();
    }

    private sealed class Clock : TimeProvider
    {
        public double Seconds { get; set; }

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddSeconds(Seconds);

        public override long GetTimestamp() => (long)(Seconds * TimestampFrequency);
    }
}
