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
        check: Triggers);

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

    /// <summary>The worlds with the trigger laid over them; nothing when it does not fit them, which is refused.</summary>
    public static List<WorldOptions>? Trigger(MetastabilityOptions options, List<WorldOptions> worlds, Node node, Binding binding)
    {
        void Refuse(string why) => binding.Problems.Error(node.Place, $"{Field.Key} {why}");
        if (worlds[0].Workload is not OpenWorkloadOptions open)
        {
            Refuse("needs workload.open: only agents that arrive by themselves can surge or be shed");
            return null;
        }
        var workload = options.Trigger(open);
        List<WorldOptions> triggered = [.. worlds.Select(world => world with { Workload = workload })];
        if (options.Interval(triggered[0]) is not var (from, to))
        {
            Refuse("has faults for a trigger, but no fault and no slow window of an executor has an end");
            return null;
        }
        var (window, first, last) = (options.Rule.WindowSeconds, open.WarmUpSeconds + options.Rule.WindowSeconds, open.ForSeconds - options.Rule.WindowSeconds);
        if (from < first) Refuse($"begins its trigger at {from:R} s; allowed from {first:R} s on: warmUp ({open.WarmUpSeconds:R} s) and a window ({window:R} s)");
        else if (to > last) Refuse($"ends its trigger at {to:R} s; allowed up to {last:R} s: a window ({window:R} s) before for ({open.ForSeconds:R} s)");
        else return triggered;
        return null;
    }

    private static bool Triggers(Values v)
    {
        Field[] surge = [_from, _for, _load];
        var given = surge.Where(v.Has).ToList();
        foreach (var missing in surge.Where(field => given.Count > 0 && !v.Has(field))) Shape<object>.Missing(missing, v);
        if (given.Count == 0 && !v.Get(_faults)) v.Binding.Problems.Error(v.Node.Place, $"{v.Path} needs from, for and load, or faults: true");
        return given.Count == surge.Length || given.Count == 0 && v.Get(_faults);
    }
}
