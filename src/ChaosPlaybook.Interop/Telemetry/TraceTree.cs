using ChaosPlaybook.Experiments;
using ChaosPlaybook.Kernel;
using ChaosPlaybook.Model;

namespace ChaosPlaybook.Interop;

/// <summary>The spans of a trial by number, with what lies in each.</summary>
internal sealed class TraceTree
{
    private readonly Dictionary<Span, int> _numbers = [];
    private readonly Dictionary<Span, int> _attempts = [];
    private readonly ILookup<Span, Span> _children;
    private readonly ILookup<Span, TraceNote> _notes;

    public TraceTree(EventTrace trace)
    {
        var made = new Dictionary<(int Call, int Downstream), int>();
        foreach (var span in trace.Spans)
        {
            _numbers[span] = _numbers.Count;
            if (span.Kind != SpanKind.Attempt) continue;
            var call = (span.Call, span.Downstream);
            _attempts[span] = made[call] = made.GetValueOrDefault(call) + 1;
        }
        _children = trace.Spans.Where(span => span.Parent is not null).ToLookup(span => span.Parent!);
        _notes = trace.Notes.Where(note => note.Span is not null).ToLookup(note => note.Span!);
    }

    /// <summary>Its number in the order in which spans began; −1 for one that was dropped.</summary>
    public int NumberOf(Span span) => _numbers.GetValueOrDefault(span, -1);

    /// <summary>Which attempt of its call it is, from 1 on.</summary>
    public int AttemptOf(Span span) => _attempts[span];

    /// <summary>What began in it, in order.</summary>
    public IEnumerable<Span> In(Span span) => _children[span];

    /// <summary>What happened in it at one instant, in order.</summary>
    public IEnumerable<TraceNote> NotesIn(Span span) => _notes[span];

    /// <summary>An outcome as one word: <c>succeeded</c>, <c>failed</c>, <c>timedOut</c>, <c>rejected</c>, <c>cancelled</c>.</summary>
    public static string Word(Outcome outcome) => EstimateText.Name(outcome.Kind);

    /// <summary>A note as one word.</summary>
    public static string Word(TraceNoteKind kind) => EstimateText.Name(kind);
}
