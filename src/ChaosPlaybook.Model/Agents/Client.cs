namespace ChaosPlaybook.Model;

/// <summary>A client process: the pipelines that its agents' calls go through, one per step, with the state they share.</summary>
internal sealed class Client(Workflow workflow, Strategy[] pipelines, Strategy?[] compensations)
{
    /// <summary>What its agents do.</summary>
    public Workflow Workflow { get; } = workflow;

    /// <summary>One pipeline per step.</summary>
    public Strategy[] Pipelines { get; } = pipelines;

    /// <summary>One pipeline per step that can be undone.</summary>
    public Strategy?[] Compensations { get; } = compensations;

    /// <summary>
    /// Builds the pipelines of one client. Steps that share executor, needs and settings share the pipeline, and with it its breaker.
    /// </summary>
    public static Client Build(Workflow workflow, PlaybookOptions playbook, PipelineContext context)
    {
        var built = new Dictionary<(IReadOnlyList<StrategyOptions> Pipeline, string Executor, string Needs), Strategy>();
        Strategy Pipeline(StepOptions step, bool undoes)
        {
            var layers = playbook.Steps.GetValueOrDefault(step.Name, playbook.Pipeline);
            // What undoes a step is at one executor only.
            if (undoes && layers.Any(layer => layer is RouteOptions)) layers = [.. layers.Where(layer => layer is not RouteOptions)];
            var key = (layers, step.Executor, string.Join(' ', step.Needs ?? []));
            context.Needs = step.Needs ?? [];
            if (!built.TryGetValue(key, out var pipeline)) built[key] = pipeline = Traced(SpanKind.Step, "", 0, Wrap(layers, step.Executor, layers.Count + 1, context), context);
            context.Needs = [];
            return pipeline;
        }
        Strategy[] pipelines = [.. workflow.Steps.Select(step => Pipeline(step, undoes: false))];
        return new(workflow, pipelines, [.. workflow.Undo.Select(step => step is null ? null : Pipeline(step, undoes: true))]);
    }

    private static Strategy Traced(SpanKind kind, string name, int depth, Strategy inner, PipelineContext context) =>
        context.Trace is { } trace ? new TracedLayer(kind, name, depth, inner, trace) : inner;

    /// <summary>The pipeline of a call that an executor makes; its spans begin one below the attempt that it is made for.</summary>
    public static Strategy Wrap(IReadOnlyList<StrategyOptions> layers, string executor, PipelineContext context) => Wrap(layers, executor, layers.Count, context);

    private static Strategy Wrap(IReadOnlyList<StrategyOptions> layers, string executor, int depth, PipelineContext context)
    {
        context.Target = executor;
        var pipeline = context.Attempt(executor, depth);
        foreach (var layer in layers.Reverse())
        {
            context.Depth = --depth;
            pipeline = Traced(SpanKind.Layer, layer.Word, depth, layer.Around(pipeline, context), context);
        }
        return pipeline;
    }
}
