using ChaosPlaybook.Kernel;
using ChaosPlaybook.Model;

namespace ChaosPlaybook.Reporting;

/// <summary>What a line of a replay shows.</summary>
public enum ReplayKind
{
    /// <summary>An attempt at an executor.</summary>
    Attempt,
    /// <summary>A layer turned the call away before it reached the executor.</summary>
    Refusal,
    /// <summary>Time in which nothing of the call was under way: the wait before the next try.</summary>
    Wait,
    /// <summary>A layer made something else of what it got: a timeout, a fallback's answer.</summary>
    Change,
}

/// <summary>One line of a replay.</summary>
/// <param name="Kind">What it shows.</param>
/// <param name="Name">Executor or strategy; empty for a wait.</param>
/// <param name="BeganSeconds">When it began.</param>
/// <param name="EndedSeconds">When it ended.</param>
/// <param name="Outcome">How it ended; meaningless for a wait.</param>
public readonly record struct ReplayLine(ReplayKind Kind, string Name, double BeganSeconds, double EndedSeconds, Outcome Outcome)
{
    /// <summary>Attempts around it: 1 for what an executor asks of others to serve one, 0 for the agent's own.</summary>
    public int Level { get; init; }
}

/// <summary>One step of a replayed trial.</summary>
/// <param name="Step">Name of the step.</param>
/// <param name="Call">Number of the call.</param>
/// <param name="BeganSeconds">When it began.</param>
/// <param name="EndedSeconds">When it ended.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Lines">What happened in it, in order.</param>
public sealed record ReplayStep(string Step, int Call, double BeganSeconds, double EndedSeconds, Outcome Outcome, IReadOnlyList<ReplayLine> Lines)
{
    /// <summary>Number of the workflow that it belongs to, as in traces.</summary>
    public int Workflow { get; init; }

    /// <summary>What it is called beside the steps of other workflows.</summary>
    internal string Numbered => $"{Workflow} {Step}";
}

/// <summary>One trial again, step by step.</summary>
/// <param name="Title">Which trial: cell and replication.</param>
/// <param name="Record">What it left behind.</param>
/// <param name="Steps">Its steps in the order in which they began.</param>
public sealed record Replay(string Title, TrialRecord Record, IReadOnlyList<ReplayStep> Steps)
{
    /// <summary>Times during which circuits were not closed.</summary>
    public IReadOnlyList<CircuitPeriod> Circuits { get; init; } = [];

    /// <summary>What happened to the experiment of the trial, in the order of time. Default none.</summary>
    public IReadOnlyList<ExperimentEvent> Experiment { get; init; } = [];

    /// <summary>Whether several workflows share the world, so that each step needs the number of its own.</summary>
    internal bool HasWorkload => Record.WindowSeconds > 0;

    /// <summary>What a step is called in this trial.</summary>
    internal string Name(ReplayStep step) => HasWorkload ? step.Numbered : step.Step;

    /// <summary>Reads a trial off its spans.</summary>
    public static Replay Of(string title, in TrialRecord record, EventTrace trace) =>
        new(title, record, [.. trace.Spans.GroupBy(span => span.Call).OrderBy(call => call.First().BeganSeconds).Select(call => Step([.. call]))]) { Circuits = [.. trace.Circuits] };

    private static ReplayStep Step(Span[] spans)
    {
        var whole = spans[0];
        var lines = new List<ReplayLine>();
        for (var i = 1; i < spans.Length; i++)
        {
            var span = spans[i];
            var inner = LastInside(spans, i);
            if (span.Kind == SpanKind.Attempt) lines.Add(Line(ReplayKind.Attempt, span));
            else if (inner is null) lines.Add(Line(ReplayKind.Refusal, span));
            else if (inner.Outcome.Kind != span.Outcome.Kind && !span.Outcome.IsCancelled) lines.Add(Line(ReplayKind.Change, span));
        }
        return new(whole.Name, whole.Call, whole.BeganSeconds, whole.EndedSeconds, whole.Outcome, WithWaits(lines)) { Workflow = whole.Workflow };
    }

    /// <summary>The last thing that a layer let through.</summary>
    private static Span? LastInside(Span[] spans, int layer)
    {
        // Spans stand in the order of their beginning, those of calls side by side one among the other.
        Span? last = null;
        foreach (var span in spans.Skip(layer + 1).Where(span => span.Downstream == spans[layer].Downstream))
        {
            if (span.Depth <= spans[layer].Depth) break;
            if (span.Depth == spans[layer].Depth + 1) last = span;
        }
        return last;
    }

    private static ReplayLine Line(ReplayKind kind, Span span) =>
        new(kind, span.Name, kind == ReplayKind.Change ? span.EndedSeconds : span.BeganSeconds, span.EndedSeconds, span.Outcome) { Level = span.Level };

    private static List<ReplayLine> WithWaits(List<ReplayLine> lines)
    {
        var all = new List<ReplayLine>();
        var until = double.NaN;
        foreach (var line in lines.OrderBy(line => line.BeganSeconds).ThenBy(line => line.Kind == ReplayKind.Change))
        {
            if (line.Kind != ReplayKind.Change && line.BeganSeconds > until) all.Add(new ReplayLine(ReplayKind.Wait, "", until, line.BeganSeconds, default) { Level = line.Level });
            all.Add(line);
            until = double.IsNaN(until) ? line.EndedSeconds : Math.Max(until, line.EndedSeconds);
        }
        return all;
    }

    /// <summary>An outcome in words: <c>succeeded</c>, <c>failed 503</c>, <c>refused 503</c>, <c>timed out</c>, <c>called off</c>.</summary>
    public static string Words(Outcome outcome) => outcome.Kind switch
    {
        OutcomeKind.Succeeded => outcome.Quality < 1 ? $"succeeded, quality {Numbers.Significant(outcome.Quality, 3)}" : "succeeded",
        OutcomeKind.Failed => $"failed {outcome.Code}",
        OutcomeKind.Rejected => outcome.Code == 0 ? "refused" : $"refused {outcome.Code}",
        OutcomeKind.TimedOut => "timed out",
        _ => "called off",
    };
}
