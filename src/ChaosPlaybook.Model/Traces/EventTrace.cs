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

    /// <summary>When it began, seconds of virtual time.</summary>
    public required double BeganSeconds { get; init; }

    /// <summary>When it ended, seconds of virtual time; NaN while it lasts.</summary>
    public double EndedSeconds { get; internal set; } = double.NaN;

    /// <summary>How it ended.</summary>
    public Outcome Outcome { get; internal set; }

    /// <summary>How long it took, seconds.</summary>
    public double Seconds => EndedSeconds - BeganSeconds;
}

/// <summary>The spans of one trial in the order in which they began. A world that is not traced pays nothing for it.</summary>
public sealed class EventTrace
{
    private readonly List<Span> _spans = [];
    private readonly List<CircuitPeriod> _periods = [];
    private readonly Dictionary<Circuit, (string Name, CircuitPeriod? Period)> _circuits = [];

    /// <summary>Spans kept at most; what begins after that is counted in <see cref="Dropped"/> only. Range [1, 10⁸]. Default 10⁶.</summary>
    public int Most { get; init; } = 1_000_000;

    /// <summary>Spans in the order in which they began.</summary>
    public IReadOnlyList<Span> Spans => _spans;

    /// <summary>Times during which circuits were not closed, in the order in which they began.</summary>
    public IReadOnlyList<CircuitPeriod> Circuits => _periods;

    /// <summary>Spans that began after <see cref="Most"/> was reached.</summary>
    public long Dropped { get; private set; }

    internal void Clear()
    {
        _spans.Clear();
        _periods.Clear();
        _circuits.Clear();
        Dropped = 0;
    }

    internal void Look(Circuit circuit, string name, double now)
    {
        if (!_circuits.TryGetValue(circuit, out var known))
        {
            if (circuit.State == CircuitState.Closed) return;
            var others = _circuits.Values.Count(other => other.Name == name || other.Name.StartsWith(name + " #", StringComparison.Ordinal));
            known = (others == 0 ? name : $"{name} #{others + 1}", null);
        }
        var open = circuit.State == CircuitState.Open;
        if (circuit.State == CircuitState.Closed ? known.Period is null : known.Period is { } same && same.IsOpen == open) return;
        if (known.Period is { } ended) ended.EndedSeconds = now;
        var next = circuit.State == CircuitState.Closed ? null : new CircuitPeriod(known.Name, open, now);
        if (next is not null && _periods.Count < Most) _periods.Add(next);
        _circuits[circuit] = (known.Name, next);
    }

    internal Span Begin(SpanKind kind, string name, Call call, int depth, double now)
    {
        var span = new Span
        {
            Kind = kind, Name = name, Step = call.Step, Call = call.Origin, Depth = depth, Downstream = call.Downstream, Level = call.Depth, BeganSeconds = now,
        };
        if (_spans.Count < Most) _spans.Add(span);
        else Dropped++;
        return span;
    }
}

/// <summary>Notes when a call enters and leaves what is inside, and changes nothing.</summary>
internal sealed class TracedLayer(SpanKind kind, string name, int depth, Strategy inner, EventTrace trace) : Strategy
{
    public override async SimTask<Outcome> Run(Strand strand, Call call)
    {
        var within = call.OuterSpans + depth;
        var span = trace.Begin(kind, kind == SpanKind.Step ? call.Step : name, call, within, strand.Now);
        if (kind == SpanKind.Attempt) call.SpanDepth = within;
        var outcome = await inner.Run(strand, call);
        (span.EndedSeconds, span.Outcome) = (strand.Now, outcome);
        return outcome;
    }
}
