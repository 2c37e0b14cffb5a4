namespace ChaosPlaybook.Model;

/// <summary>Time during which a circuit was not closed.</summary>
/// <param name="Name">Which circuit: the strategy and the executor, and a number where several clients have one each.</param>
/// <param name="IsOpen">Whether it let nothing pass; otherwise it was half open and let probes pass.</param>
/// <param name="BeganSeconds">When it began, seconds of virtual time.</param>
public sealed record CircuitPeriod(string Name, bool IsOpen, double BeganSeconds)
{
    /// <summary>When it ended; NaN while it lasts. A circuit changes when a call comes by, so an open one ends with the first call after its break.</summary>
    public double EndedSeconds { get; internal set; } = double.NaN;
}

/// <summary>Notes the states of the circuits of one layer, and changes nothing.</summary>
internal sealed class CircuitTrace(EventTrace trace, string name)
{
    /// <summary>A call has just come by.</summary>
    public void Look(Circuit circuit, double now) => trace.Look(circuit, name, now);
}
