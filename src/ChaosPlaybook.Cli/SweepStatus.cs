using ChaosPlaybook.Experiments;

namespace ChaosPlaybook.Cli;

/// <summary>What has become of the sweep of a folder.</summary>
internal enum SweepState
{
    /// <summary>The folder holds all it was to hold.</summary>
    Finished,
    /// <summary>A process is at it.</summary>
    Running,
    /// <summary>It was ended in order before its end.</summary>
    Interrupted,
    /// <summary>Its process is gone and said nothing.</summary>
    Stopped,
}

/// <summary>How far the sweep of a results folder is.</summary>
/// <param name="Folder">The folder.</param>
/// <param name="Scenario">Name of the scenario.</param>
/// <param name="State">What has become of it.</param>
/// <param name="CellsDone">Cells that are finished.</param>
/// <param name="CellsWanted">Cells that there shall be in this folder.</param>
/// <param name="CellsOfPlan">Cells of the plan: more in a shard.</param>
/// <param name="TrialsDone">Trials made: by the run under way, else of the cells in the folder.</param>
/// <param name="TrialsWanted">Trials there will be.</param>
internal sealed record SweepStatus(
    string Folder, string Scenario, SweepState State, int CellsDone, int CellsWanted, int CellsOfPlan, long TrialsDone, long TrialsWanted)
{
    // A note is written every few seconds; a machine that is not this one cannot be asked for its processes.
    private static readonly TimeSpan _silence = TimeSpan.FromMinutes(1);

    /// <summary>Of which plan it is.</summary>
    public string Fingerprint { get; init; } = "";

    /// <summary>What is being done after the trials, and how much of it.</summary>
    public StageProgress? Stage { get; init; }

    /// <summary>When the run began.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>How long a run took that is finished.</summary>
    public TimeSpan? Took { get; init; }

    /// <summary>When the run was last heard of.</summary>
    public DateTimeOffset? HeardAt { get; init; }

    /// <summary>When what is finished was last saved.</summary>
    public DateTimeOffset? SavedAt { get; init; }

    /// <summary>The process that is, or was, at it.</summary>
    public int? Process { get; init; }

    /// <summary>Its machine.</summary>
    public string? Machine { get; init; }

    /// <summary>What is left, going by the trials (or the work of the study) so far; unknown before the first of them.</summary>
    public TimeSpan? Left { get; init; }

    /// <summary>Whether the finished result of an earlier run of the scenario stands in the folder as well.</summary>
    public bool HasEarlierResult { get; init; }

    /// <summary>Looks at a folder.</summary>
    public static SweepStatus Of(string folder, TimeProvider clock)
    {
        var (note, checkpoint) = ResultsWriter.AsInput(() => (ResultsFolder.ReadNote(folder), ResultsFolder.ReadCheckpoint(folder)));
        if (note is null && checkpoint is null) return OfResult(folder, ResultsWriter.Read(folder).Result, SweepState.Interrupted);
        var result = File.Exists(Path.Combine(folder, "result.json")) ? ResultsWriter.Read(folder).Result : null;
        SavedOf(folder, checkpoint, out var saved);
        var status = note is null ? OfResult(folder, checkpoint!, SweepState.Interrupted) : OfNote(folder, note, checkpoint ?? result, clock);
        return status with { SavedAt = saved, HasEarlierResult = result is { Interrupted: false } };
    }

    private static void SavedOf(string folder, SweepResult? checkpoint, out DateTimeOffset? saved) =>
        saved = checkpoint is null ? null : File.GetLastWriteTimeUtc(Path.Combine(folder, "checkpoint.json"));

    private static SweepStatus OfResult(string folder, SweepResult result, SweepState unfinished)
    {
        var done = ResultMerge.FinishedPoints(result.Plan, result).Count * result.Plan.Playbooks.Count;
        var trials = result.Cells.Sum(cell => cell.Trials);
        var status = new SweepStatus(folder, result.Plan.Name, result.Interrupted ? unfinished : SweepState.Finished, done,
            result.Interrupted ? result.Plan.Cells : done, result.Plan.Cells, trials, result.Interrupted ? result.Plan.Cells * (result.Plan.Precision?.MaxTrials ?? result.Plan.Trials) : trials)
        {
            Fingerprint = result.Fingerprint,
        };
        return ResultsWriter.AsInput(() => ResultsFolder.ReadProvenance(folder)) is not { } made ? status : status with
        {
            StartedAt = made.StartedAt, Took = TimeSpan.FromSeconds(made.ElapsedSeconds), Machine = made.Machine,
        };
    }

    private static SweepStatus OfNote(string folder, RunNote note, SweepResult? kept, TimeProvider clock)
    {
        var lives = Lives(note, clock);
        if (kept?.Fingerprint != note.Fingerprint) kept = null;
        var points = lives ? note.PointsTaken + note.PointsDone : kept is null ? 0 : ResultMerge.FinishedPoints(kept.Plan, kept).Count;
        return new(folder, note.Scenario, lives ? SweepState.Running : SweepState.Stopped, points * note.Playbooks,
            note.PointsWanted * note.Playbooks, note.PointsOfPlan * note.Playbooks, note.TrialsDone, note.TrialsTotal)
        {
            Fingerprint = note.Fingerprint,
            Stage = note.Stage is { } stage ? new(stage, note.StageDone, note.StageTotal) : null,
            StartedAt = note.StartedAt,
            HeardAt = note.At,
            Process = note.Process,
            Machine = note.Machine,
            Left = !lives ? null : note.Stage is null ? Rest(note.TrialsDone, note.TrialsTotal, note.At - note.StartedAt)
                : Rest(note.StageDone, note.StageTotal, note.At - note.StageStartedAt!.Value),
        };
    }

    private static TimeSpan? Rest(long done, long total, TimeSpan elapsed) => done > 0 ? elapsed * ((double)(total - done) / done) : null;

    /// <summary>Whether a process is at a folder.</summary>
    /// <param name="note">What it last said.</param>
    /// <param name="clock">The clock on the wall.</param>
    public static bool Lives(RunNote note, TimeProvider clock)
    {
        if (note.Machine != Environment.MachineName) return clock.GetUtcNow() - note.At < _silence;
        try
        {
            using var process = System.Diagnostics.Process.GetProcessById(note.Process);
            return !process.HasExited && !IsZombie(note.Process) && (process.StartTime.ToUniversalTime() - note.ProcessStartedAt).Duration() < TimeSpan.FromSeconds(5);
        }
        catch (Exception problem) when (problem is ArgumentException or InvalidOperationException)
        {
            return false;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // There is one, of somebody else.
            return clock.GetUtcNow() - note.At < _silence;
        }
    }

    // Killed, but not yet taken note of by its parent: to everybody else it looks alive. Its state stands behind the name in brackets.
    private static bool IsZombie(int process)
    {
        var stat = $"/proc/{process}/stat";
        if (!File.Exists(stat)) return false;
        var text = File.ReadAllText(stat);
        return text[(text.LastIndexOf(')') + 1)..].StartsWith(" Z", StringComparison.Ordinal);
    }
}
