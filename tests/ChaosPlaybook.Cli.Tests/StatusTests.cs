using System.Diagnostics;
using System.Text.Json;
using ChaosPlaybook.House.Tests;

namespace ChaosPlaybook.Cli.Tests;

/// <summary>What becomes of a sweep whose process ends without a word, and what status and stop say and do.</summary>
public sealed class StatusTests : InFolder
{
    private static readonly string _scenario = Repository.PathOf("scenarios", "petstore.yaml");
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);
    [Fact]
    [Trait("check", "S4 43")]
    [Trait("check", "S3 39")]
    public void A_killed_sweep_is_seen_to_have_stopped_and_is_resumed_to_the_same_bytes()
    {
        string[] arguments = ["run", _scenario, "--trials", "20000", "--workers", "1", "--trials-csv", "--quiet", "--checkpoint", "0.1"];
        using (var process = Start([.. arguments, "--out", Out]))
        {
            Await(() => File.Exists(Path.Combine(Out, "checkpoint.json")));
            Assert.Equal(ExitCode.Interrupted, Run("status", Out).Code);
            process.Kill();
            process.WaitForExit();
        }
        Assert.False(File.Exists(Path.Combine(Out, "result.json")));
        var (code, output, error) = Run("status", Out);
        Assert.True(code == ExitCode.Interrupted, error);
        Assert.Contains("stopped without a word", output, StringComparison.Ordinal);
        Assert.Contains("of 28 cells", output, StringComparison.Ordinal);
        Assert.Contains("has not ended", Run("report", Out).Error, StringComparison.Ordinal);
        using (var status = JsonDocument.Parse(Run("status", Out, "--json").Output))
        {
            var folder = status.RootElement.GetProperty("folders")[0];
            Assert.Equal("stopped", folder.GetProperty("state").GetString());
            Assert.InRange(folder.GetProperty("cellsDone").GetInt32(), 4, 24);
            Assert.False(status.RootElement.GetProperty("finished").GetBoolean());
        }
        Assert.Equal(ExitCode.Done, Run([.. arguments, "--out", Out, "--resume"]).Code);
        (code, output, error) = Run("status", Out);
        Assert.True(code == ExitCode.Done, error);
        Assert.Contains("finished; 28 cells; 560,000 trials", output, StringComparison.Ordinal);

        var whole = At("whole");
        Run([.. arguments, "--out", whole]);
        Assert.Equal(Files(whole), Files(Out));
        foreach (var file in Files(whole).Where(file => file != "provenance.json"))
            Assert.True(File.ReadAllBytes(Path.Combine(whole, file)).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(Out, file))), $"{file} differs");
    }

    [Fact]
    [Trait("check", "S3 39")]
    public void A_sweep_that_is_asked_to_stop_keeps_what_is_finished_and_leaves_a_finished_result_alone()
    {
        string[] arguments = ["run", _scenario, "--trials", "400000", "--workers", "1", "--quiet", "--checkpoint", "0.1", "--out", Out];
        Assert.Contains("no sweep is under way", Stopped("empty"), StringComparison.Ordinal);
        using (var process = Start(arguments))
        {
            Await(() => File.Exists(Path.Combine(Out, "checkpoint.json")));
            Assert.Contains("petstore running for", Run("status", Out).Output, StringComparison.Ordinal);
            var (second, _, refusal) = Run(arguments);
            Assert.Equal(ExitCode.BadInput, second);
            Assert.Contains($"process {process.Id} on {Environment.MachineName} is sweeping into", refusal, StringComparison.Ordinal);
            Assert.Equal(ExitCode.Done, Run("stop", Out).Code);
            Assert.True(process.WaitForExit(_patience));
            Assert.Equal(ExitCode.Interrupted, process.ExitCode);
        }
        Assert.Contains("\"interrupted\": true", File.ReadAllText(Path.Combine(Out, "result.json")), StringComparison.Ordinal);
        Assert.Contains("interrupted; ", Run("status", Out).Output, StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(Out).Select(Path.GetFileName), name => name is "checkpoint.json" or "progress.json" or ".stop");

        string Stopped(string name)
        {
            var path = At(name);
            Run("run", _scenario, "--trials", "10", "--quiet", "--out", path);
            var (code, _, error) = Run("stop", path);
            Assert.Equal(ExitCode.BadInput, code);
            return error;
        }
    }

    [Fact]
    public void An_interrupted_rerun_leaves_the_finished_result_of_the_same_plan_and_is_resumed()
    {
        string[] arguments = ["run", _scenario, "--trials", "100000", "--quiet", "--workers", "1", "--out", Out];
        Assert.Equal(ExitCode.Done, Run(arguments).Code);
        var before = File.ReadAllBytes(Path.Combine(Out, "result.json"));
        using (var interrupt = new CancellationTokenSource(TimeSpan.FromSeconds(0.5)))
        {
            using StringWriter output = new(), error = new();
            Assert.Equal(ExitCode.Interrupted, CommandLine.Run(arguments, new Terminal(output, error), interrupt.Token));
            Assert.Contains("finished result of the same plan", error.ToString(), StringComparison.Ordinal);
        }
        Assert.Equal(before, File.ReadAllBytes(Path.Combine(Out, "result.json")));
        Assert.Equal(ExitCode.Interrupted, Run("status", Out).Code);
        Assert.Equal(ExitCode.Done, Run([.. arguments, "--resume"]).Code);
        Assert.Equal(before, File.ReadAllBytes(Path.Combine(Out, "result.json")));
        Assert.Equal(ExitCode.Done, Run("status", Out).Code);
    }

    [Fact]
    [Trait("check", "S3 39")]
    public void Shards_add_up_and_a_missing_one_is_not_finished()
    {
        string[] parts = [.. Enumerable.Range(0, 3).Select(i => At($"part{i}"))];
        for (var i = 0; i < 3; i++) Run("run", _scenario, "--trials", "100", "--shard", $"{i}/3", "--out", parts[i], "--quiet");
        var (code, output, _) = Run(["status", .. parts]);
        Assert.Equal(ExitCode.Done, code);
        Assert.Contains("12 cells (28 in the whole plan)", output, StringComparison.Ordinal);
        Assert.Contains("petstore in 3 folders: 28 cells", output, StringComparison.Ordinal);
        (code, output, _) = Run(["status", .. parts[1..]]);
        Assert.Equal(ExitCode.Interrupted, code);
        Assert.Contains("petstore in 2 folders: 16 of 28 cells", output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.BadInput, Run("status", parts[0], parts[0]).Code);
    }

    [Theory]
    [InlineData("nowhere", "there is no folder")]
    [InlineData("empty", "it is no results folder")]
    [InlineData("file", "is a file; a results folder is needed")]
    public void What_is_no_results_folder_has_no_status(string name, string says)
    {
        Directory.CreateDirectory(At("empty"));
        File.WriteAllText(At("file"), "");
        foreach (var verb in (string[])["status", "stop", "report", "metrics"])
        {
            var (code, _, error) = Run(verb, At(name));
            Assert.Equal(ExitCode.BadInput, code);
            Assert.Contains(says, error, StringComparison.Ordinal);
        }
    }

    private string Out => At("out");

    private static string[] Files(string folder) =>
        [.. Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories).Where(File.Exists).Select(path => Path.GetRelativePath(folder, path)).Order(StringComparer.Ordinal)];

    private static Process Start(string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments.Prepend(Path.Combine(AppContext.BaseDirectory, "chaosplaybook.dll"))) start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    private static void Await(Func<bool> condition)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(watch.Elapsed < _patience, "nothing was saved");
            Thread.Sleep(5);
        }
    }
}
