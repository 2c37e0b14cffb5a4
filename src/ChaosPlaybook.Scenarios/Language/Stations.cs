using ChaosPlaybook.Model;

namespace ChaosPlaybook.Scenarios;

/// <summary>What an executor does under load: servers, the queue in front of them, and work whose client has gone.</summary>
internal static class Stations
{
    private static readonly ExecutorOptions _executor = new() { Name = "", Latency = new Statistics.Constant(0) };

    private static readonly Field<long> _servers = Fields.Optional("servers", new CountForm(ExecutorOptions.ServersBounds),
        "Equal servers behind one queue.", "a server for everybody");

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

    /// <summary>Keys of an executor, in the order of the manual.</summary>
    public static IReadOnlyList<Field> Keys => [_servers, _queue, _whenAbandoned];

    /// <summary>The executor with what the keys say.</summary>
    public static ExecutorOptions Apply(Values v, ExecutorOptions executor)
    {
        if (v.Has(_servers)) executor = executor with { Servers = (int)v.Get(_servers) };
        if (v.Has(_queue)) executor = v.Get(_queue)(executor);
        return executor with { WhenAbandoned = v.Get(_whenAbandoned) };
    }

    /// <summary>Without servers nobody queues: keys about queues would be ignored.</summary>
    public static bool Agree(Values v)
    {
        if (v.Has(_servers)) return true;
        var idle = new Field[] { _queue, _whenAbandoned }.Where(v.Has).ToList();
        foreach (var field in idle)
            v.Binding.Problems.Error(v.At(field).Place, $"{v.Path.Child(field.Key)} needs {_servers.Key}: without them nothing queues");
        return idle.Count == 0;
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
