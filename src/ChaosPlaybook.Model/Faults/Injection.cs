namespace ChaosPlaybook.Model;

/// <summary>
/// The faults of one phase of an experiment, which may be stopped at a moment that nobody knows in advance: from then on their intensity
/// is 0, and nothing that was going to happen happens.
/// </summary>
internal sealed class Injection
{
    /// <summary>Whether one of its faults has struck anything in this trial.</summary>
    public bool HasLanded { get; private set; }

    /// <summary>One of its faults strikes.</summary>
    public void Land() => HasLanded = true;

    /// <summary>Whether it has been stopped in this trial.</summary>
    public bool IsStopped { get; private set; }

    /// <summary>It has just been stopped: who sleeps until a fault changes looks again.</summary>
    public event Action? Stopped;

    /// <summary>Ends every fault.</summary>
    public void Stop()
    {
        if (IsStopped) return;
        IsStopped = true;
        Stopped?.Invoke();
    }

    /// <summary>Back to the beginning.</summary>
    public void Reset() => IsStopped = HasLanded = false;
}
