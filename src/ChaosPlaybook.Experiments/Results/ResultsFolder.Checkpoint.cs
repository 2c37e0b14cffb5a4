using System.Text.Json;

namespace ChaosPlaybook.Experiments;

/// <summary>
/// What stands in a results folder while a sweep is under way: <c>checkpoint.json</c>, what is finished of it, and
/// <c>progress.json</c>, how far it is. A finished result of an earlier sweep stays beside them until the new one is complete.
/// </summary>
public sealed partial class ResultsFolder
{
    private const string CheckpointName = "checkpoint.json", NoteName = "progress.json", StopName = ".stop";

    private string EarlierTrials => Full(".trials.csv.earlier");

    private string Stopper => Full(StopName);

    /// <summary>What a sweep that has not ended left in a folder: its finished design points, timelines included; nothing when there is none.</summary>
    /// <exception cref="InvalidDataException">It cannot be read.</exception>
    public static SweepResult? ReadCheckpoint(string path)
    {
        var file = System.IO.Path.Combine(path, CheckpointName);
        try
        {
            using var stream = File.OpenRead(file);
            return ResultJson.Read(stream).Result;
        }
        catch (Exception problem) when (problem is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (InvalidDataException problem)
        {
            throw new InvalidDataException($"{file} cannot be read ({problem.Message}); remove it", problem);
        }
    }

    /// <summary>How far the sweep is that is under way in a folder, or was when its process ended without a word; nothing when there is none.</summary>
    /// <exception cref="InvalidDataException">It cannot be read.</exception>
    public static RunNote? ReadNote(string path) => Read<RunNote>(System.IO.Path.Combine(path, NoteName));

    /// <summary>When and by what the result of a folder was made; nothing when that is not known.</summary>
    /// <exception cref="InvalidDataException">It cannot be read.</exception>
    public static Provenance? ReadProvenance(string path) => Read<Provenance>(System.IO.Path.Combine(path, "provenance.json"));

    /// <summary>Asks the sweep that is under way in a folder to end as on Ctrl-C.</summary>
    public static void AskToStop(string path) => File.WriteAllText(System.IO.Path.Combine(path, StopName), "");

    /// <summary>What the folder has of the plan: the checkpoint if there is one of this plan, else the result it held when claimed.</summary>
    /// <param name="plan">The plan to go on with.</param>
    /// <param name="isCheckpoint">Whether it is the checkpoint.</param>
    public SweepResult? Resumable(Plan plan, out bool isCheckpoint)
    {
        var checkpoint = ReadCheckpoint(Path);
        isCheckpoint = checkpoint is not null && (Earlier is null || checkpoint.Fingerprint == PlanFingerprint.Of(plan));
        return isCheckpoint ? checkpoint : Earlier?.Result;
    }

    /// <summary>Keeps what is finished. It is on the disk, rows of trials first, before it replaces what was kept before.</summary>
    /// <param name="result">What is finished.</param>
    /// <param name="trials">The rows of its trials, if there are any.</param>
    public void SaveCheckpoint(SweepResult result, TrialsFile? trials)
    {
        if (trials is not null) trials.Secure();
        else DropRows();
        using (var stream = File.Create(Temporary(CheckpointName)))
        {
            ResultJson.Write(result, [], stream, timelines: true);
            stream.Flush(flushToDisk: true);
        }
        File.Move(Temporary(CheckpointName), Full(CheckpointName), overwrite: true);
    }

    /// <summary>Removes the checkpoint: the result holds all of it.</summary>
    public void DropCheckpoint()
    {
        File.Delete(Full(CheckpointName));
        File.Delete(EarlierTrials);
    }

    // Rows that a later run would take for those of the checkpoint.
    private void DropRows()
    {
        File.Delete(Temporary(TrialsName));
        File.Delete(EarlierTrials);
    }

    /// <summary>Says how far the sweep is.</summary>
    public void Note(RunNote note)
    {
        File.WriteAllBytes(Temporary(NoteName), JsonSerializer.SerializeToUtf8Bytes(note, ProvenanceOptions));
        File.Move(Temporary(NoteName), Full(NoteName), overwrite: true);
    }

    /// <summary>The sweep is over, or nobody listens to requests yet: forgets how far it is and whether it was asked to stop.</summary>
    public void DropNote()
    {
        File.Delete(Full(NoteName));
        File.Delete(Stopper);
    }

    /// <summary>Whether the sweep was asked to stop.</summary>
    public bool IsAskedToStop => File.Exists(Stopper);

    /// <summary>
    /// Opens <c>trials.csv</c>, and takes rows over from the one that the sweep of the checkpoint had under way. They keep a name of
    /// their own until they are taken over, so that it may end without a word once more.
    /// </summary>
    /// <exception cref="FileNotFoundException">There is a previous result but no rows to take over.</exception>
    /// <exception cref="InvalidDataException">There are fewer rows than the previous result has trials.</exception>
    public TrialsFile OpenTrialsOfCheckpoint(Plan plan, SweepResult previous)
    {
        _written.Add(TrialsName);
        if (!File.Exists(EarlierTrials) && File.Exists(Temporary(TrialsName))) File.Move(Temporary(TrialsName), EarlierTrials);
        TrialsFile file = new(plan, previous, Full(TrialsName), Temporary(TrialsName), EarlierTrials);
        file.Secure();
        File.Delete(EarlierTrials);
        return file;
    }

    // The name of the scenario whose sweep is under way in a folder that holds no result yet.
    private static string? ScenarioUnderWay(string path) => ReadNote(path)?.Scenario ?? ReadCheckpoint(path)?.Plan.Name;

    private static T? Read<T>(string file) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(File.ReadAllBytes(file), ProvenanceOptions);
        }
        catch (Exception problem) when (problem is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (JsonException problem)
        {
            throw new InvalidDataException($"{file} cannot be read; remove it", problem);
        }
    }
}
