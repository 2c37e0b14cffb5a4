namespace ChaosPlaybook.Model.Tests;

/// <summary>Attempts that a layer makes at executors of its own are seen like any other.</summary>
public sealed class AttemptTests
{
    [Fact]
    public void A_trace_shows_the_attempt_of_a_fallback_inside_its_layer()
    {
        var trace = new EventTrace();
        new World(Small.World([new FallbackOptions { Executor = "spare" }], [new ErrorFaultOptions { Rate = 1 }]), 1, trace).Run(0, out _);
        Assert.Equal(["service", "spare"], trace.Spans.Where(span => span.Kind == SpanKind.Attempt).Select(span => span.Name));
        Assert.All(trace.Spans.Where(span => span.Kind == SpanKind.Attempt), span => Assert.Equal("fallback", span.Parent!.Name));
    }

    [Fact]
    public void A_watch_counts_the_attempts_of_fallbacks_and_routes()
    {
        foreach (StrategyOptions layer in (StrategyOptions[])[new FallbackOptions { Executor = "spare" }, new RouteOptions { Among = ["spare"], Elsewhere = true, By = RouteBy.Order }])
        {
            var options = Small.World([new RetryOptions { Retries = 1, Backoff = new() { BaseSeconds = 0 } }, layer], [new ErrorFaultOptions { Rate = 1 }]) with
            {
                Workload = new OpenWorkloadOptions { ForSeconds = 20, Arrivals = new PoissonArrivalOptions { Rate = 5 } }, IsWatched = true,
            };
            var world = new World(options, 1);
            world.Run(0, out var record);
            var spare = world.Watch!.Executors.Single(executor => executor.Name == "spare");
            Assert.Equal(record.Successes, spare.Attempts.ToArray().Sum());
            Assert.True(record.Successes > 0);
        }
    }
}
