using ChaosPlaybook.Model;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Scenarios;

/// <summary>How many agents call, and when.</summary>
internal static class Workloads
{
    private static readonly OpenWorkloadOptions _usual = new() { Arrivals = new PoissonArrivalOptions { Rate = 1 }, ForSeconds = 1 };

    private static readonly Field<double> _for =
        Fields.Needed("for", new DurationForm(WorkloadOptions.ForBounds), "Length of a trial: agents start until then, warm-up included.");
    private static readonly Field<double> _warmUp = Fields.Default("warmUp", new DurationForm(WorkloadOptions.SecondsBounds),
        "Time at the beginning whose agents are not counted; below `for`.", _usual.WarmUpSeconds);
    private static readonly Field<double> _drain = Fields.Default("drain", new DurationForm(WorkloadOptions.SecondsBounds),
        "Longest time after `for` in which agents under way may end; what is left then is censored.", _usual.DrainSeconds);

    private static readonly Field<double> _rate = Fields.Optional("rate", new RateForm(PoissonArrivalOptions.RateBounds),
        "Agents that arrive per second, independently of each other (Poisson).");
    private static readonly Field<Chosen<ArrivalOptions>> _arrivals = Fields.Optional("arrivals", ArrivalForms.Choice, "Instead of `rate`: how they arrive.");
    private static readonly Field<long> _openClients = Fields.Default("clients", new CountForm(WorkloadOptions.ClientsBounds),
        "Client processes that the agents are spread over in turn; each keeps its own breakers and budgets.", _usual.Clients);

    private static readonly Field<long> _agents = Fields.Needed("agents", new CountForm(ClosedWorkloadOptions.AgentsBounds), "Agents.");
    private static readonly Field<Distribution> _think = Fields.Default("think", Laws.Law,
        "Time that an agent lets pass before each start, the first included.", new Constant(0), "0 s");
    private static readonly Field<long> _closedClients = Fields.Optional("clients", new CountForm(WorkloadOptions.ClientsBounds),
        "Client processes that the agents are spread over in turn, at most one each.", "one per agent");

    private static readonly Shape<WorkloadOptions> _open = new("open",
        "Agents arrive whether or not those before them have ended; overload is possible.",
        [_rate, _arrivals, _for, _warmUp, _drain, _openClients, Timelines.Field],
        v => new OpenWorkloadOptions
        {
            Arrivals = v.Has(_arrivals) ? v.Get(_arrivals).Value : new PoissonArrivalOptions { Rate = v.Get(_rate) },
            ForSeconds = v.Get(_for), WarmUpSeconds = v.Get(_warmUp), DrainSeconds = v.Get(_drain), Clients = (int)v.Get(_openClients),
            Timeline = v.Get(Timelines.Field),
        },
        new([[_rate], [_arrivals]]), v => WarmUpEnds(v) && ChangesHappen(v));

    private static readonly Shape<WorkloadOptions> _closed = new("closed",
        "A fixed number of agents, each starting again after it has ended and thought for a while; load throttles itself.",
        [_agents, _think, _for, _warmUp, _drain, _closedClients, Timelines.Field],
        v => new ClosedWorkloadOptions
        {
            Agents = (int)v.Get(_agents), Think = v.Get(_think), Clients = Clients(v),
            ForSeconds = v.Get(_for), WarmUpSeconds = v.Get(_warmUp), DrainSeconds = v.Get(_drain),
            Timeline = v.Get(Timelines.Field),
        },
        check: v => WarmUpEnds(v) & ClientsAreUsed(v));

    /// <summary>How agents come.</summary>
    public static ChoiceForm<WorkloadOptions> Choice { get; } = new("a workload", "How many agents call, and when.",
    [
        new("open", "Agents arrive by themselves.", _open),
        new("closed", "A fixed number of agents.", _closed),
    ]);

    private static int Clients(Values v) =>
        (int)(v.Has(_closedClients) ? v.Get(_closedClients) : Math.Min(v.Get(_agents), (long)WorkloadOptions.ClientsBounds.High));

    private static bool WarmUpEnds(Values v) => v.Get(_warmUp) < v.Get(_for) || Refuse(v, _warmUp, $"allowed below for ({v.Get(_for)} s)");

    private static bool ChangesHappen(Values v)
    {
        if (!v.Has(_arrivals) || v.Get(_arrivals).Value is not ProfileArrivalOptions profile) return true;
        foreach (var change in profile.Changes.Where(change => change >= v.Get(_for)).Take(1))
            v.Binding.Warn(v.Get(_arrivals).Place, $"{v.Get(_arrivals).Path} changes at {change} s, which is never reached: for is {v.Get(_for)} s");
        return true;
    }

    private static bool ClientsAreUsed(Values v) =>
        Clients(v) <= v.Get(_agents) || Refuse(v, _closedClients, $"allowed up to agents ({v.Get(_agents)}); no agent would use the others");

    private static bool Refuse(Values values, Field field, string rest)
    {
        values.Refuse(field, rest);
        return false;
    }
}
