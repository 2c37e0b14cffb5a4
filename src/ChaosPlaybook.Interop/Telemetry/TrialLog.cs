using System.Buffers;
using System.Text;
using System.Text.Json;
using ChaosPlaybook.Kernel;
using ChaosPlaybook.Model;

namespace ChaosPlaybook.Interop;

/// <summary>
/// One trial as a log: one JSON object per line in the order of virtual time, each with the correlation id of its workflow, which is
/// the trace id in <see cref="OtlpTrace"/>.
/// </summary>
public sealed class TrialLog
{
    private readonly TrialIdentity _trial;
    private readonly EventTrace _trace;
    private readonly TraceTree _tree;
    private readonly List<(double At, Action<Utf8JsonWriter> Write)> _lines = [];

    private TrialLog(TrialIdentity trial, EventTrace trace) => (_trial, _trace, _tree) = (trial, trace, new TraceTree(trace));

    /// <summary>Writes the log.</summary>
    /// <param name="trial">Which trial.</param>
    /// <param name="trace">Its spans.</param>
    /// <param name="to">Where it goes.</param>
    public static void Write(TrialIdentity trial, EventTrace trace, TextWriter to)
    {
        var log = new TrialLog(trial, trace);
        log.Gather();
        var buffer = new ArrayBufferWriter<byte>();
        // Equal times keep the order in which one thing led to the next.
        foreach (var (at, write) in log._lines.OrderBy(line => line.At))
        {
            buffer.Clear();
            using (var json = new Utf8JsonWriter(buffer))
            {
                json.WriteStartObject();
                json.WriteString("time", TrialIdentity.Instant(at));
                write(json);
                json.WriteEndObject();
            }
            to.Write(Encoding.UTF8.GetString(buffer.WrittenSpan));
            to.Write('\n');
        }
    }

    private void Gather()
    {
        var steps = _trace.Spans.Where(span => span.Parent is null).ToLookup(span => span.Workflow);
        foreach (var workflow in _trace.Workflows.OrderBy(workflow => workflow.Number))
        {
            Line(workflow.BeganSeconds, "INFO", "workflowStarted", workflow.Number, null);
            foreach (var step in steps[workflow.Number]) Walk(step);
            Line(workflow.EndedSeconds, workflow.Outcome.Succeeded || workflow.Outcome.IsCancelled ? "INFO" : "ERROR", "workflowEnded", workflow.Number, null, json =>
            {
                Ending(json, workflow.Outcome, workflow.EndedSeconds - workflow.BeganSeconds);
                if (workflow.FailedStep.Length > 0) json.WriteString("failedStep", workflow.FailedStep);
            });
        }
        // What no call caused, such as breakers that the rollback of an experiment closes.
        foreach (var note in _trace.Notes.Where(note => note.Span is null)) Line(note.AtSeconds, "INFO", TraceTree.Word(note.Kind), -1, null);
    }

    private void Walk(Span span)
    {
        var name = span.Kind == SpanKind.Step ? "step" : "attempt";
        if (span.Kind != SpanKind.Layer) Line(span.BeganSeconds, "INFO", $"{name}Started", span.Workflow, span);
        var notes = new Queue<TraceNote>(_tree.NotesIn(span));
        Span? last = null;
        foreach (var inner in _tree.In(span))
        {
            while (notes.TryPeek(out var note) && note.AtSeconds + note.Seconds <= inner.BeganSeconds) Note(notes.Dequeue(), span);
            Walk(inner);
            last = inner;
        }
        while (notes.TryDequeue(out var note)) Note(note, span);
        if (span.Kind != SpanKind.Layer) End(span, $"{name}Ended");
        else if (last is null ? span.Outcome.Kind == OutcomeKind.Rejected : last.Outcome.Kind != span.Outcome.Kind && !span.Outcome.IsCancelled)
            End(span, span.Outcome.Kind switch { OutcomeKind.Rejected => "rejected", OutcomeKind.TimedOut => "timedOut", _ => "outcomeChanged" });
    }

    private void End(Span span, string what) =>
        Line(span.EndedSeconds, span.Outcome.Succeeded || span.Outcome.IsCancelled ? "INFO" : "WARN", what, span.Workflow, span, json => Ending(json, span.Outcome, span.Seconds));

    private void Note(TraceNote note, Span span) =>
        Line(note.AtSeconds, note.Kind is TraceNoteKind.FaultStruck or TraceNoteKind.BreakerOpened ? "WARN" : "INFO", TraceTree.Word(note.Kind), span.Workflow, span, json =>
        {
            if (note.Kind == TraceNoteKind.FaultStruck) json.WriteString("fault", note.Name);
            if (note.Kind == TraceNoteKind.Waited) json.WriteNumber("seconds", note.Seconds);
        });

    private void Line(double at, string level, string what, int workflow, Span? span, Action<Utf8JsonWriter>? more = null) => _lines.Add((at, json =>
    {
        json.WriteString("level", level);
        json.WriteString("event", what);
        json.WriteString("scenario", _trial.Scenario);
        json.WriteString("playbook", _trial.Playbook);
        if (workflow >= 0)
        {
            json.WriteString("correlationId", _trial.TraceId(workflow));
            json.WriteNumber("workflow", workflow);
        }
        if (span is not null)
        {
            json.WriteString("spanId", _trial.SpanId(_tree.NumberOf(span)));
            json.WriteString("step", span.Step);
            if (span.Kind == SpanKind.Layer) json.WriteString("strategy", span.Name);
            if (span.Kind == SpanKind.Attempt)
            {
                json.WriteString("executor", span.Name);
                json.WriteNumber("attempt", _tree.AttemptOf(span));
            }
        }
        more?.Invoke(json);
    }));

    private static void Ending(Utf8JsonWriter json, Outcome outcome, double seconds)
    {
        json.WriteString("outcome", TraceTree.Word(outcome));
        if (outcome.Code != 0) json.WriteNumber("code", outcome.Code);
        json.WriteNumber("seconds", seconds);
    }
}
