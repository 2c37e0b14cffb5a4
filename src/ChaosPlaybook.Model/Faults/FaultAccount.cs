namespace ChaosPlaybook.Model;

/// <summary>What became of one fault in one trial. Strikes on attempts of the warm-up are left out.</summary>
public struct FaultCount
{
    /// <summary>
    /// Attempts that it struck, and those of them of which it changed what the client saw. A fault that takes capacity away strikes
    /// and lands each time it takes some, in the warm-up too: it belongs to no attempt. A wrong clock strikes and lands, beside its
    /// refusals, each time it has a key remembered or forgotten, a limit or a deadline otherwise than a right one.
    /// </summary>
    public int Struck, Landed;

    /// <summary>
    /// Calls that it harmed and that succeeded all the same, or did not. A call harmed by two faults counts for both, so these do not
    /// add up to <see cref="TrialRecord.CallsMasked"/> and <see cref="TrialRecord.CallsLeaked"/>.
    /// </summary>
    public int Masked, Leaked;
}

/// <summary>Which fault of a world.</summary>
/// <param name="Executor">The executor that it is laid over.</param>
/// <param name="Fault">Its kind as in a scenario, with a number where the executor has several of a kind: <c>error#2</c>.</param>
/// <param name="Phase">The phase of an experiment that injects it; empty for a fault of the world itself.</param>
/// <param name="IsOff">Whether it can do nothing as it is set, as an error at rate 0.</param>
public sealed record FaultName(string Executor, string Fault, string Phase, bool IsOff)
{
    /// <summary>The faults of a world, executor by executor, as <see cref="World.FaultCounts"/> counts them.</summary>
    public static IReadOnlyList<FaultName> Of(WorldOptions world)
    {
        ArgumentNullException.ThrowIfNull(world);
        return [.. world.Injected.SelectMany(executor => executor.Faults.Select((fault, index) => Of(world, executor, fault, index)))];
    }

    private static FaultName Of(WorldOptions world, ExecutorOptions executor, FaultOptions fault, int index)
    {
        bool IsAlike(FaultOptions other) => other.Word == fault.Word && other.Phase == fault.Phase;
        var name = executor.Faults.Count(IsAlike) == 1 ? fault.Word : $"{fault.Word}#{executor.Faults.Take(index).Count(IsAlike) + 1}";
        return new(executor.Name, name, fault.Phase is { } phase ? world.Experiment!.Phases[phase].Name : "", fault.IsOff);
    }
}

/// <summary>The accounts of the faults of one executor among those of its world.</summary>
/// <param name="counts">Those of the world.</param>
/// <param name="first">Where those of the executor begin.</param>
internal readonly struct FaultAccounts(FaultCount[] counts, int first)
{
    /// <summary>Where those of the executor begin.</summary>
    public int First => first;

    /// <summary>Faults of the executors before one.</summary>
    public static int FirstOf(IReadOnlyList<ExecutorOptions> executors, int entity) => executors.Take(entity).Sum(executor => executor.Faults.Count);

    /// <summary>The account of the executor's fault with a number from 0 on.</summary>
    public ref FaultCount this[int fault] => ref counts[first + fault];
}
