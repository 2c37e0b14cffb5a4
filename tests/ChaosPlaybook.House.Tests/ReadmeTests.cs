using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using ChaosPlaybook.Cli;
using ChaosPlaybook.Experiments;
using ChaosPlaybook.Scenarios;

namespace ChaosPlaybook.House.Tests;

/// <summary>The README is run: its commands, its numbers, its error message, its chart.</summary>
public sealed partial class ReadmeTests : IDisposable
{
    private static readonly string _readme = File.ReadAllText(Repository.PathOf("README.md"));
    private readonly string _folder = Directory.CreateTempSubdirectory("chaosplaybook-readme-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Every_command_of_the_README_does_what_it_says()
    {
        CopyScenarios();
        var commands = Command().Matches(_readme).Select(match => match.Groups["arguments"].Value.Split(' ')).ToList();
        Assert.True(commands.Count >= 4, $"only {commands.Count} commands were found in README.md");
        foreach (var arguments in commands)
        {
            var (code, _, error) = InFolder(arguments);
            Assert.True(code == ExitCode.Done, $"{string.Join(' ', arguments)} ended with {code}: {error}");
        }
        foreach (var file in new[] { "cells.csv", "comparisons.csv", "hypotheses.csv", "result.json", "report.md", "report.html", "provenance.json", "charts/success-rate.svg" })
            Assert.True(File.Exists(Path.Combine(_folder, "results", "petstore", file)), $"results/petstore/{file} is missing");
    }

    [Fact]
    public void Published_results_are_those_of_the_scenario_byte_for_byte()
    {
        CopyScenarios();
        InFolder(["run", "scenarios/petstore.yaml", "--quiet", "--workers", "1"]);
        var published = Repository.PathOf("results", "published", "petstore");
        // Logarithms and exponentials come from the platform's mathematics library and may differ in the last bit elsewhere.
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64)
        {
            var (there, here) = (ResultsFolder.Read(published).Result, ResultsFolder.Read(Path.Combine(_folder, "results", "petstore")).Result);
            Assert.Equal(there.Cells.Select(cell => cell[Metric.SuccessRate].Value), here.Cells.Select(cell => cell[Metric.SuccessRate].Value));
            return;
        }
        foreach (var file in Directory.EnumerateFiles(published, "*", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(published, file);
            Assert.True(File.ReadAllBytes(file).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(_folder, "results", "petstore", name))),
                $"results/published/petstore/{name} is not current: run scenarios/petstore.yaml --out results/published/petstore and read the difference");
        }
    }

    [Fact]
    public void Numbers_in_the_README_are_those_of_the_published_results()
    {
        var stored = ResultsFolder.Read(Repository.PathOf("results", "published", "petstore")).Result;
        double Of(string playbook, Metric metric) => stored.Cells.Single(cell => cell.Playbook == playbook && cell.Levels[0].Number == 0.2)[metric].Value;
        string[] sentences =
        [
            $"`baseline` (no strategies) succeeds in {Percent(Of("baseline", Metric.SuccessRate))} of the trials, `training` (retries per step and error code, behind a breaker) in {Percent(Of("training", Metric.SuccessRate))}.",
            $"({Percent(Of("training", Metric.SuccessRate))} with it, {Percent(Of("trainingNoBreaker", Metric.SuccessRate))} without, at a failure rate of 20 %)",
            $"{Number(Of("training", Metric.Wait), 2)} s per trial there, so that the 99th percentile of duration is {Number(Of("training", Metric.DurationP99), 1)} s instead of {Number(Of("baseline", Metric.DurationP99), 2)} s.",
        ];
        var text = Spaces().Replace(_readme, " ");
        foreach (var sentence in sentences) Assert.Contains(sentence, text, StringComparison.Ordinal);
        Assert.Contains($"{stored.Plan.Points.Count} failure rates × {stored.Plan.Playbooks.Count} playbooks × {stored.Plan.Trials:N0} trials", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_error_message_of_the_README_is_the_real_one()
    {
        var scenario = ScenarioTemplate.Minimal("checkout").Replace("retries: 3", "retires: 3", StringComparison.Ordinal);
        var problem = Assert.Single(ScenarioFile.Parse(scenario, "checkout.yaml").Problems);
        Assert.Contains(problem.ToString(), _readme, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_column_of_the_results_is_in_the_dictionary()
    {
        var dictionary = File.ReadAllText(Repository.PathOf("results", "README.md"));
        foreach (var table in new[] { "cells.csv", "comparisons.csv", "hypotheses.csv" })
        {
            var header = File.ReadLines(Repository.PathOf("results", "published", "petstore", table)).First().Split(',');
            foreach (var column in header.Where(column => column != "failureRate" && !column.StartsWith("failed", StringComparison.Ordinal)))
            {
                var limit = Limit().Replace(column, "");
                Assert.True(dictionary.Contains($"`{column}`", StringComparison.Ordinal) || limit != column && dictionary.Contains($"`{limit}`", StringComparison.Ordinal),
                    $"{table} has the column {column}; results/README.md does not say what it means");
            }
        }
    }

    private void CopyScenarios()
    {
        foreach (var file in Directory.EnumerateFiles(Repository.PathOf("scenarios"), "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(_folder, "scenarios", Path.GetRelativePath(Repository.PathOf("scenarios"), file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    private (int Code, string Output, string Error) InFolder(string[] arguments)
    {
        var before = Directory.GetCurrentDirectory();
        Directory.SetCurrentDirectory(_folder);
        try
        {
            using StringWriter output = new(), error = new();
            var code = CommandLine.Run(arguments, new Terminal(output, error), TestContext.Current.CancellationToken);
            return (code, output.ToString(), error.ToString());
        }
        finally
        {
            Directory.SetCurrentDirectory(before);
        }
    }

    private static string Percent(double share) => $"{Number(100 * share, 2)} %";

    private static string Number(double number, int digits) => number.ToString($"F{digits}", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^dotnet run -c Release --project src/ChaosPlaybook\.Cli -- (?<arguments>.+)$", RegexOptions.Multiline)]
    private static partial Regex Command();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex("(Low|High)$")]
    private static partial Regex Limit();
}
