using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>Something that goes wrong at an executor.</summary>
public abstract record FaultOptions
{
    /// <summary>Every value outside its bounds.</summary>
    public abstract IEnumerable<Violation> Check();

    /// <summary>The fault at work.</summary>
    internal abstract Fault Build();
}
