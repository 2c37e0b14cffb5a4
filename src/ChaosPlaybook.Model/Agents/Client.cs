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
    /// Builds the pipelines of one client. Steps that share executor and settings share the pipeline, and with it its breaker.
    /// </summary>
    public static Client Build(Workflow workflow, PlaybookOptions playbook, PipelineContext context)
    {
        var built = new Dictionary<(IReadOnlyList<StrategyOptions> Pipeline, string Executor), Strategy>();
        Strategy Pipeline(StepOptions step)
        {
            var layers = playbook.Steps.GetValueOrDefault(step.Name, playbook.Pipeline);
            var key = (layers, step.Executor);
            if (!built.TryGetValue(key, out var pipeline)) built[key] = pipeline = Traced(SpanKind.Step, "", 0, Wrap(layers, step.Executor, layers.Count + 1, context), context);
            return pipeline;
        }
        Strategy[] pipelines = [.. workflow.Steps.Select(Pipeline)];
        return new(workflow, pipelines, [.. workflow.Undo.Select(step => step is null ? null : Pipeline(step))]);
    }

    private static Strategy Traced(SpanKind kind, string name, int depth, Strategy inner, PipelineContext context) =>
        context.Trace is { } trace ? new TracedLayer(kind, name, depth, inner, trace) : inner;

    /// <summary>The pipeline of a call that an executor makes; its spans begin one below the attempt that it is made for.</summary>
    public static Strategy Wrap(IReadOnlyList<StrategyOptions> layers, string executor, PipelineContext context) => Wrap(layers, executor, layers.Count, context);

    private static Strategy Wrap(IReadOnlyList<StrategyOptions> layers, string executor, int depth, PipelineContext context)
    {
        context.Target = executor;
        var pipeline = Traced(SpanKind.Attempt, executor, depth, context.Executor(executor), context);
        foreach (var layer in layers.Reverse()) pipeline = Traced(SpanKind.Layer, layer.Word, --depth, layer.Around(pipeline, context), context);
        return pipeline;
    }
}
