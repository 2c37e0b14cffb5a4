using ChaosPlaybook.Model;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Scenarios;

/// <summary>Executors, their faults, and the steps that call them.</summary>
internal static class Executors
{
    private const int MostFaults = 20;
    private const int MostSteps = 1000;

    private static readonly ErrorFaultOptions _error = new() { Rate = 0 };
    private static readonly LatencyFaultOptions _latency = new() { Added = new Constant(0) };
    private static readonly ExecutorOptions _executor = new() { Name = "", Latency = new Constant(0) };

    private static readonly CountForm _code = new(ErrorFaultOptions.CodeBounds);
    private static readonly TableForm<long, double> _weighted =
        new("error codes", _code, new NumberForm(ErrorFaultOptions.WeightBounds), 1, "^[1-9][0-9][0-9]$");
    private static readonly Field<double> _errorRate = Fields.Needed("rate", new RatioForm(Bounds.Ratio), "Probability that an attempt fails.");
    private static readonly Field<IReadOnlyList<WeightedCode>> _codes = Fields.Default("codes",
        new KindForm<IReadOnlyList<WeightedCode>>("error codes with weights { 500: 1, 503: 2 } or a list of codes",
            list: new CodeListForm(_code),
            map: new MappedForm<IReadOnlyList<Row<long, double>>, IReadOnlyList<WeightedCode>>(_weighted,
                rows => [.. rows.Select(row => new WeightedCode((int)row.Key, row.Value))])),
        "Error codes, by weight or, as a list, equally likely.", _error.Codes, "[500]");
    private static readonly Field<Distribution> _errorLatency =
        Fields.Optional("latency", Laws.Law, "Time until the error is reported.", "the executor's latency");
    private static readonly Field<Distribution> _added = Fields.Needed("add", Laws.Law, "What is added.");
    private static readonly Field<double> _latencyRate =
        Fields.Default("rate", new RatioForm(Bounds.Ratio), "Share of the attempts that it strikes.", _latency.Rate);

    /// <summary>What can go wrong at an executor.</summary>
    public static ChoiceForm<FaultOptions> Fault { get; } = new("a fault", "Something that goes wrong at an executor.",
    [
        new("error", "Attempts fail with an error code.", new Shape<FaultOptions>("error", "Attempts fail with an error code.",
            [_errorRate, _codes, _errorLatency],
            v => new ErrorFaultOptions { Rate = v.Get(_errorRate), Codes = v.Get(_codes), Latency = v.Get(_errorLatency) })),
        new("latency", "Attempts take longer.", new Shape<FaultOptions>("addedLatency", "Attempts take longer.", [_added, _latencyRate],
            v => new LatencyFaultOptions { Added = v.Get(_added), Rate = v.Get(_latencyRate) })),
    ]);

    private static readonly Field<Distribution> _served = Fields.Needed("latency", Laws.Law, "Time from an attempt's start to its reply.");
    private static readonly Field<IReadOnlyList<Chosen<FaultOptions>>> _faults =
        Fields.Default("faults", new ListForm<Chosen<FaultOptions>>(Fault, 0, MostFaults), "Faults laid over it, in this order.", [], "[]");
    private static readonly Field<double> _cost = Fields.Default("cost", new NumberForm(ExecutorOptions.CostBounds),
        "Price of one attempt in units of money, failed attempts included.", _executor.Cost);

    /// <summary>An executor, still without its name.</summary>
    public static Shape<ExecutorOptions> Executor { get; } = new("executor", "A tool or service that serves attempts.", [_served, _faults, _cost, .. Stations.Keys],
        v => Stations.Apply(v, _executor with { Latency = v.Get(_served), Faults = [.. v.Get(_faults).Select(fault => fault.Value)], Cost = v.Get(_cost) }),
        check: Stations.Agree);

    private static readonly Field<string> _call =
        Fields.Needed("call", new ReferenceForm("executor", binding => binding.Names.Executors), "The executor that it calls.");
    private static readonly Field<Effect> _effect = Fields.Default("effect", new WordForm<Effect>(),
        "What it does to the outside world; failing at a `write` leaves the work half done, repeating one may duplicate it.", Effect.None);

    /// <summary>Settings of a step.</summary>
    public static Shape<StepOptions> Step { get; } = new("step", "One call of the agent's workflow.", [_call, _effect, Stations.Priority],
        v => new("", v.Get(_call), v.Get(_effect)) { Priority = (int)v.Get(Stations.Priority) });

    private static readonly Field<IReadOnlyList<Row<string, StepOptions>>> _steps = Fields.Needed("steps",
        new ListForm<Row<string, StepOptions>>(new NamedItem<StepOptions>("a step", Names.Pattern, Step), 1, MostSteps),
        "The calls in order, each under its own name; the agent stops at the first that fails.");

    /// <summary>The agent.</summary>
    public static Shape<AgentOptions> Agent { get; } = new("agent", "Who calls.", [_steps],
        v => new([.. v.Get(_steps).Select(row => row.Value with { Name = row.Key })]), check: StepsDiffer);

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
