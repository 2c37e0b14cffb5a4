namespace ChaosPlaybook.Kernel;

/// <summary>
/// A deadline for everything a strand awaits between <see cref="Strand.Within"/> and <see cref="Exit"/>. Scopes nest; a scope can
/// only make the deadline earlier.
/// </summary>
public readonly struct DeadlineScope
{
    private readonly Strand _strand;
    private readonly double _outerDeadline;
    private readonly double _ownDeadline;

    internal DeadlineScope(Strand strand, double outerDeadline, double ownDeadline)
    {
        _strand = strand;
        _outerDeadline = outerDeadline;
        _ownDeadline = ownDeadline;
    }

    /// <summary>
    /// Leaves the scope and restores the outer deadline. A cancelled <paramref name="outcome"/> becomes
    /// <see cref="Outcome.TimedOut"/> if it was this scope's deadline that struck; if an outer scope has the same deadline, that one
    /// takes it. Other outcomes pass unchanged.
    /// </summary>
    public Outcome Exit(Outcome outcome)
    {
        if (_strand.IsCancelled)
            return outcome; // called off from outside: a timeout of its own no longer matters
        _strand.Deadline = _outerDeadline;
        var struck = _ownDeadline < _outerDeadline && _strand.Now >= _ownDeadline;
        return struck && outcome.IsCancelled ? Outcome.TimedOut : outcome;
    }
}
