using ChaosPlaybook.Kernel;

namespace ChaosPlaybook.Model;

/// <summary>What a span shows.</summary>
public enum SpanKind
{
    /// <summary>A step of an agent: the call from its wish to its outcome.</summary>
    Step,
    /// <summary>A layer of the step's pipeline at work.</summary>
    Layer,
    /// <summary>An attempt at an executor, as the client sees it.</summary>
    Attempt,
}

/// <summary>Something that took time in one trial.</summary>
public sealed class Span
{
    /// <summary>What it shows.</summary>
    public required SpanKind Kind { get; init; }

    /// <summary>Name of the step, of the strategy (its YAML key), or of the executor.</summary>
    public required string Name { get; init; }

    /// <summary>Name of the step it belongs to.</summary>
    public required string Step { get; init; }

    /// <summary>Number of the agent's call within the trial; what executors call to serve it belongs to it.</summary>
    public required int Call { get; init; }

    /// <summary>Layers around it: 0 for a step; for the call of an executor those around its attempt are among them.</summary>
    public required int Depth { get; init; }

    /// <summary>Which of the calls made for the agent's call it belongs to: 0 for the agent's own, otherwise a number of its own in the trial.</summary>
    public int Downstream { get; init; }

    /// <summary>Attempts around it: 0 for what the agent's client does, 1 for calls that an executor makes to serve that, and so on.</summary>
    public int Level { get; init; }

    /// <summary>Number of the workflow within the trial.</summary>
    public int Workflow { get; init; }

    /// <summary>What it began in: the step for a layer, the layer for an attempt, the attempt for a call that an executor makes to serve it. Nothing for a step.</summary>
    public Span? Parent { get; init; }

    /// <summary>When it began, seconds of virtual time.</summary>
    public required double BeganSeconds { get; init; }

    /// <summary>When it ended, seconds of virtual time; NaN while it lasts.</summary>
    public double EndedSeconds { get; internal set; } = double.NaN;

    /// <summary>How it ended.</summary>
    public Outcome Outcome { get; internal set; }

    /// <summary>How long it took, seconds.</summary>
    public double Seconds => EndedSeconds - BeganSeconds;

    /// <summary>What it began in on its strand.</summary>
    internal Span? Outer { get; set; }
}

/// <summary>The spans of one trial in the order in which they began. A world that is not traced pays nothing for it.</summary>
public sealed class EventTrace
{
    private readonly List<Span> _spans = [];
    private readonly List<CircuitPeriod> _periods = [];
    private readonly Dictionary<Circuit, (string Name, CircuitPeriod? Period)> _circuits = [];
    private readonly List<WorkflowSpan> _workflows = [];
    private readonly List<TraceNote> _notes = [];
    private readonly Dictionary<Strand, Span> _innermost = [];

    /// <summary>Spans kept at most; what begins after that is counted in <see cref="Dropped"/> only. Range [1, 10⁸]. Default 10⁶.</summary>
    public int Most { get; init; } = 1_000_000;

    /// <summary>Spans in the order in which they began.</summary>
    public IReadOnlyList<Span> Spans => _spans;

    /// <summary>Times during which circuits were not closed, in the order in which they began.</summary>
    public IReadOnlyList<CircuitPeriod> Circuits => _periods;

    /// <summary>Workflows in the order in which they ended; at most <see cref="Most"/>.</summary>
    public IReadOnlyList<WorkflowSpan> Workflows => _workflows;

    /// <summary>What happened at one instant, in order; at most <see cref="Most"/>.</summary>
    public IReadOnlyList<TraceNote> Notes => _notes;

    /// <summary>Spans that began after <see cref="Most"/> was reached.</summary>
    public long Dropped { get; private set; }

    /// <summary>The clock of the world that is traced.</summary>
    internal Simulation? Clock { get; set; }

    internal void Clear()
    {
        _spans.Clear();
        _periods.Clear();
        _circuits.Clear();
        _workflows.Clear();
        _notes.Clear();
        _innermost.Clear();
        Dropped = 0;
    }

    internal Span Begin(SpanKind kind, string name, Call call, int depth, Strand strand)
    {
        var outer = _innermost.GetValueOrDefault(strand);
        var parent = depth == call.OuterSpans ? call.OuterSpan : outer ?? Around(strand);
        var span = new Span
        {
            Kind = kind, Name = name, Step = call.Step, Call = call.Origin, Depth = depth, Downstream = call.Downstream, Level = call.Depth, BeganSeconds = strand.Now,
            Workflow = call.OuterSpan?.Workflow ?? call.Workflow, Parent = parent, Outer = outer,
        };
        _innermost[strand] = span;
        if (_spans.Count < Most) _spans.Add(span);
        else Dropped++;
        return span;
    }

    internal void End(Span span, Strand strand, Outcome outcome)
    {
        (span.EndedSeconds, span.Outcome) = (strand.Now, outcome);
        // Strands are used again.
        if (span.Outer is { } outer) _innermost[strand] = outer;
        else _innermost.Remove(strand);
    }

    internal void Ended(WorkflowSpan workflow)
    {
        if (_workflows.Count < Most) _workflows.Add(workflow);
    }

    internal void Note(TraceNoteKind kind, string name, Span? span, double now, double seconds = 0, Circuit? circuit = null)
    {
        if (_notes.Count < Most) _notes.Add(new(kind, name, now) { Span = span, Seconds = seconds, Circuit = circuit });
    }

    /// <summary>A strand has waited between two tries.</summary>
    internal void Waited(Strand strand, double since) =>
        Note(TraceNoteKind.Waited, "", _innermost.GetValueOrDefault(strand) ?? Around(strand), since, strand.Now - since);

    /// <summary>A breaker's circuit has changed.</summary>
    internal void Changed(Circuit circuit, CircuitState state)
    {
        var now = Clock!.Now;
        Note(state switch { CircuitState.Open => TraceNoteKind.BreakerOpened, CircuitState.HalfOpen => TraceNoteKind.BreakerHalfOpened, _ => TraceNoteKind.BreakerClosed },
            "", null, now, circuit: circuit);
        if (!_circuits.TryGetValue(circuit, out var known))
        {
            var others = _circuits.Keys.Count(other => other.Name == circuit.Name);
            known = (others == 0 ? circuit.Name : $"{circuit.Name} #{others + 1}", null);
        }
        if (known.Period is { } ended) ended.EndedSeconds = now;
        var next = state == CircuitState.Closed ? null : new CircuitPeriod(known.Name, state == CircuitState.Open, now);
        if (next is not null && _periods.Count < Most) _periods.Add(next);
        _circuits[circuit] = (known.Name, next);
    }

    /// <summary>What a circuit has gone through since a note number belongs to a span.</summary>
    internal void Claim(Circuit circuit, int from, Span span)
    {
        for (var i = from; i < _notes.Count; i++)
            if (_notes[i] is { Span: null } note && note.Circuit == circuit) _notes[i] = note with { Span = span, Name = span.Name };
    }

    /// <summary>The span in which a strand was started.</summary>
    private Span? Around(Strand strand)
    {
        for (var starter = strand.Starter; starter is not null; starter = starter.Starter)
            if (_innermost.TryGetValue(starter, out var span)) return span;
        return null;
    }
}

/// <summary>Notes when a call enters and leaves what is inside, and changes nothing.</summary>
internal sealed class TracedLayer(SpanKind kind, string name, int depth, Strategy inner, EventTrace trace) : Strategy
{
    private readonly CircuitBreaker? _breaker = inner as CircuitBreaker;

    public override async SimTask<Outcome> Run(Strand strand, Call call)
    {
        var within = call.OuterSpans + depth;
        var span = trace.Begin(kind, kind == SpanKind.Step ? call.Step : name, call, within, strand);
        var notes = trace.Notes.Count;
        if (kind == SpanKind.Attempt) (call.SpanDepth, call.AttemptSpan) = (within, span);
        var circuit = _breaker?.CircuitOf(call);
        var outcome = await inner.Run(strand, call);
        if (circuit is not null) trace.Claim(circuit, notes, span);
        trace.End(span, strand, outcome);
        return outcome;
    }
}
