using System.CommandLine;
using System.Text;
using ChaosPlaybook.Experiments;
using ChaosPlaybook.Model;
using ChaosPlaybook.Scenarios;

namespace ChaosPlaybook.Cli.Commands;

/// <summary><c>run SCENARIO</c>: sweeps, writes the results folder, prints the table.</summary>
internal static class RunCommand
{
    public static Command Make(Terminal terminal)
    {
        var scenario = new Argument<string>("SCENARIO") { Description = "The scenario file." };
        var change = new ScenarioArguments();
        var output = new Option<string?>("--out") { Description = "Results folder; default results/<scenario name>.", HelpName = "DIR" };
        var workers = new Option<int>("--workers") { Description = "Threads that make trials.", DefaultValueFactory = _ => Environment.ProcessorCount, HelpName = "N" };
        var trialsCsv = new Option<bool>("--trials-csv") { Description = "Write one row per trial to trials.csv." };
        var shard = new Option<string?>("--shard") { Description = "Do part i of n only: 0/3, 1/3, 2/3. Join the parts with merge.", HelpName = "i/n" };
        var resume = new Option<bool>("--resume") { Description = "Take over what an interrupted run of the same plan has finished." };
        var png = new Option<bool>("--png") { Description = "Also convert the charts to PNG (rsvg-convert, inkscape or chromium)." };
        var strict = new Option<bool>("--strict") { Description = "Exit with 1 unless every hypothesis is confirmed." };
        var quiet = new Option<bool>("--quiet") { Description = "No progress, no table." };
        var json = new Option<bool>("--json") { Description = "Print result.json instead of the table." };
        workers.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 1024) result.AddError("--workers must lie in [1, 1024]");
        });
        var command = new Command("run", "Sweeps a scenario: progress, table, CSV, charts, report.") { scenario };
        change.AddTo(command);
        foreach (Option option in (Option[])[output, workers, trialsCsv, shard, resume, png, strict, quiet, json]) command.Add(option);
        command.SetAction((parsed, cancel) => Task.FromResult(Run(
            terminal, parsed.GetValue(scenario)!, change.Read(parsed), new Settings(
                parsed.GetValue(output), parsed.GetValue(workers), parsed.GetValue(trialsCsv), parsed.GetValue(shard), parsed.GetValue(resume),
                parsed.GetValue(png), parsed.GetValue(strict), parsed.GetValue(quiet), parsed.GetValue(json),
                [.. parsed.Tokens.Select(token => token.Value)]), cancel)));
        return command;
    }

    private sealed record Settings(
        string? Output, int Workers, bool TrialsCsv, string? Shard, bool Resume, bool Png, bool Strict, bool Quiet, bool Json, IReadOnlyList<string> Arguments);

    private static int Run(Terminal terminal, string path, ScenarioOverrides change, Settings settings, CancellationToken cancel)
    {
        if (ScenarioArguments.Plan(terminal, path, change) is not { } plan) return ExitCode.BadInput;
        var shard = ShardOf(settings.Shard);
        if (shard is { } mine && !plan.Points.Any(mine.Contains))
        {
            // More parts than design points: as good as done, so that a job array does not fail on its last members.
            terminal.Error.WriteLine($"shard {mine} has none of the {plan.Points.Count} design points; nothing to do, nothing was written");
            return ExitCode.Done;
        }
        if (settings is { Resume: true, Output: { } named } && !Directory.Exists(named)) throw new InputException($"{named} holds no results to resume; run without --resume");
        var folder = ResultsWriter.Claim(settings.Output ?? DefaultFolder(plan, shard), plan.Name);
        var earlier = !settings.Resume ? null : folder.Earlier?.Result
            ?? throw new InputException($"{folder.Path} holds no results to resume; run without --resume");
        var provenance = Provenance.Start(TimeProvider.System, settings.Workers, settings.Arguments);
        using var progress = settings.Quiet ? null : new ProgressLine(terminal, TimeProvider.System);

        SweepResult result;
        using (var trials = settings.TrialsCsv ? OpenTrials(folder, plan, earlier) : null)
        {
            var options = new SweepOptions { Workers = settings.Workers, Shard = shard, Previous = earlier, Trials = trials?.Rows, Progress = progress, Stages = progress };
            try
            {
                result = SweepRunner.Run(plan, options, (world, seed) => new World(world, seed).Run, cancel).GetAwaiter().GetResult();
            }
            catch (ArgumentException problem) when (settings.Resume)
            {
                throw new InputException($"cannot resume {folder.Path}: {problem.Message}");
            }
            progress?.Finish();
            if (result.Cells.Count == 0) throw new OperationCanceledException(cancel);
            trials?.Complete();
        }
        var written = new ResultsWriter(folder, terminal).Write(result, provenance(), settings.Png);
        if (settings.Json) PrintJson(result, written, terminal.Output);
        else if (!settings.Quiet) ResultsWriter.Print(result, folder.Path, terminal);
        return Judge(result, settings.Strict);
    }

    private static Shard? ShardOf(string? text)
    {
        if (text is null) return null;
        return Shard.TryParse(text, out var shard) ? shard : throw new InputException($"--shard is \"{text}\"; allowed: i/n with 0 <= i < n, such as 0/3");
    }

    private static string DefaultFolder(Plan plan, Shard? shard) =>
        Path.Combine("results", shard is { } part ? $"{plan.Name}.shard-{part.Index}-of-{part.Count}" : plan.Name);

    private static TrialsFile OpenTrials(ResultsFolder folder, Plan plan, SweepResult? earlier)
    {
        try
        {
            return folder.OpenTrials(plan, earlier);
        }
        catch (Exception problem) when (problem is IOException or InvalidDataException)
        {
            throw new InputException(problem.Message);
        }
    }

    private static void PrintJson(SweepResult result, IReadOnlyList<StoredFinding> findings, TextWriter output)
    {
        using var bytes = new MemoryStream();
        ResultJson.Write(result, findings, bytes);
        output.WriteLine(Encoding.UTF8.GetString(bytes.ToArray()));
    }

    private static int Judge(SweepResult result, bool strict)
    {
        if (result.Interrupted) return ExitCode.Interrupted;
        var failed = result.Hypotheses.Any(claim =>
            claim.Status is HypothesisStatus.Rejected or HypothesisStatus.ExperimentFailed || strict && claim.Status != HypothesisStatus.Confirmed);
        failed |= result.Experiments.Where(cell => cell.Experiment.Card.Claims(cell.Playbook)).Any(cell =>
            cell.Experiment.Status is HypothesisStatus.Rejected or HypothesisStatus.ExperimentFailed || strict && cell.Experiment.Status != HypothesisStatus.Confirmed);
        return failed ? ExitCode.HypothesisFailed : ExitCode.Done;
    }
}
