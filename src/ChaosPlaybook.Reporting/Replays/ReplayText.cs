using System.Globalization;
using ChaosPlaybook.Experiments;
using ChaosPlaybook.Kernel;

namespace ChaosPlaybook.Reporting;

/// <summary>A replay as plain text: when, how long, what.</summary>
public static class ReplayText
{
    /// <summary>Writes one trial.</summary>
    public static void Write(Replay replay, TextWriter to)
    {
        to.WriteLine($"{replay.Title}: {Verdict(replay)}");
        foreach (var happened in replay.Experiment)
        {
            var kind = SweepView.Words(happened.Kind.ToString()).ToLowerInvariant();
            to.WriteLine($"{Seconds(happened.Seconds)}            experiment {kind}: {happened.What}");
        }
        to.WriteLine(replay.HasWorkload ? "       at      took  workflow and step" : "       at      took");
        foreach (var step in replay.Steps)
        {
            to.WriteLine($"{Seconds(step.BeganSeconds)} {Seconds(step.EndedSeconds - step.BeganSeconds)}  {replay.Name(step)}: {Replay.Words(step.Outcome)}");
            var attempt = 0;
            foreach (var line in step.Lines) to.WriteLine($"{Seconds(line.BeganSeconds)} {Seconds(line.EndedSeconds - line.BeganSeconds)}      {new string(' ', 2 * line.Level)}{Words(line, ref attempt)}");
        }
        foreach (var period in replay.Circuits)
            to.WriteLine($"{Seconds(period.BeganSeconds)} {Seconds(period.EndedSeconds - period.BeganSeconds)}  {period.Name}: {(period.IsOpen ? "open" : "half open")}");
    }

    /// <summary>Says where two replays of the same replication part, and what each became of it.</summary>
    public static void WriteDifference(Replay one, Replay other, TextWriter to)
    {
        var (a, b) = (Lines(one), Lines(other));
        var same = 0;
        while (same < a.Count && same < b.Count && a[same] == b[same]) same++;
        if (same == a.Count && same == b.Count)
        {
            to.WriteLine("Both playbooks do the same in this trial.");
            return;
        }
        to.WriteLine($"The trials are the same for {Counted.Of(same, "event")}, then part:");
        to.WriteLine($"  {one.Title}: {(same < a.Count ? a[same] : "ends")}");
        to.WriteLine($"  {other.Title}: {(same < b.Count ? b[same] : "ends")}");
        to.WriteLine($"In the end: {Verdict(one)} | {Verdict(other)}");
    }

    private static string Verdict(Replay replay)
    {
        var ended = replay.Steps.Count > 0 ? replay.Steps[^1] : null;
        var seconds = ended?.EndedSeconds ?? 0;
        if (replay.HasWorkload)
        {
            var (all, well) = (replay.Record.Agents, replay.Record.Successes);
            var end = replay.Steps.Select(step => step.EndedSeconds).Where(double.IsFinite).DefaultIfEmpty(0).Max();
            return $"{well:N0} of {Counted.Of(all, "workflow")} that began after the warm-up succeeded, the last step ended after {end.ToString("F3", CultureInfo.InvariantCulture)} s, {Counted.Of(replay.Record.Attempts, "attempt")}";
        }
        var word = replay.Record.Ended == OutcomeKind.Succeeded ? "succeeded" : $"{(ended is null ? "failed" : Replay.Words(ended.Outcome))} at {ended?.Step}";
        return $"{word} after {seconds.ToString("F3", CultureInfo.InvariantCulture)} s, {Counted.Of(replay.Record.Attempts, "attempt")}";
    }

    private static List<string> Lines(Replay replay) =>
    [
        .. replay.Steps.SelectMany(step =>
        {
            var attempt = 0;
            return step.Lines.Select(line => $"{replay.Name(step)}, {line.BeganSeconds.ToString("F3", CultureInfo.InvariantCulture)} s: {Words(line, ref attempt)}").ToList();
        }),
    ];

    private static string Words(ReplayLine line, ref int attempt) => line.Kind switch
    {
        ReplayKind.Attempt when line.Level > 0 => $"calls {line.Name}: {Replay.Words(line.Outcome)}",
        ReplayKind.Attempt => $"attempt {++attempt} at {line.Name}: {Replay.Words(line.Outcome)}",
        ReplayKind.Refusal => $"{line.Name}: {Replay.Words(line.Outcome)}",
        ReplayKind.Change => $"{line.Name}: {Replay.Words(line.Outcome)}",
        _ => "wait",
    };

    private static string Seconds(double seconds) => double.IsNaN(seconds) ? "        –" : seconds.ToString("F3", CultureInfo.InvariantCulture).PadLeft(9);
}
