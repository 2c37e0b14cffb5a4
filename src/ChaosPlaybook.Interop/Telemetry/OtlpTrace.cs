using System.Text.Json;
using ChaosPlaybook.Kernel;
using ChaosPlaybook.Model;

namespace ChaosPlaybook.Interop;

/// <summary>
/// One trial as traces of OpenTelemetry, an <c>ExportTraceServiceRequest</c> in OTLP/JSON: one trace per workflow, in it the spans of
/// steps, layers, attempts and of the calls that executors make to serve those. Virtual time begins at 2000-01-01T00:00:00Z.
/// </summary>
public static class OtlpTrace
{
    // Numbers of the protocol's enumerations.
    private const int Internal = 1, Client = 3, Error = 2;

    /// <summary>Writes the message.</summary>
    /// <param name="trial">Which trial.</param>
    /// <param name="trace">Its spans.</param>
    /// <param name="to">Where it goes.</param>
    public static void Write(TrialIdentity trial, EventTrace trace, Stream to)
    {
        var tree = new TraceTree(trace);
        var whole = trace.Workflows.Select(workflow => workflow.Number).ToHashSet();
        OtlpJson.Write(to, "Spans", "spans", trial.Scenario, json =>
        {
            foreach (var workflow in trace.Workflows) Write(json, trial, workflow);
            foreach (var span in trace.Spans)
            {
                Write(json, trial, tree, span, whole.Contains(span.Workflow));
                if (json.BytesPending > 1 << 16) json.Flush();
            }
        });
    }

    private static void Write(Utf8JsonWriter json, TrialIdentity trial, WorkflowSpan workflow)
    {
        json.WriteStartObject();
        Head(json, trial.TraceId(workflow.Number), trial.WorkflowSpanId(workflow.Number), "", "workflow", Internal, workflow.BeganSeconds, workflow.EndedSeconds);
        json.WriteStartArray("attributes");
        OtlpJson.Attribute(json, "chaosplaybook.playbook", trial.Playbook);
        foreach (var (factor, level) in trial.Levels) OtlpJson.Attribute(json, $"chaosplaybook.factor.{factor}", level);
        OtlpJson.Attribute(json, "chaosplaybook.cell", trial.Cell);
        OtlpJson.Attribute(json, "chaosplaybook.replication", trial.Replication);
        OtlpJson.Attribute(json, "chaosplaybook.workflow", workflow.Number);
        if (workflow.FailedStep.Length > 0) OtlpJson.Attribute(json, "chaosplaybook.failed_step", workflow.FailedStep);
        Ending(json, workflow.Outcome);
        json.WriteEndArray();
        Status(json, workflow.Outcome);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, TrialIdentity trial, TraceTree tree, Span span, bool hasWorkflow)
    {
        json.WriteStartObject();
        var parent = span.Parent is { } outer ? trial.SpanId(tree.NumberOf(outer)) : hasWorkflow ? trial.WorkflowSpanId(span.Workflow) : "";
        Head(json, trial.TraceId(span.Workflow), trial.SpanId(tree.NumberOf(span)), parent, span.Name, span.Kind == SpanKind.Attempt ? Client : Internal, span.BeganSeconds, span.EndedSeconds);
        json.WriteStartArray("attributes");
        OtlpJson.Attribute(json, "chaosplaybook.step", span.Step);
        OtlpJson.Attribute(json, "chaosplaybook.call", span.Call);
        if (span.Kind == SpanKind.Layer) OtlpJson.Attribute(json, "chaosplaybook.strategy", span.Name);
        if (span.Kind == SpanKind.Attempt)
        {
            OtlpJson.Attribute(json, "peer.service", span.Name);
            OtlpJson.Attribute(json, "chaosplaybook.attempt", tree.AttemptOf(span));
            OtlpJson.Attribute(json, "chaosplaybook.level", span.Level);
        }
        Ending(json, span.Outcome);
        json.WriteEndArray();
        Events(json, tree.NotesIn(span));
        Status(json, span.Outcome);
        json.WriteEndObject();
    }

    private static void Head(Utf8JsonWriter json, string trace, string id, string parent, string name, int kind, double began, double ended)
    {
        json.WriteString("traceId", trace);
        json.WriteString("spanId", id);
        if (parent.Length > 0) json.WriteString("parentSpanId", parent);
        json.WriteString("name", name);
        json.WriteNumber("kind", kind);
        OtlpJson.Time(json, "startTimeUnixNano", began);
        OtlpJson.Time(json, "endTimeUnixNano", ended);
    }

    private static void Ending(Utf8JsonWriter json, Outcome outcome)
    {
        OtlpJson.Attribute(json, "chaosplaybook.outcome", TraceTree.Word(outcome));
        if (outcome.Code != 0) OtlpJson.Attribute(json, "chaosplaybook.code", outcome.Code);
        if (outcome.Succeeded) OtlpJson.Attribute(json, "chaosplaybook.quality", (double)outcome.Quality);
        else if (!outcome.IsCancelled) OtlpJson.Attribute(json, "error.type", outcome.Code != 0 ? OtlpJson.Text(outcome.Code) : TraceTree.Word(outcome));
    }

    private static void Events(Utf8JsonWriter json, IEnumerable<TraceNote> notes)
    {
        json.WriteStartArray("events");
        foreach (var note in notes)
        {
            json.WriteStartObject();
            OtlpJson.Time(json, "timeUnixNano", note.AtSeconds);
            json.WriteString("name", TraceTree.Word(note.Kind));
            json.WriteStartArray("attributes");
            if (note.Kind == TraceNoteKind.FaultStruck) OtlpJson.Attribute(json, "chaosplaybook.fault", note.Name);
            if (note.Kind == TraceNoteKind.Waited) OtlpJson.Attribute(json, "chaosplaybook.seconds", note.Seconds);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    /// <summary>What was called off did not fail: its status is unset, as is that of a success.</summary>
    private static void Status(Utf8JsonWriter json, Outcome outcome)
    {
        json.WriteStartObject("status");
        if (!outcome.Succeeded && !outcome.IsCancelled)
        {
            json.WriteNumber("code", Error);
            json.WriteString("message", outcome.Code == 0 ? TraceTree.Word(outcome) : $"{TraceTree.Word(outcome)} {OtlpJson.Text(outcome.Code)}");
        }
        json.WriteEndObject();
    }
}
