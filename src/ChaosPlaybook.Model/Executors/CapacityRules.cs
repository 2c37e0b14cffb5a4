using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>What changes the capacity of an executor, as its options say.</summary>
internal static class CapacityRules
{
    /// <summary>Whether the number of servers changes in the course of a trial.</summary>
    public static bool MayVary(ExecutorOptions options) =>
        options.Autoscale is not null || options.Faults.Any(fault => fault is CapacityLossFaultOptions or KillFaultOptions);

    /// <summary>Whether the number of instances does.</summary>
    public static bool InstancesVary(ExecutorOptions options) =>
        options.Autoscale is not null || options.Faults.Any(fault => fault is KillFaultOptions);

    /// <summary>Whether changes go on for ever, so that a lone agent that hangs would never be found to.</summary>
    public static bool NeverEnds(ExecutorOptions options) => options.Autoscale is not null
        || options.Faults.Any(fault => fault is CapacityLossFaultOptions && (fault.Cause is not null || fault.Window?.Intensity == IntensityKind.Random));

    /// <summary>What the options say together.</summary>
    public static IEnumerable<Violation> Check(ExecutorOptions options)
    {
        foreach (var violation in options.Slowdown?.Check() ?? []) yield return violation;
        foreach (var violation in options.ColdStart?.Check() ?? []) yield return violation;
        foreach (var violation in options.Autoscale?.Check(options.Instances) ?? []) yield return violation;
        var shares = options.Discipline == QueueDiscipline.ProcessorSharing;
        if (shares && options.Slowdown is not null) yield return new("discipline", "ProcessorSharing", "any other beside slowdown");
        if (shares && options.ColdStart is not null) yield return new("discipline", "ProcessorSharing", "any other beside coldStart");
        if (options.ColdStart is { WarmUpSeconds: > 0 } && (options.Pause is not null || options.Slow.Count > 0))
            yield return new("warmUp", "given", "without pause and slow");
        if (options.Servers is null && (MayVary(options) || options.Slowdown is not null || options.ColdStart is not null))
            yield return new("servers", "nothing", "a number, beside capacityLoss, kill, slowdown, coldStart or autoscale");
        foreach (var kill in options.Faults.OfType<KillFaultOptions>())
            if (kill.Instances > options.Instances) yield return new("instances", $"{kill.Instances}", $"at most {options.Instances}, the instances there are");
    }

    /// <summary>All that changes the capacity.</summary>
    public static IEnumerable<CapacityChange> Changes(
        ExecutorOptions options, int entity, IReadOnlyDictionary<string, Cause> causes, IReadOnlyList<Injection> injections, Balancer balancer, FaultAccounts accounts)
    {
        for (var i = 0; i < options.Faults.Count; i++)
        {
            var injection = options.Faults[i].Phase is { } phase ? injections[phase] : null;
            if (options.Faults[i] is CapacityLossFaultOptions loss)
                yield return new CapacityLoss(loss, loss.CourseIn(causes, injection), injection, balancer, entity, i) { Accounts = accounts, Fault = i };
            else if (options.Faults[i] is KillFaultOptions kill)
                yield return new Kill(kill, injection, balancer, entity, i) { Accounts = accounts, Fault = i };
        }
        if (options.Autoscale is { } autoscale) yield return new Autoscaler(autoscale, balancer, entity);
    }
}
