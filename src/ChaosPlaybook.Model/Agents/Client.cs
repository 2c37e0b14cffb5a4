namespace ChaosPlaybook.Model;

/// <summary>A client process: the pipelines that its agents' calls go through, one per step, with the state they share.</summary>
internal sealed class Client(Strategy[] pipelines)
{
    /// <summary>One pipeline per step.</summary>
    public Strategy[] Pipelines { get; } = pipelines;

    /// <summary>
    /// Builds the pipelines of one client. Steps that share executor and settings share the pipeline, and with it its breaker.
    /// </summary>
    public static Client Build(IReadOnlyList<StepOptions> steps, PlaybookOptions playbook, PipelineContext context)
    {
        var built = new Dictionary<(IReadOnlyList<StrategyOptions> Pipeline, string Executor), Strategy>();
        var pipelines = new Strategy[steps.Count];
        for (var i = 0; i < pipelines.Length; i++)
        {
            var layers = playbook.Steps.GetValueOrDefault(steps[i].Name, playbook.Pipeline);
            var key = (layers, steps[i].Executor);
            if (!built.TryGetValue(key, out var pipeline)) built[key] = pipeline = Wrap(layers, steps[i], context);
            pipelines[i] = pipeline;
        }
        return new(pipelines);
    }

    private static Strategy Traced(SpanKind kind, string name, int depth, Strategy inner, PipelineContext context) =>
        context.Trace is { } trace ? new TracedLayer(kind, name, depth, inner, trace) : inner;

    private static Strategy Wrap(IReadOnlyList<StrategyOptions> layers, StepOptions step, PipelineContext context)
    {
        context.Target = step.Executor;
        var depth = layers.Count + 1;
        var pipeline = Traced(SpanKind.Attempt, step.Executor, depth, context.Executor(step.Executor), context);
        foreach (var layer in layers.Reverse()) pipeline = Traced(SpanKind.Layer, layer.Word, --depth, layer.Around(pipeline, context), context);
        return Traced(SpanKind.Step, "", 0, pipeline, context);
    }
}
