using ChaosPlaybook.Experiments;
using ChaosPlaybook.Model;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Scenarios;

/// <summary>Whether worlds come back after a trigger.</summary>
internal static class MetastabilityForms
{
    private static readonly MetastabilityOptions _usual = new();

    private static readonly Field<double> _from = Fields.Optional("from", new DurationForm(WorkloadOptions.SecondsBounds), "When the surge begins; with `for` and `load`.");
    private static readonly Field<double> _for = Fields.Optional("for", new DurationForm(WorkloadOptions.ForBounds), "How long it lasts.");
    private static readonly Field<double> _load = Fields.Optional("load", new NumberForm(PacedArrivalOptions.FactorBounds),
        "Arrivals per second then, as a multiple of those without it.");
    private static readonly Field<bool> _faults = Fields.Default("faults", new FlagForm(),
        "The faults and slow windows of executors that have an end are the trigger, or part of it.", _usual.Faults, "false");

    /// <summary>What goes wrong for a while.</summary>
    public static Shape<(Pace? Surge, bool Faults)> TriggerShape { get; } = new("trigger",
        "What goes wrong for a while. Every trial of the scenario meets it; the twin that tells overload from a lasting failure does not.",
        [_from, _for, _load, _faults], v => (v.Has(_from) ? new Pace(v.Get(_from), v.Get(_from) + v.Get(_for), v.Get(_load)) : null, v.Get(_faults)),
        check: Triggers, early: true);

    private static readonly Field<(Pace? Surge, bool Faults)> _triggerKey = Fields.Needed("trigger", TriggerShape, "What goes wrong for a while.");
    private static readonly Field<long> _replications = Fields.Default("replications", new CountForm(MetastabilityOptions.ReplicationsBounds),
        "Trials judged per cell.", _usual.Replications);
    private static readonly Field<double> _window = Fields.Default("window", new DurationForm(new Bounds(0, 86400, LowOpen: true)),
        "Length of the windows that are judged.", _usual.Rule.WindowSeconds);
    private static readonly Field<double> _goodput = Fields.Default("goodput", new RatioForm(new Bounds(0, 1, LowOpen: true)),
        "Least goodput of a healthy window, as a share of what is offered in it.", _usual.Rule.GoodputShare);
    private static readonly Field<double> _latency = Fields.Default("latency", new NumberForm(new Bounds(1, 1e6)),
        "Largest 99th percentile of duration of a healthy window, as a multiple of that before the trigger.", _usual.Rule.LatencyFactor);
    private static readonly Field<double> _queue = Fields.Default("queue", new NumberForm(new Bounds(1, 1e6)),
        "Largest mean queue of a healthy window, as a multiple of that before the trigger; never less than one job per server.", _usual.Rule.QueueFactor);
    private static readonly Field<double> _shedTo = Fields.Default("shedTo", new RatioForm(Bounds.Ratio),
        "Load left for the probe that sheds load from a trial that did not recover.", _usual.ShedTo);
    private static readonly Field<double> _shedFor = Fields.Default("shedFor", new DurationForm(WorkloadOptions.ForBounds),
        "How long it is shed at least; longer where the queue needs longer to be worked off.", _usual.ShedSeconds);

    /// <summary>The mapping.</summary>
    public static Shape<MetastabilityOptions> Shape { get; } = new("metastability",
        "Trials are disturbed and judged: do they come back by themselves? Needs an open workload; written to `metastability.csv`.",
        [_triggerKey, _replications, _window, _goodput, _latency, _queue, _shedTo, _shedFor],
        v => new MetastabilityOptions
        {
            Surge = v.Get(_triggerKey).Surge, Faults = v.Get(_triggerKey).Faults, Replications = (int)v.Get(_replications),
            Rule = new() { WindowSeconds = v.Get(_window), GoodputShare = v.Get(_goodput), LatencyFactor = v.Get(_latency), QueueFactor = v.Get(_queue) },
            ShedTo = v.Get(_shedTo), ShedSeconds = v.Get(_shedFor),
        });

    /// <summary>The key at the top of a scenario.</summary>
    public static Field<MetastabilityOptions> Field { get; } =
        Fields.Optional("metastability", Shape, "Whether worlds come back after a trigger.", "nothing is judged");

    /// <summary>Whether the trigger fits a world; what can be told of it is, whatever else is wrong.</summary>
    /// <param name="workload">The workload; nothing when there is none or it is wrong itself.</param>
    /// <param name="executors">The executors; nothing when they are wrong themselves.</param>
    /// <param name="node">The mapping.</param>
    /// <param name="binding">Names and levels.</param>
    public static bool Fits(WorkloadOptions? workload, IReadOnlyList<ExecutorOptions>? executors, Node node, Binding binding)
    {
        var fits = true;
        void Refuse(string why)
        {
            binding.Problems.Error(node.Place, $"{Field.Key} {why}");
            fits = false;
        }
        if (!binding.Names.HasWorkload || workload is not (null or OpenWorkloadOptions)) Refuse("needs workload.open: only agents that arrive by themselves can surge or be shed");
        var peek = new Peek(node, binding);
        var trigger = peek.Into(_triggerKey);
        if (!trigger.Knows(_faults, out var faults) || faults && executors is null) return fits;
        Pace? surge = null;
        if (trigger.Has(_from) || trigger.Has(_for) || trigger.Has(_load))
        {
            if (trigger.Given(_from) is not { } start || trigger.Given(_for) is not { } length) return fits;
            surge = new(start, start + length, 1);
        }
        var world = new WorldOptions { Agent = new([]), Executors = executors ?? [], Playbook = new("", []) };
        if (new MetastabilityOptions { Surge = surge, Faults = faults }.Interval(world) is not var (from, to))
        {
            if (faults) Refuse("has faults for a trigger, but no fault and no slow window of an executor has an end");
            return fits;
        }
        if (!peek.Knows(_window, out var window) || workload is not OpenWorkloadOptions open) return fits;
        var (first, last) = (open.WarmUpSeconds + window, open.ForSeconds - window);
        if (from < first) Refuse($"begins its trigger at {from:R} s; allowed from {first:R} s on: warmUp ({open.WarmUpSeconds:R} s) and a window ({window:R} s)");
        if (to > last) Refuse($"ends its trigger at {to:R} s; allowed up to {last:R} s: a window ({window:R} s) before for ({open.ForSeconds:R} s)");
        return fits;
    }

    /// <summary>Worlds that fit with the trigger laid over them.</summary>
    public static List<WorldOptions> Trigger(MetastabilityOptions options, List<WorldOptions> worlds)
    {
        var workload = options.Trigger(worlds[0].Workload!);
        return [.. worlds.Select(world => world with { Workload = workload })];
    }

    private static bool Triggers(Values v)
    {
        Field[] surge = [_from, _for, _load];
        var missing = surge.Where(field => v.Node[field.Key] is null).ToList();
        if (missing.Count is > 0 and < 3)
        {
            foreach (var field in missing) Shape<object>.Missing(field, v);
            return false;
        }
        // A wrong value of `faults` says enough.
        if (missing.Count == 0 || v.Get(_faults) || v.Node[_faults.Key] is not null && !v.Has(_faults)) return true;
        v.Binding.Problems.Error(v.Node.Place, $"{v.Path} needs from, for and load, or faults: true");
        return false;
    }
}
