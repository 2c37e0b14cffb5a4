namespace ChaosPlaybook.Model;

/// <summary>
/// What became of the attempts that came to a station, as their clients saw it: arrived = served + shed + abandoned + lost, once all
/// have ended.
/// </summary>
internal struct StationCounts
{
    /// <summary>Attempts that came.</summary>
    public long Arrived;

    /// <summary>Attempts answered while their client waited.</summary>
    public long Served;

    /// <summary>Attempts answered with 503: turned away at once, or dropped from the queue.</summary>
    public long Shed;

    /// <summary>Attempts whose client went before the answer.</summary>
    public long Abandoned;

    /// <summary>Attempts under way at an instance that was killed.</summary>
    public long Lost;
}
