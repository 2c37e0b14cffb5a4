using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using ChaosPlaybook.Model;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Scenarios;

/// <summary>Capacity that changes: servers lost, instances killed, started cold, or ordered by an autoscaler; jobs that slow each other down.</summary>
internal static class CapacityForms
{
    private static readonly KillFaultOptions _kill = new();
    private static readonly ColdStartOptions _coldStart = new();
    private static readonly AutoscaleOptions _autoscale = new() { Max = 1 };
    private static readonly SlowdownOptions _slowdown = new(1);
    private static readonly ExecutorOptions _executor = new() { Name = "", Latency = new Constant(0) };

    private static readonly Field<double> _loss =
        Fields.Needed("loss", new RatioForm(Bounds.Ratio), "Share of every instance's servers that begin no job at full strength; rounded so that more remain.");
    private static readonly Field<long> _killed = Fields.Default("instances", new CountForm(ExecutorOptions.InstancesBounds),
        "How many: the first that are up.", _kill.Instances);
    private static readonly Field<double> _at = Fields.Default("at", new DurationForm(WindowOptions.SecondsBounds), "Moment of the trial.", _kill.AtSeconds);
    private static readonly Field<Distribution?> _restartAfter = Fields.Optional("restartAfter", new NeverForm(Laws.Law), "How long each stays away.", "never back");
    private static readonly Field<KilledWork> _inFlight = Fields.Default("inFlight", new WordForm<KilledWork>(),
        "What becomes of its work: lost and answered with 502 at once, or finished.", _kill.InFlight);

    /// <summary>Faults that strike servers and instances instead of attempts.</summary>
    public static IReadOnlyList<Variant<FaultOptions>> Faults =>
    [
        Scenarios.Faults.Kind("capacityLoss", "capacityLoss", "A share of the servers begins no jobs; jobs that have begun are finished.", [_loss],
            v => new CapacityLossFaultOptions { Loss = v.Get(_loss) }),
        new("kill", "Instances go away at a moment, and come back or not.", new Shape<FaultOptions>("kill",
            "Instances go away at a moment, and come back or not. Where none is left attempts are answered with 503 at once.",
            [_killed, _at, _restartAfter, _inFlight],
            v => new KillFaultOptions
            {
                Instances = (int)v.Get(_killed), AtSeconds = v.Get(_at), RestartAfter = v.Get(_restartAfter), InFlight = v.Get(_inFlight),
            })),
    ];

    private static readonly Field<bool> _dropExpired = Fields.Default("dropExpired", new FlagForm(),
        "Queued work is dropped without a word whose client's deadline leaves no more than the mean service time.", _executor.DropExpired, "false");

    private static readonly Field<double> _perJob =
        Fields.Needed("perJob", new RatioForm(SlowdownOptions.PerJobBounds), "How much longer a job takes for every job above `from` at work when it begins.");
    private static readonly Field<long> _from =
        Fields.Default("from", new CountForm(SlowdownOptions.FromBounds), "Jobs at work, itself included, that do not disturb each other.", _slowdown.From);
    private static readonly Field<SlowdownOptions> _slowdownKey = Fields.Optional("slowdown", new Shape<SlowdownOptions>("slowdown",
        "Jobs at work at an instance slow down those that begin beside them.", [_perJob, _from], v => new(v.Get(_perJob), (int)v.Get(_from))),
        "Service takes longer beside other jobs.", "it does not");

    private static readonly Field<Distribution> _extra =
        Fields.Default("extra", Laws.Law, "What the first job takes longer.", _coldStart.Extra, "0 s");
    private static readonly Field<double> _warmUp =
        Fields.Default("warmUp", new DurationForm(ColdStartOptions.WarmUpBounds), "W, time to full speed.", _coldStart.WarmUpSeconds);
    private static readonly Field<double> _aggression = Fields.Default("aggression", new NumberForm(ColdStartOptions.AggressionBounds),
        "a, of the speed (t/W)^(1/a) at time t of the warm-up, as Envoy and Istio have it.", _coldStart.Aggression);
    private static readonly Field<double> _idleAfter = Fields.Default("idleAfter", new DurationForm(ColdStartOptions.IdleAfterBounds, orForever: true),
        "Time without a job after which the next takes `extra` again.", _coldStart.IdleAfterSeconds);
    private static readonly Field<bool> _fromStart = Fields.Default("fromStart", new FlagForm(),
        "The instances that a trial begins with are cold too.", _coldStart.FromStart, "false");
    private static readonly Field<ColdStartOptions> _coldStartKey = Fields.Optional("coldStart", new Shape<ColdStartOptions>("coldStart",
        "How slow an instance is that has just come up.", [_extra, _warmUp, _aggression, _idleAfter, _fromStart],
        v => new()
        {
            Extra = v.Get(_extra), WarmUpSeconds = v.Get(_warmUp), Aggression = v.Get(_aggression), IdleAfterSeconds = v.Get(_idleAfter), FromStart = v.Get(_fromStart),
        }, check: v => !v.Has(_aggression) || v.Has(_warmUp) || Refuse(v, _aggression, "has an effect with warmUp only")),
        "How slow an instance is that has just come up.", "not at all");

    private static readonly Field<long> _min =
        Fields.Default("min", new CountForm(ExecutorOptions.InstancesBounds), "Fewest instances; without `instances` the trial begins with so many.", _autoscale.Min);
    private static readonly Field<long> _max = Fields.Needed("max", new CountForm(ExecutorOptions.InstancesBounds), "Most instances.");
    private static readonly Field<double> _upper = Fields.Default("upper", new RatioForm(AutoscaleOptions.UpperBounds),
        "Utilisation u from which ⌈n·u/(upper − 0.01)⌉ instances are wanted.", _autoscale.Upper);
    private static readonly Field<double> _lower = Fields.Default("lower", new RatioForm(AutoscaleOptions.UpperBounds with { Low = 0 }),
        "Utilisation u up to which ⌈n·max(0.01, u)/lower⌉ instances are wanted.", _autoscale.Lower);
    private static readonly Field<double> _period =
        Fields.Default("period", new DurationForm(AutoscaleOptions.PeriodBounds), "Time between two looks, over which utilisation is averaged.", _autoscale.PeriodSeconds);
    private static readonly Field<double> _hold = Fields.Default("holdTime", new DurationForm(AutoscaleOptions.HoldBounds),
        "Time after a change, or the start of the trial, before there may be fewer.", _autoscale.HoldSeconds);
    private static readonly Field<Distribution> _startUp =
        Fields.Default("startUp", Laws.Law, "How long a new instance takes until it gets attempts.", _autoscale.StartUp, "0 s");
    private static readonly Field<AutoscaleOptions> _autoscaleKey = Fields.Optional("autoscale", new Shape<AutoscaleOptions>("autoscale",
        "The number of instances follows their utilisation; those that go finish what they have.", [_min, _max, _upper, _lower, _period, _hold, _startUp],
        v => new()
        {
            Min = (int)v.Get(_min), Max = (int)v.Get(_max), Upper = v.Get(_upper), Lower = v.Get(_lower), PeriodSeconds = v.Get(_period),
            HoldSeconds = v.Get(_hold), StartUp = v.Get(_startUp),
        }, check: BoundsRise), "How the number of instances follows the load.", "not at all");

    /// <summary>Keys of an executor, in the order of the manual; all of them need servers.</summary>
    public static IReadOnlyList<Field> Keys => [_dropExpired, _slowdownKey, _coldStartKey, _autoscaleKey];

    /// <summary>Those that bear on how long a job takes once it has begun.</summary>
    public static IReadOnlyList<Field> OfService => [_slowdownKey, _coldStartKey];

    /// <summary>The executor with what the keys say.</summary>
    public static ExecutorOptions Apply(Values v, ExecutorOptions executor, bool instancesGiven) => executor with
    {
        DropExpired = v.Get(_dropExpired), Slowdown = v.Get(_slowdownKey), ColdStart = v.Get(_coldStartKey), Autoscale = v.Get(_autoscaleKey),
        Instances = v.Has(_autoscaleKey) && !instancesGiven ? v.Get(_autoscaleKey).Min : executor.Instances,
    };

    /// <summary>What no single key can tell.</summary>
    /// <param name="v">The keys of the executor.</param>
    /// <param name="executor">The executor as they describe it.</param>
    /// <param name="faults">Its faults and where they stand.</param>
    /// <param name="instances">The key of their number.</param>
    public static bool Agree(Values v, ExecutorOptions executor, IReadOnlyList<Chosen<FaultOptions>> faults, Field instances)
    {
        var fine = true;
        foreach (var fault in faults)
        {
            if (fault.Value is CapacityLossFaultOptions loss)
            {
                if (executor.Servers is null) Wrong(fault, "needs servers of its executor");
                if (!v.Binding.Names.HasWorkload && (loss.Cause is not null || loss.Window?.Intensity == IntensityKind.Random))
                    Wrong(fault, "comes and goes at random, and needs workload");
            }
            else if (fault.Value is KillFaultOptions kill)
            {
                if (executor.Servers is null) Wrong(fault, "needs servers of its executor");
                else if (kill.Instances > executor.Instances) Wrong(fault, $"kills {kill.Instances} instances; there are {executor.Instances}");
            }
        }
        if (v.Has(_autoscaleKey))
        {
            if (!v.Binding.Names.HasWorkload) fine = Refuse(v, _autoscaleKey, "needs workload");
            if (executor.Instances < executor.Autoscale!.Min || executor.Instances > executor.Autoscale.Max)
                fine = FaultKeys.Refuse(v, instances, $"allowed [{executor.Autoscale.Min}, {executor.Autoscale.Max}], as autoscale says");
        }
        if (executor.ColdStart is { WarmUpSeconds: > 0 } && (executor.Pause is not null || executor.Slow.Count > 0))
            fine = Refuse(v, _coldStartKey, "has a warmUp; allowed without pause and slow");
        WarnOfSharing(v, executor);
        return fine;

        void Wrong(Chosen<FaultOptions> fault, string rest)
        {
            v.Binding.Problems.Error(fault.Place, $"{fault.Path} {rest}");
            fine = false;
        }
    }

    private static void WarnOfSharing(Values v, ExecutorOptions executor)
    {
        if (executor.Discipline != QueueDiscipline.ProcessorSharing || executor.Servers is null) return;
        if (executor.Shed?.QueueTimeoutSeconds is not null) Warn("shed.queueTimeout");
        if (executor.Shed?.CoDel is not null) Warn("shed.coDel");
        if (executor.DropExpired) Warn(_dropExpired.Key);

        void Warn(string key) => v.Binding.Problems.Warn(v.Node.Place,
            $"{v.Path}.{key} has no effect with discipline: processorSharing: every job is served from the moment it comes");
    }

    private static bool BoundsRise(Values v)
    {
        if (v.Get(_max) < v.Get(_min)) return FaultKeys.Refuse(v, _max, $"allowed from min ({v.Get(_min)}) on");
        return v.Get(_lower) < v.Get(_upper) || FaultKeys.Refuse(v, _lower, $"allowed below upper ({v.Get(_upper):R})");
    }

    private static bool Refuse(Values v, Field field, string rest)
    {
        v.Binding.Problems.Error(v.At(field).Place, $"{v.Path.Child(field.Key)} {rest}");
        return false;
    }
}

/// <summary>A law of a duration, or <c>never</c>.</summary>
internal sealed class NeverForm(Form<Distribution> law) : Form<Distribution?>
{
    private const string Never = "never";

    public override string Expected => $"{law.Expected}; or {Never}";

    public override IEnumerable<Form> Parts => [law];

    public override JsonObject Schema(SchemaDefinitions definitions) => SchemaDefinitions.AnyOf([law.Schema(definitions), new() { ["const"] = Never }]);

    public override bool TryBind(Node node, Path path, Binding binding, [MaybeNullWhen(false)] out Distribution? value)
    {
        value = null;
        return node is ScalarNode { Text: Never } || law.TryBind(node, path, binding, out value);
    }
}
