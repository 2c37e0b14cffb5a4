using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using ChaosPlaybook.Experiments;

namespace ChaosPlaybook.Cli.Commands;

/// <summary><c>status DIR…</c>: how far sweeps are; <c>stop DIR…</c>: asks them to end.</summary>
internal static class StatusCommand
{
    private static readonly JsonSerializerOptions _json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase, WriteIndented = true, NewLine = "\n", DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static Command Make(Terminal terminal)
    {
        var folders = Folders();
        var json = new Option<bool>("--json") { Description = "Print JSON instead of text." };
        var command = new Command("status", "Says how far the sweeps of results folders are; ends with 3 unless all are finished.") { folders, json };
        command.SetAction(parsed =>
        {
            var clock = TimeProvider.System;
            List<SweepStatus> all = [.. Distinct(parsed.GetValue(folders)!).Select(folder => SweepStatus.Of(folder, clock))];
            List<PlanStatus> plans = [.. all.GroupBy(status => status.Fingerprint).Where(group => group.Count() > 1).Select(PlanStatus.Of)];
            var finished = all.All(status => status.State == SweepState.Finished) && plans.All(plan => plan.CellsDone >= plan.CellsOfPlan);
            if (parsed.GetValue(json)) terminal.Output.WriteLine(JsonSerializer.Serialize(new { finished, folders = all.Select(Plain), plans }, _json));
            else
            {
                foreach (var status in all) terminal.Output.WriteLine(Text(status, clock.GetUtcNow()));
                foreach (var plan in plans) terminal.Output.WriteLine($"{plan.Scenario} in {plan.Folders} folders: {Of(plan.CellsDone, plan.CellsOfPlan, "cell")}");
            }
            return finished ? ExitCode.Done : ExitCode.Interrupted;
        });
        return command;
    }

    /// <summary><c>stop DIR…</c>.</summary>
    public static Command MakeStop(Terminal terminal)
    {
        var folders = Folders();
        var command = new Command("stop", "Asks the sweeps that are under way in results folders to end as on Ctrl-C: what is finished is kept.") { folders };
        command.SetAction(parsed =>
        {
            List<SweepStatus> all = [.. Distinct(parsed.GetValue(folders)!).Select(folder => SweepStatus.Of(folder, TimeProvider.System))];
            if (all.FirstOrDefault(status => status.State != SweepState.Running) is { } idle) throw new InputException($"no sweep is under way in {idle.Folder}; nobody was asked to stop");
            foreach (var status in all)
            {
                ResultsFolder.AskToStop(status.Folder);
                terminal.Output.WriteLine($"{status.Folder}: process {status.Process} on {status.Machine} is asked to stop; status tells when it has");
            }
            return ExitCode.Done;
        });
        return command;
    }

    private static Argument<string[]> Folders() => new("DIR") { Description = "Results folders; shards of one sweep add up.", Arity = ArgumentArity.OneOrMore };

    /// <summary>The folders, if none is named twice.</summary>
    internal static string[] Distinct(string[] folders) =>
        folders.GroupBy(folder => Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))).FirstOrDefault(group => group.Count() > 1) is { } twice
            ? throw new InputException($"{twice.First()} is given {Counted.Of(twice.Count(), "time")}; allowed once") : folders;

    private static string Text(SweepStatus status, DateTimeOffset now)
    {
        List<string> parts = [Of(status.CellsDone, status.CellsWanted, "cell") + (status.CellsWanted < status.CellsOfPlan ? $" ({Count(status.CellsOfPlan)} in the whole plan)" : "")];
        if (status.TrialsWanted > 0) parts.Add($"{Of(status.TrialsDone, status.TrialsWanted, "trial")}");
        if (status.Stage is { } stage) parts.Add($"{stage.Stage}: {Count(stage.Done)} of {Count(stage.Total)}");
        if (status.Left is { TotalSeconds: >= 1 } left) parts.Add($"about {Time(left)} left");
        if (status.SavedAt is { } saved) parts.Add($"saved {Time(now - saved)} ago");
        if (status is { Took: { } took, StartedAt: { } started }) parts.Add($"started {started.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)} UTC, took {Time(took)}");
        var head = status.State switch
        {
            SweepState.Finished => "finished",
            SweepState.Running => $"running for {Time(now - status.StartedAt!.Value)} (process {status.Process} on {status.Machine}, last sign {Time(now - status.HeardAt!.Value)} ago)",
            SweepState.Interrupted => "interrupted",
            _ => $"stopped without a word; last sign {Time(now - status.HeardAt!.Value)} ago (process {status.Process} on {status.Machine})",
        };
        if (status.State is SweepState.Interrupted or SweepState.Stopped) parts.Add(status.CellsDone > 0 ? "run --resume goes on" : "nothing to resume");
        if (status.HasEarlierResult) parts.Add("the finished result of an earlier run is there as well");
        return $"{status.Folder}: {status.Scenario} {head}; {string.Join("; ", parts)}";
    }

    private static object Plain(SweepStatus status) => new
    {
        status.Folder, status.Scenario, status.State, status.CellsDone, status.CellsWanted, status.CellsOfPlan, status.TrialsDone, status.TrialsWanted,
        stage = status.Stage?.Stage, stageDone = status.Stage?.Done, stageTotal = status.Stage?.Total, status.StartedAt, tookSeconds = status.Took?.TotalSeconds,
        status.HeardAt, status.SavedAt, status.Process, status.Machine, leftSeconds = status.Left?.TotalSeconds, status.HasEarlierResult,
    };

    private static string Of(long done, long total, string what) =>
        done == total ? Counted.Of(total, what) : $"{Count(done)} of {Counted.Of(total, what)}";

    private static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Time(TimeSpan time)
    {
        var (amount, unit) = Math.Max(0, time.TotalSeconds) switch
        {
            < 10 and var seconds => (Math.Round(seconds, 1), "s"),
            < 120 and var seconds => (Math.Round(seconds), "s"),
            < 7200 => (Math.Round(time.TotalMinutes), "min"),
            < 172_800 => (Math.Round(time.TotalHours, 1), "h"),
            _ => (Math.Round(time.TotalDays, 1), "days"),
        };
        return $"{amount.ToString(CultureInfo.InvariantCulture)} {unit}";
    }
}

/// <summary>Several folders of one plan together.</summary>
/// <param name="Scenario">Name of the scenario.</param>
/// <param name="Folders">How many folders.</param>
/// <param name="CellsDone">Cells that one of them has finished.</param>
/// <param name="CellsOfPlan">Cells there are.</param>
internal sealed record PlanStatus(string Scenario, int Folders, int CellsDone, int CellsOfPlan)
{
    /// <summary>Adds up.</summary>
    public static PlanStatus Of(IEnumerable<SweepStatus> parts)
    {
        List<SweepStatus> all = [.. parts];
        return new(all[0].Scenario, all.Count, Math.Min(all.Sum(part => part.CellsDone), all[0].CellsOfPlan), all[0].CellsOfPlan);
    }
}
