using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>
/// Something outside the executors that comes and goes: a zone, a network, a provider. Faults that name it are at work while it
/// lasts, so executors fail together: with an own failure probability p and error faults of rate β_j under causes Z_j an attempt
/// fails with probability 1 − (1 − p)·∏(1 − β_j Z_j).
/// </summary>
/// <param name="Name">Name by which faults refer to it.</param>
/// <param name="Course">When it is down: while it is, the cause is at work.</param>
public sealed record CauseOptions(string Name, OnOffOptions Course)
{
    /// <summary>Every value outside its bounds.</summary>
    public IEnumerable<Violation> Check() => Course.Check();
}

/// <summary>A cause at work, one for the whole world.</summary>
internal sealed class Cause(CauseOptions options, int number)
{
    private readonly OnOff _course = new(options.Course);

    /// <summary>Back to the beginning, with the luck of a replication.</summary>
    public void Begin(Luck luck) => _course.Begin(luck, Purpose.Cause, number, 0);

    /// <summary>Whether it lasts at a moment. Moments never go back within a trial.</summary>
    public bool IsOn(double now) => _course.IsDown(now);

    /// <summary>When it begins or ends next after the moment asked for last, seconds.</summary>
    public double ChangesAt => _course.ChangesAt;
}
