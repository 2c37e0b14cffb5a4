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
        var checkpoint = new Option<double>("--checkpoint") { Description = "Seconds between two savings of what is finished, for --resume after a crash; 0 for none.", DefaultValueFactory = _ => 30, HelpName = "S" };
        var quiet = new Option<bool>("--quiet") { Description = "No progress, no table." };
        var json = new Option<bool>("--json") { Description = "Print result.json instead of the table." };
        workers.Within(1, 1024);
        checkpoint.Within(0, 86_400);
        var command = new Command("run", "Sweeps a scenario: progress, table, CSV, charts, report.") { scenario };
        change.AddTo(command);
        foreach (Option option in (Option[])[output, workers, trialsCsv, shard, resume, checkpoint, png, strict, quiet, json]) command.Add(option);
        command.SetAction((parsed, cancel) => Task.FromResult(Run(
            terminal, parsed.GetValue(scenario)!, change.Read(parsed), new Settings(
                parsed.GetValue(output), parsed.GetValue(workers), parsed.GetValue(trialsCsv), parsed.GetValue(shard), parsed.GetValue(resume),
                parsed.GetValue(png), parsed.GetValue(strict), parsed.GetValue(quiet), parsed.GetValue(json),
                TimeSpan.FromSeconds(parsed.GetValue(checkpoint)), [.. parsed.Tokens.Select(token => token.Value)]), cancel)));
        return command;
    }

    private sealed record Settings(
        string? Output, int Workers, bool TrialsCsv, string? Shard, bool Resume, bool Png, bool Strict, bool Quiet, bool Json, TimeSpan Checkpoint,
        IReadOnlyList<string> Arguments);

    private static int Run(Terminal terminal, string path, ScenarioOverrides change, Settings settings, CancellationToken cancel)
    {
        if (ScenarioArguments.Plan(terminal, path, change) is not { } plan) return ExitCode.BadInput;
        var shard = ShardOf(settings.Shard);
        if (shard is { } mine && !plan.Points.Any(mine.Contains))
        {
            // More parts than design points: as good as done, so that a job array does not fail on its last members.
            terminal.Error.WriteLine($"shard {mine} has none of the {Counted.Of(plan.Points.Count, "design point")}; nothing to do, nothing was written");
            return ExitCode.Done;
        }
        if (settings.Output is { } claimed) OutputFile.ClaimFolder(claimed, "--out");
        if (settings is { Resume: true, Output: { } named } && !Directory.Exists(named)) throw new InputException($"{named} holds no results to resume; run without --resume");
        var folder = ResultsWriter.Claim(settings.Output ?? DefaultFolder(plan, shard), plan.Name);
        if (ResultsFolder.ReadNote(folder.Path) is { } other && SweepStatus.Lives(other, TimeProvider.System))
            throw new InputException($"process {other.Process} on {other.Machine} is sweeping into {folder.Path}; wait for it, stop it (chaosplaybook stop {folder.Path}), or choose another folder with --out");
        var (earlier, isCheckpoint) = settings.Resume ? Resumable(folder, plan) : Afresh(folder, plan, terminal);
        var provenance = Provenance.Start(TimeProvider.System, settings.Workers, settings.Arguments);
        using var progress = settings.Quiet ? null : new ProgressLine(terminal, TimeProvider.System);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);

        SweepResult result;
        using (var trials = settings.TrialsCsv ? OpenTrials(folder, plan, earlier, isCheckpoint) : null)
        using (var journal = Journal(folder, plan, shard, earlier, progress, stop))
        {
            var checkpoints = settings.Checkpoint > TimeSpan.Zero ? new Checkpoints(found => folder.SaveCheckpoint(found, trials), TimeProvider.System, settings.Checkpoint) : null;
            var options = new SweepOptions
            {
                Workers = settings.Workers, Shard = shard, Previous = earlier, Trials = trials?.Rows, Progress = journal, Stages = journal, Checkpoints = checkpoints,
            };
            result = SweepRunner.Run(plan, options, (world, seed) => new World(world, seed).Run, stop.Token).GetAwaiter().GetResult();
            progress?.Finish();
            if (checkpoints?.Problem is { } unsaved) terminal.Error.WriteLine($"warning: what was finished on the way could not be saved: {unsaved.Message}");
            if (result.Cells.Count == 0)
            {
                terminal.Error.WriteLine("interrupted; nothing was finished yet, nothing was written");
                return ExitCode.Interrupted;
            }
            if (result.Interrupted && folder.Earlier?.Result is { Interrupted: false } whole && whole.Fingerprint == result.Fingerprint)
            {
                // Half of a result is no reason to lose a whole one.
                folder.SaveCheckpoint(result, trials);
                terminal.Error.WriteLine($"interrupted; {folder.Path} still holds the finished result of the same plan; what was finished now is kept for --resume");
                return ExitCode.Interrupted;
            }
            trials?.Complete();
            var written = new ResultsWriter(folder, terminal).Write(result, provenance(), settings.Png);
            folder.DropCheckpoint();
            if (settings.Json) PrintJson(result, written, terminal.Output);
        }
        if (settings is { Json: false, Quiet: false }) ResultsWriter.Print(result, folder.Path, terminal);
        return Judge(result, settings.Strict);
    }

    private static (SweepResult? Earlier, bool IsCheckpoint) Resumable(ResultsFolder folder, Plan plan)
    {
        var earlier = ResultsWriter.AsInput(() => folder.Resumable(plan, out var isCheckpoint) is { } found ? (found, isCheckpoint) : default);
        if (earlier.found is null) throw new InputException($"{folder.Path} holds no results to resume; run without --resume");
        return earlier.found.Fingerprint == PlanFingerprint.Of(plan) ? earlier : throw new InputException(
            $"cannot resume {folder.Path}: the earlier result is of another plan (its worlds, seed, trials, precision or factors differ); start afresh");
    }

    // A checkpoint stands until the new sweep has one of its own.
    private static (SweepResult? Earlier, bool IsCheckpoint) Afresh(ResultsFolder folder, Plan plan, Terminal terminal)
    {
        if (ResultsWriter.AsInput(() => ResultsFolder.ReadCheckpoint(folder.Path)) is { } left && left.Fingerprint == PlanFingerprint.Of(plan))
            terminal.Error.WriteLine($"{folder.Path} holds {left.Cells.Count} of {Counted.Of(plan.Cells, "cell")} of an earlier run that did not end; --resume would take them over");
        return (null, false);
    }

    private static SweepJournal Journal(ResultsFolder folder, Plan plan, Shard? shard, SweepResult? earlier, ProgressLine? progress, CancellationTokenSource stop)
    {
        var taken = earlier is null ? new HashSet<int>() : ResultMerge.FinishedPoints(plan, earlier);
        var wanted = plan.Points.Count(point => taken.Contains(point.Index) || (shard?.Contains(point) ?? true));
        return new(folder, plan, taken.Count, wanted, progress, TimeProvider.System, stop);
    }

    private static Shard? ShardOf(string? text)
    {
        if (text is null) return null;
        return Shard.TryParse(text, out var shard) ? shard : throw new InputException($"--shard is \"{text}\"; allowed: i/n with 0 <= i < n, such as 0/3");
    }

    private static string DefaultFolder(Plan plan, Shard? shard) =>
        Path.Combine("results", shard is { } part ? $"{plan.Name}.shard-{part.Index}-of-{part.Count}" : plan.Name);

    private static TrialsFile OpenTrials(ResultsFolder folder, Plan plan, SweepResult? earlier, bool isCheckpoint)
    {
        try
        {
            return isCheckpoint ? folder.OpenTrialsOfCheckpoint(plan, earlier!) : folder.OpenTrials(plan, earlier);
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
