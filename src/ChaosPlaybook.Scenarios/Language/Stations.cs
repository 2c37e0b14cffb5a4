using ChaosPlaybook.Model;

namespace ChaosPlaybook.Scenarios;

/// <summary>What an executor does under load: servers, the queue in front of them, and work whose client has gone.</summary>
internal static class Stations
{
    private static readonly ExecutorOptions _executor = new() { Name = "", Latency = new Statistics.Constant(0) };

    private static readonly Field<long> _servers = Fields.Optional("servers", new CountForm(ExecutorOptions.ServersBounds),
        "Equal servers behind one queue.", "a server for everybody");

    private static readonly Field<long> _instances = Fields.Default("instances", new CountForm(ExecutorOptions.InstancesBounds),
        "Equal instances, each with its servers and its queue.", _executor.Instances);
    private static readonly Field<Balance> _balance =
        Fields.Default("balance", new WordForm<Balance>(), "Which instance an attempt goes to.", _executor.Balance);

    private static readonly Field<long> _limit = Fields.Optional("limit", new CountForm(ExecutorOptions.QueueLimitBounds),
        "Longest queue; what does not fit is answered with 503 at once.", "any length");
    private static readonly Field<QueueDiscipline> _discipline = Fields.Default("discipline", new WordForm<QueueDiscipline>(),
        "Who is served next.", _executor.Discipline);
    private static readonly Field<long> _lifoFrom = Fields.Default("lifoFrom", new CountForm(ExecutorOptions.LifoFromBounds),
        "Queue length from which `adaptiveLifo` serves the last first.", _executor.LifoFrom);
    private static readonly Shape<Func<ExecutorOptions, ExecutorOptions>> _queueShape = new("queue", "The queue in front of the servers.",
        [_limit, _discipline, _lifoFrom],
        v => executor => executor with
        {
            QueueLimit = v.Has(_limit) ? (int)v.Get(_limit) : null, Discipline = v.Get(_discipline), LifoFrom = (int)v.Get(_lifoFrom),
        }, check: WarnOfIdle);
    private static readonly Field<Func<ExecutorOptions, ExecutorOptions>> _queue =
        Fields.Optional("queue", _queueShape, "The queue in front of the servers.", "any length, first come first served");

    private static readonly Field<Abandonment> _whenAbandoned = Fields.Default("whenAbandoned", new WordForm<Abandonment>(),
        "What happens to work whose client has gone: it is done all the same, dropped unless it has begun, or dropped in any case.",
        _executor.WhenAbandoned);

    private static readonly CoDelOptions _usual = new();
    private static readonly ShedOptions _nothing = new();
    private static readonly Field<double> _target =
        Fields.Default("target", new DurationForm(ShedOptions.SecondsBounds), "Time in the queue that is acceptable.", _usual.TargetSeconds);
    private static readonly Field<double> _interval = Fields.Default("interval", new DurationForm(ShedOptions.SecondsBounds),
        "Time for which it must be exceeded before anything is dropped.", _usual.IntervalSeconds);
    private static readonly Field<CoDelOptions> _coDel = Fields.Optional("coDel", new Shape<CoDelOptions>("coDel", "Controlled delay (RFC 8289).",
        [_target, _interval], v => new CoDelOptions { TargetSeconds = v.Get(_target), IntervalSeconds = v.Get(_interval) }),
        "Controlled delay: drops the head while the time in the queue stays above a target.");
    private static readonly Field<double> _timeout = Fields.Optional("queueTimeout", new DurationForm(ShedOptions.SecondsBounds),
        "Longest time in the queue: what has waited that long is dropped when a server would take it up.");
    private static readonly Field<double> _relaxed = Fields.Optional("relaxed", new DurationForm(ShedOptions.SecondsBounds),
        "The queue timeout while the queue has been empty within this time.", "the queue timeout");
    private static readonly Field<double> _utilisation = Fields.Optional("utilisation", new RatioForm(ShedOptions.UtilisationBounds),
        "Share of servers at work from which arrivals are refused.");
    private static readonly Field<long> _keepFrom = Fields.Default("keepFrom", new CountForm(ShedOptions.KeepFromBounds),
        "Priority from which arrivals are taken in spite of `utilisation`.", _nothing.KeepFrom);
    private static readonly Field<ShedOptions> _shed = Fields.Optional("shed", new Shape<ShedOptions>("shed",
        "What is refused or dropped under load, besides what does not fit; all of it is answered with 503.",
        [_timeout, _relaxed, _coDel, _utilisation, _keepFrom],
        v => new ShedOptions
        {
            QueueTimeoutSeconds = Given(v, _timeout), RelaxedSeconds = Given(v, _relaxed), CoDel = v.Get(_coDel), Utilisation = Given(v, _utilisation),
            KeepFrom = (int)v.Get(_keepFrom),
        }, check: ShedAgrees), "What is refused or dropped under load.", "only what does not fit");

    private static readonly Field<double> _every = Fields.Needed("every", new DurationForm(ShedOptions.SecondsBounds),
        "From the beginning of a pause to that of the next; the first begins after this time.");
    private static readonly Field<double> _length = Fields.Needed("for", new DurationForm(ShedOptions.SecondsBounds), "Length of a pause.");
    private static readonly Field<PauseOptions> _pause = Fields.Optional("pause", new Shape<PauseOptions>("pause",
        "Every server stands still again and again, as while a runtime collects garbage.", [_every, _length],
        v => new(v.Get(_every), v.Get(_length)), check: PauseEnds), "Times at which every server stands still.", "never any");
    private static readonly Field<double> _factor =
        Fields.Needed("factor", new NumberForm(SlowOptions.FactorBounds), "How much longer everything takes.");
    private static readonly Field<double> _from =
        Fields.Default("from", new DurationForm(WorkloadOptions.SecondsBounds), "When it begins.", new SlowOptions(1).FromSeconds);
    private static readonly Field<double> _lasts =
        Fields.Default("for", new DurationForm(SlowOptions.ForBounds, orForever: true), "How long it lasts.", new SlowOptions(1).ForSeconds);
    private static readonly Field<IReadOnlyList<SlowOptions>> _slow = Fields.Default("slow", new ListForm<SlowOptions>(new Shape<SlowOptions>("slow",
        "A window in which everything takes longer.", [_factor, _from, _lasts], v => new(v.Get(_factor), v.Get(_from), v.Get(_lasts))), 0, 20),
        "Windows in which everything takes longer; where they overlap the factors multiply.", [], "[]");

    /// <summary>Priority of a step.</summary>
    public static Field<long> Priority { get; } = Fields.Default("priority", new CountForm(StepOptions.PriorityBounds),
        "Priority of its attempts where the queue's discipline is `priority`: the highest is served first.", 0);

    /// <summary>Number of instances.</summary>
    public static Field<long> Instances => _instances;

    /// <summary>Keys of an executor, in the order of the manual.</summary>
    public static IReadOnlyList<Field> Keys => [_servers, _queue, _whenAbandoned, _shed, _instances, _balance, EjectionForms.Key, _pause, _slow, .. CapacityForms.Keys];

    /// <summary>The executor with what the keys say.</summary>
    public static ExecutorOptions Apply(Values v, ExecutorOptions executor)
    {
        if (v.Has(_servers)) executor = executor with { Servers = (int)v.Get(_servers) };
        if (v.Has(_queue)) executor = v.Get(_queue)(executor);
        executor = executor with
        {
            WhenAbandoned = v.Get(_whenAbandoned), Shed = v.Get(_shed), Instances = (int)v.Get(_instances), Balance = v.Get(_balance),
            Pause = v.Get(_pause), Slow = v.Get(_slow), OutlierEjection = v.Get(EjectionForms.Key),
        };
        return CapacityForms.Apply(v, executor, v.Has(_instances));
    }

    /// <summary>Without servers nobody queues: keys about queues would be ignored.</summary>
    public static bool Agree(Values v)
    {
        var fine = CallForms.Agree(v, _servers, () => SharesServers(v));
        if (v.Has(_servers)) return SharesAtOneSpeed(v) && fine;
        var idle = new Field[] { _queue, _whenAbandoned, _shed, _instances, _balance, EjectionForms.Key, _pause, _slow }.Concat(CapacityForms.Keys).Where(v.Has).ToList();
        if (v.Has(CallForms.Calls)) idle.Remove(_whenAbandoned); // its calls may be called off
        foreach (var field in idle)
            v.Binding.Problems.Error(v.At(field).Place, $"{v.Path.Child(field.Key)} needs {_servers.Key}: without them nothing queues");
        return idle.Count == 0 && fine;
    }

    private static bool SharesServers(Values v) => v.Has(_queue) && v.Get(_queue)(_executor).Discipline == QueueDiscipline.ProcessorSharing;

    /// <summary>Whether instances and what speaks of them fit together.</summary>
    public static bool InstancesAgree(Values v, Field<IReadOnlyList<Chosen<FaultOptions>>> faults) =>
        EjectionForms.Agree(v, faults, v.Has(_servers), v.Get(_instances));

    private static bool SharesAtOneSpeed(Values v)
    {
        if (!SharesServers(v)) return true;
        var refused = new Field[] { _pause, _slow }.Concat(CapacityForms.OfService).Where(v.Has).ToList();
        foreach (var field in refused)
            v.Binding.Problems.Error(v.At(field).Place, $"{v.Path.Child(field.Key)} stands beside discipline: processorSharing; allowed with any other");
        return refused.Count == 0;
    }

    private static bool PauseEnds(Values v)
    {
        if (v.Get(_length) < v.Get(_every)) return true;
        v.Refuse(_length, $"allowed below every ({v.Get(_every)} s)");
        return false;
    }

    private static double? Given(Values v, Field<double> field) => v.Has(field) ? v.Get(field) : null;

    private static bool ShedAgrees(Values v)
    {
        foreach (var (dependent, on) in new (Field, Field)[] { (_relaxed, _timeout), (_keepFrom, _utilisation) })
        {
            if (!v.Has(dependent) || v.Has(on)) continue;
            v.Binding.Problems.Error(v.At(dependent).Place, $"{v.Path.Child(dependent.Key)} needs {on.Key}");
            return false;
        }
        if (!v.Has(_relaxed) || v.Get(_relaxed) >= v.Get(_timeout)) return true;
        v.Refuse(_relaxed, $"allowed from queueTimeout ({v.Get(_timeout)} s) on");
        return false;
    }

    private static bool WarnOfIdle(Values v)
    {
        if (v.Has(_lifoFrom) && !v.IsSwept(_discipline) && v.Get(_discipline) != QueueDiscipline.AdaptiveLifo)
        {
            v.Binding.Problems.Warn(v.At(_lifoFrom).Place, $"{v.Path.Child(_lifoFrom.Key)} has no effect with {_discipline.Key}: " +
                $"{WordForm<QueueDiscipline>.Of(v.Get(_discipline))}; it works with adaptiveLifo only");
        }
        return true;
    }
}
