using ChaosPlaybook.Experiments;
using ChaosPlaybook.Model;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Scenarios;

/// <summary>The top of a scenario: everything that is not the world itself.</summary>
internal static class Experiment
{
    /// <summary>Cells allowed when the scenario does not say.</summary>
    public const int UsualCells = 10_000;

    private static readonly Plan _plan = new() { Name = "", Factors = [], Playbooks = [], Points = [] };
    private static readonly TextForm _name = new(Names.Rule, Names.Pattern);

    /// <summary>Names of the metrics.</summary>
    public static NamedForm<Metric> MetricName { get; } = new("the name of a metric", [.. Metric.All.Select(metric => metric.Name)], Metric.Named);

    public static Field<string> Name { get; } = Fields.Needed("name",
        new TextForm("a letter or digit, then up to 63 letters, digits, _ or -", Names.ScenarioPattern), "Name of the scenario and of its results folder.");

    public static Field<string> Description { get; } =
        Fields.Default("description", new TextForm("a text"), "What it teaches or asks.", _plan.Description, "empty");

    public static Field<ulong> Seed { get; } = Fields.Default("seed", new SeedForm(), "Master seed of all luck.", _plan.Seed, $"{_plan.Seed}");

    public static Field<long> Trials { get; } = Fields.Default("trials", new CountForm(Plan.TrialsBounds),
        "Trials per cell; with `precision` the fewest.", _plan.Trials);

    private static readonly Field<Metric> _metric = Fields.Needed("metric", MetricName, "The metric that must be known.");
    private static readonly Field<double> _halfWidth = Fields.Needed("halfWidth",
        new RatioForm(new(0, 1e9, LowOpen: true)), "Wanted half-width of its confidence interval, in the metric's unit.");
    private static readonly Field<long> _maxTrials = Fields.Needed("maxTrials", new CountForm(Plan.TrialsBounds), "Trials after which a cell stops in any case.");

    public static Field<Precision> Precision { get; } = Fields.Optional("precision", new Shape<Precision>("precision",
        "Stop a design point as soon as a metric is known well enough in every playbook.", [_metric, _halfWidth, _maxTrials],
        v => new(v.Get(_metric).Name, v.Get(_halfWidth), v.Get(_maxTrials)), check: UnitFits), "Stopping rule.", "a fixed number of trials");

    public static Field<double> Confidence { get; } =
        Fields.Default("confidence", new RatioForm(Plan.ConfidenceBounds), "Level of every confidence interval.", _plan.Confidence);

    public static Field<IReadOnlyList<Row<string, IReadOnlyList<WrittenLevel>>>> Factors { get; } = Fields.Default("factors",
        new TableForm<string, IReadOnlyList<WrittenLevel>>("names", new FactorNameForm(), LevelsForm.Instance, 0, Names.Pattern),
        "Swept parameters, slowest first: a name and its levels. `$name` stands for the level.", [], "{}");

    public static Field<IReadOnlyList<ExecutorOptions>> Executors { get; } = Fields.Needed("executors",
        new MappedForm<IReadOnlyList<Row<string, ExecutorOptions>>, IReadOnlyList<ExecutorOptions>>(
            new TableForm<string, ExecutorOptions>("names", _name, Scenarios.Executors.Executor, 1, Names.Pattern),
            rows => [.. rows.Select(row => row.Value with { Name = row.Key })]),
        "Who serves, by name.");

    public static Field<IReadOnlyList<CauseOptions>> Causes { get; } = Fields.Default("causes",
        new MappedForm<IReadOnlyList<Row<string, OnOffOptions>>, IReadOnlyList<CauseOptions>>(
            new TableForm<string, OnOffOptions>("names", _name, Faults.Cause, 0, Names.Pattern),
            rows => [.. rows.Select(row => new CauseOptions(row.Key, row.Value))]),
        "What comes and goes outside the executors, by name; faults that name a cause are at work while it lasts.", [], "{}");

    public static Field<AgentOptions> Agent { get; } = Fields.Needed("agent", Scenarios.Executors.Agent, "Who calls.");

    public static Field<WorkloadOptions> Workload { get; } = Fields.Optional("workload",
        new MappedForm<Chosen<WorkloadOptions>, WorkloadOptions>(Workloads.Choice, chosen => chosen.Value),
        "How many agents call in one world, and when.", "one lone agent per trial");

    public static Field<MetastabilityOptions> Metastability => MetastabilityForms.Field;

    public static Field<IReadOnlyList<PlaybookOptions>> Playbooks { get; } = Fields.Needed("playbooks",
        new MappedForm<IReadOnlyList<Row<string, PlaybookOptions>>, IReadOnlyList<PlaybookOptions>>(
            new TableForm<string, PlaybookOptions>("names", _name, new PlaybookForm(), 1, Names.Pattern),
            rows => [.. rows.Select(row => row.Value with { Name = row.Key })]),
        "What is compared, by name: a list of strategies or a mapping. `baseline`, otherwise the first, is what the others are compared with.");

    public static Field<IReadOnlyList<Hypothesis>> Hypotheses { get; } = Fields.Default("hypotheses",
        new ListForm<Hypothesis>(HypothesisForms.Hypothesis, 0, 1000), "Claims to judge.", _plan.Hypotheses, "[]");

    public static Field<long> MaxCells { get; } = Fields.Default("maxCells", new CountForm(new Bounds(1, 10_000_000)),
        "Cells (combinations of levels, times playbooks) above which the scenario is refused.", UsualCells);

    public static Field<long> MaxAttempts { get; } = Fields.Default("maxAttempts", new CountForm(WorldOptions.MaxAttemptsBounds),
        "Attempts after which a trial is cut off and recorded as truncated.",
        new WorldOptions { Agent = new([]), Executors = [], Playbook = new("", []) }.MaxAttempts);

    /// <summary>All of it.</summary>
    public static Shape<object> Shape { get; } = new("scenario", "A complete experiment: worlds, what is compared in them, and what is claimed.",
        [Name, Description, Seed, Trials, Precision, Confidence, Factors, Causes, Executors, Agent, Workload, Metastability, ExperimentForms.Field, Playbooks, Hypotheses, MaxCells, MaxAttempts], values => values);

    /// <summary>A percentage says nothing about a metric in seconds or a count.</summary>
    private static bool UnitFits(Values values)
    {
        if (values.Get(_metric).Unit == "1" || values.At(_halfWidth) is not ScalarNode { Text: var text } || !text.EndsWith('%')) return true;
        values.Refuse(_halfWidth, $"expected a number in the unit of {values.Get(_metric).Name}{(values.Get(_metric).Unit == "s" ? ", seconds" : "")}");
        return false;
    }
}
