using ChaosPlaybook.Experiments;

namespace ChaosPlaybook.Scenarios;

/// <summary>One key of an entry.</summary>
/// <param name="Key">The key.</param>
/// <param name="Doc">What it means.</param>
/// <param name="Allowed">What may stand there.</param>
/// <param name="Default">What holds without it; empty for a required key or none.</param>
/// <param name="Required">Whether it must be given.</param>
public sealed record ReferenceField(string Key, string Doc, string Allowed, string Default, bool Required);

/// <summary>Something the language offers.</summary>
/// <param name="Name">Its key in a scenario.</param>
/// <param name="Doc">What it does, in one line.</param>
/// <param name="Fields">Its keys; empty when it is a single value, which <paramref name="Value"/> describes.</param>
/// <param name="Value">What may stand behind the name.</param>
public sealed record ReferenceEntry(string Name, string Doc, IReadOnlyList<ReferenceField> Fields, string Value);

/// <summary>What the scenario language offers, read from the declaration that also binds it.</summary>
public static class Reference
{
    /// <summary>Layers of a pipeline.</summary>
    public static IReadOnlyList<ReferenceEntry> Strategies { get; } = Of(Scenarios.Strategies.Strategy);

    /// <summary>What can go wrong at an executor.</summary>
    public static IReadOnlyList<ReferenceEntry> Faults { get; } = Of(Executors.Fault);

    /// <summary>How many agents call, and when.</summary>
    public static IReadOnlyList<ReferenceEntry> Workloads { get; } = Of(Scenarios.Workloads.Choice);

    /// <summary>How the agents of an open workload arrive.</summary>
    public static IReadOnlyList<ReferenceEntry> Arrivals { get; } = Of(ArrivalForms.Choice);

    /// <summary>Laws of latencies.</summary>
    public static IReadOnlyList<ReferenceEntry> Distributions { get; } = Of(Laws.Choice);

    /// <summary>What precision and hypotheses may speak of.</summary>
    public static IReadOnlyList<Metric> Metrics => Metric.All;

    /// <summary>The top of a scenario and the mappings below it that are not chosen from a list.</summary>
    public static IReadOnlyList<ReferenceEntry> Sections { get; } =
    [
        Of("scenario", Experiment.Shape), Of("precision", Experiment.Precision.Form), Of("executor", Executors.Executor), Of("cause", Scenarios.Faults.Cause),
        Of("agent", Executors.Agent), Of("step", Executors.Step),
        Of("when", StepKeys.When), Of("repeat", StepKeys.Repeat), Of("compensate", StepKeys.Compensation), Of("playbook", PlaybookForm.Mapping),
        Of("timeline", Timelines.Shape), Of("metastability", MetastabilityForms.Shape), Of("trigger", MetastabilityForms.TriggerShape), Of("contingency", ContingencyForms.Shape), Of("contingencyLimits", ContingencyForms.LimitsShape), Of("experiment", ExperimentForms.Shape), Of("steadyState", SafetyForms.Steady),
        Of("inject", PhaseForms.Inject), Of("phase", PhaseForms.Phase), Of("blastRadius", SafetyForms.Radius), Of("abort", SafetyForms.Abort),
        Of("rollback", SafetyForms.Rollback), Of("success", SafetyForms.Success), Of("preFlight", SafetyForms.PreFlight), Of("rule", RuleForms.Retry), Of("hypothesis", HypothesisForms.Hypothesis),
    ];

    /// <summary>Every mapping with known keys, by its name in the schema.</summary>
    internal static IReadOnlyDictionary<string, ReferenceEntry> Shapes()
    {
        var definitions = new SchemaDefinitions();
        _ = definitions.Mapping(Experiment.Shape);
        return definitions.Shapes.ToDictionary(shape => shape.Key, shape => Of(shape.Value));
    }

    /// <summary>Keys that nearly every fault has.</summary>
    internal static IReadOnlyList<ReferenceField> FaultWindow { get; } = [.. FaultKeys.All.Select(Of)];

    /// <summary>What limits the retries of many calls together.</summary>
    internal static IReadOnlyList<ReferenceEntry> Budgets { get; } = Of(BudgetForms.Choice);

    /// <summary>How a limit of concurrency learns.</summary>
    internal static IReadOnlyList<ReferenceEntry> Algorithms { get; } = Of(AdaptiveForms.Algorithms);

    private static ReferenceEntry Of(IShape shape) => new(shape.Name, shape.Doc, [.. shape.Fields.Select(Of)], "");

    private static List<ReferenceEntry> Of<T>(ChoiceForm<T> choice) =>
        [.. choice.Variants.Select(variant => Of(variant.Key, variant.Form) with { Doc = variant.Doc })];

    private static ReferenceEntry Of(string name, Form form) => Shape(form) is { } shape
        ? Of(shape) with { Name = name, Value = form.Expected }
        : new(name, "", [], form.Expected);

    private static ReferenceField Of(Field field) => new(field.Key, field.Doc, field.Form.Expected, field.DefaultText, field.Required);

    /// <summary>The shape that a form is, or is a thin wrapper of.</summary>
    private static IShape? Shape(Form form) => form switch
    {
        IShape shape => shape,
        CsvForm or TraceForm or RuleForms.RulesForm => form.Parts.OfType<IShape>().Single(),
        _ => null,
    };
}
