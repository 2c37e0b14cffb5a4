using ChaosPlaybook.Model;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Scenarios;

/// <summary>Executors, their faults, and the steps that call them.</summary>
internal static class Executors
{
    private const int MostFaults = 20;
    private const int MostSteps = 1000;

    private static readonly ExecutorOptions _executor = new() { Name = "", Latency = new Constant(0) };

    /// <summary>What can go wrong at an executor.</summary>
    public static ChoiceForm<FaultOptions> Fault => Faults.Fault;

    private static readonly Field<Distribution> _served = Fields.Needed("latency", Laws.Law, "Time from an attempt's start to its reply.");
    private static readonly Field<IReadOnlyList<Chosen<FaultOptions>>> _faults =
        Fields.Default("faults", new ListForm<Chosen<FaultOptions>>(Fault, 0, MostFaults), "Faults laid over it, in this order.", [], "[]");
    private static readonly Field<double> _cost = Fields.Default("cost", new NumberForm(ExecutorOptions.CostBounds),
        "Price of one attempt in units of money, failed attempts included.", _executor.Cost);

    private static readonly Field<RateLimitOptions> _rateLimit =
        Fields.Optional("rateLimit", LimitForms.RateLimit, "What limits the rate of attempts in front of it.", "no limit");

    /// <summary>An executor, still without its name.</summary>
    public static Shape<ExecutorOptions> Executor { get; } = new("executor", "A tool or service that serves attempts.",
        [_served, _faults, _cost, .. Stations.Keys, _rateLimit, StepKeys.IdempotencyTtl, TokenForms.Key, .. CallForms.Keys, RouteForms.Capabilities],
        v => CallForms.Apply(v, Stations.Apply(v, _executor with
        {
            Latency = v.Get(_served), Faults = [.. v.Get(_faults).Select(fault => fault.Value)], Cost = v.Get(_cost),
            IdempotencyTtlSeconds = v.Get(StepKeys.IdempotencyTtl), RateLimit = v.Has(_rateLimit) ? v.Get(_rateLimit) : null,
            Tokens = v.Has(TokenForms.Key) ? v.Get(TokenForms.Key) : null,
            Capabilities = v.Has(RouteForms.Capabilities) ? v.Get(RouteForms.Capabilities) : _executor.Capabilities,
        })),
        check: v => Stations.Agree(v) & Stations.InstancesAgree(v, _faults) & TokensAgree(v) & CapacityForms.Agree(v, Stations.Apply(v, _executor), v.Get(_faults), Stations.Instances));

    private static bool TokensAgree(Values v) => v.Has(TokenForms.Key)
        || !v.Get(_faults).Any(fault => fault.Value is StreamFaultOptions or LatencyFaultOptions { Of: not LatencyPart.All })
        || FaultKeys.Refuse(v, _faults, "a fault of a stream needs tokens");

    private static readonly Field<string> _call =
        Fields.Needed("call", new ReferenceForm("executor", binding => binding.Names.Executors), "The executor that it calls.");
    private static readonly Field<Effect> _effect = Fields.Default("effect", new WordForm<Effect>(),
        "What it does to the outside world; failing at a `write` leaves the work half done, repeating one may duplicate it.", Effect.None);

    /// <summary>Settings of a step.</summary>
    public static Shape<StepOptions> Step { get; } = new("step", "One call of the agent's workflow.", [_call, _effect, .. StepKeys.All, Stations.Priority, RouteForms.Needs],
        v => StepKeys.Apply(v, new("", v.Get(_call)!, v.Get(_effect)) { Priority = (int)v.Get(Stations.Priority), Needs = v.Get(RouteForms.Needs) }), check: v => StepKeys.Agree(v, _effect));

    private static readonly Field<IReadOnlyList<Row<string, StepOptions>>> _steps = Fields.Needed("steps",
        new ListForm<Row<string, StepOptions>>(new NamedItem<StepOptions>("a step", Names.Pattern, Step), 1, MostSteps),
        "The calls in order, each under its own name; the agent stops at the first that fails and is not optional.");

    /// <summary>The agent.</summary>
    public static Shape<AgentOptions> Agent { get; } = new("agent", "Who calls.", [_steps, StepKeys.Deadline],
        v => new([.. v.Get(_steps).Select(row => row.Value with { Name = row.Key })]) { DeadlineSeconds = v.Has(StepKeys.Deadline) ? v.Get(StepKeys.Deadline) : null },
        check: v => StepsDiffer(v) && StepKeys.StandAbove(v, v.Get(_steps)!));

    private static bool StepsDiffer(Values values)
    {
        var first = new Dictionary<string, Place>();
        var fine = true;
        foreach (var step in values.Get(_steps))
        {
            if (first.TryAdd(step.Key, step.Place)) continue;
            values.Binding.Problems.Error(step.Place, $"{values.Path}.steps: {step.Key} is given twice; first at {first[step.Key].Short}");
            fine = false;
        }
        return fine;
    }
}
