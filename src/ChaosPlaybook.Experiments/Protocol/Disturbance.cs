using ChaosPlaybook.Model;

namespace ChaosPlaybook.Experiments;

/// <summary>A stretch of time in which something is out of the ordinary: a surge, a fault or a slow window that has an end.</summary>
/// <param name="What">In words.</param>
/// <param name="FromSeconds">Where it begins, seconds since the start of a trial.</param>
/// <param name="ToSeconds">Where it ends.</param>
public sealed record Disturbance(string What, double FromSeconds, double ToSeconds)
{
    /// <summary>No trial lasts this long.</summary>
    private const double Never = 31_536_000;

    /// <summary>Every disturbance of a world; those of equal time once.</summary>
    public static IEnumerable<Disturbance> Of(WorldOptions world)
    {
        var surges = world.Workload is OpenWorkloadOptions { Arrivals: PacedArrivalOptions paced }
            ? paced.Paces.Select(pace => new Disturbance("surge", pace.FromSeconds, pace.ToSeconds)) : [];
        var phases = world.Experiment?.Phases.Select(phase => new Disturbance(phase.Name, phase.FromSeconds, phase.ToSeconds)) ?? [];
        return surges.Concat(OfExecutors(world)).Concat(phases).DistinctBy(each => (each.FromSeconds, each.ToSeconds));
    }

    /// <summary>Faults and slow windows that have an end.</summary>
    internal static IEnumerable<Disturbance> OfExecutors(WorldOptions world) => world.Executors.SelectMany(executor => executor.Faults.Where(Ends)
        .Select(fault => new Disturbance($"a fault of {executor.Name}", fault.Window!.FromSeconds, fault.Window.UntilSeconds))
        .Concat(executor.Slow.Where(Ends).Select(slow => new Disturbance($"{executor.Name} is slow", slow.FromSeconds, slow.FromSeconds + slow.ForSeconds))));

    /// <summary>
    /// The same world without them. A fault keeps its place, so that the luck of those behind it stays as it is; its window opens when
    /// every trial is over.
    /// </summary>
    internal static WorldOptions Without(WorldOptions world) => world with
    {
        Executors =
        [
            .. world.Executors.Select(executor => executor with
            {
                Faults = [.. executor.Faults.Select(fault => Ends(fault) ? fault with { Window = new() { FromSeconds = Never } } : fault)],
                Slow = [.. executor.Slow.Where(slow => !Ends(slow))],
            }),
        ],
    };

    private static bool Ends(FaultOptions fault) => fault.Window is { } window && double.IsFinite(window.UntilSeconds);

    private static bool Ends(SlowOptions slow) => double.IsFinite(slow.ForSeconds);
}
