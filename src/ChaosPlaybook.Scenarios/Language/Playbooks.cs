using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using ChaosPlaybook.Model;

namespace ChaosPlaybook.Scenarios;

/// <summary>Strategies in order, each with its place.</summary>
internal sealed record PlacedPipeline(IReadOnlyList<Chosen<StrategyOptions>> Strategies)
{
    /// <summary>Those that are not switched off, in the order in which they stand.</summary>
    public IReadOnlyList<Chosen<StrategyOptions>> Active { get; } =
        [.. Strategies.Select((strategy, at) => (strategy, Place: strategy.Order ?? at + 1)).OrderBy(pair => pair.Place).Select(pair => pair.strategy).Where(strategy => strategy.Enabled)];
}

/// <summary>A playbook: the pipeline of every step, or of one.</summary>
internal sealed class PlaybookForm : Form<PlaybookOptions>
{
    private static readonly Field<IReadOnlyList<Chosen<StrategyOptions>>> _pipeline =
        Fields.Default("pipeline", Strategies.Pipeline, "Strategies of every step, outermost first.", [], "[]");
    private static readonly Field<IReadOnlyList<Row<string, IReadOnlyList<Chosen<StrategyOptions>>>>> _steps = Fields.Default("steps",
        new TableForm<string, IReadOnlyList<Chosen<StrategyOptions>>>("steps",
            new ReferenceForm("step", binding => binding.Names.Steps), Strategies.Pipeline, 0),
        "Steps that have a pipeline of their own instead.", [], "{}");
    private static readonly Field<IReadOnlyList<Row<string, IReadOnlyList<Chosen<StrategyOptions>>>>> _executors = Fields.Default("executors",
        new TableForm<string, IReadOnlyList<Chosen<StrategyOptions>>>("executors",
            new ReferenceForm("calling executor", binding => binding.Names.Executors), Strategies.Pipeline, 0),
        "Strategies around the calls that executors make while they serve, by the name of the executor that calls; others call bare.", [], "{}");
    private static readonly Field<string> _file = Fields.Optional("file", new TextForm("the name of a playbook file"),
        "Instead: only the rules of this playbook file, the first error of a call deciding.");

    private static readonly KindForm<Written> _form = new("a list of strategies, outermost first, or a mapping with pipeline, steps and executors, or with file",
        list: new MappedForm<IReadOnlyList<Chosen<StrategyOptions>>, Written>(Strategies.Pipeline, pipeline => new(new(pipeline), [], [], null, null, null)),
        map: Mapping);

    /// <summary>The long way to write a playbook.</summary>
    public static Shape<Written> Mapping => field ??= new("playbook", "A playbook as a mapping.", [_pipeline, _steps, _executors, _file],
        v => new(new(v.Get(_pipeline)), v.Get(_steps), v.Get(_executors), v.Has(_file) ? v.Get(_file) : null, v.At(_file), v.Path),
        new([[_pipeline, _steps, _executors], [_file]], Complete: false));

    public override string Expected => _form.Expected;

    public override IEnumerable<Form> Parts => [_form];

    public override JsonObject Schema(SchemaDefinitions definitions) => _form.Schema(definitions);

    public override bool TryBind(Node node, Path path, Binding binding, [MaybeNullWhen(false)] out PlaybookOptions value)
    {
        value = null;
        if (!_form.TryBind(node, path, binding, out var parts)) return false;
        if (parts.File is not null)
        {
            if (!RuleFile.TryRead(parts.File, parts.FileNode!, path.Child("file"), binding, out var rules)) return false;
            value = new("", [rules]);
            return true;
        }
        var own = parts.Steps.Select(step => (step.Key, Pipeline: new PlacedPipeline(step.Value))).ToList();
        var unlimited = binding.Names.HasWorkload || binding.Names.HasRounds;
        PipelineLint.Check(parts.Main, unlimited ? int.MaxValue : binding.Names.Steps.Count - own.Count, binding.Problems);
        foreach (var (_, pipeline) in own) PipelineLint.Check(pipeline, unlimited ? int.MaxValue : 1, binding.Problems);
        EffectLint.Check(parts.Main, [.. binding.Names.Unkeyed.Where(name => own.All(step => step.Key != name))], binding.Problems);
        foreach (var (step, pipeline) in own) EffectLint.Check(pipeline, [.. binding.Names.Unkeyed.Where(name => name == step)], binding.Problems);
        var between = parts.Executors.Select(executor => (executor.Key, Pipeline: new PlacedPipeline(executor.Value))).ToList();
        foreach (var (_, pipeline) in between) PipelineLint.Check(pipeline, int.MaxValue, binding.Problems);
        value = new("", Options(parts.Main))
        {
            Steps = own.ToDictionary(step => step.Key, step => Options(step.Pipeline)),
            Executors = between.ToDictionary(executor => executor.Key, executor => Options(executor.Pipeline)),
        };
        return true;
    }

    private static IReadOnlyList<StrategyOptions> Options(PlacedPipeline pipeline) => [.. pipeline.Active.Select(strategy => strategy.Value)];

    internal sealed record Written(
        PlacedPipeline Main, IReadOnlyList<Row<string, IReadOnlyList<Chosen<StrategyOptions>>>> Steps,
        IReadOnlyList<Row<string, IReadOnlyList<Chosen<StrategyOptions>>>> Executors, string? File, Node? FileNode, Path? Path);
}
