using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model.Tests;

public class EventTraceTests
{
    private static readonly WorldOptions _options = Small.World(
        [new FallbackOptions(), new TimeoutOptions { Seconds = 5 }, new RetryOptions(), new TimeoutOptions { Seconds = 0.5 }, new CircuitBreakerOptions { ConsecutiveFailures = 2 }],
        [new ErrorFaultOptions { Rate = 0.4 }, new LatencyFaultOptions { Added = new Exponential(0.4), Rate = 0.5 }], steps: 3);

    [Fact]
    [Trait("check", "S5 52")]
    public void Watching_a_trial_does_not_change_it()
    {
        var (watched, alone) = (new World(_options, 3, new EventTrace()), new World(_options, 3));
        for (var i = 0; i < 500; i++)
        {
            watched.Run(i, out var a);
            alone.Run(i, out var b);
            Assert.Equal(b, a);
        }
    }

    [Fact]
    public void Spans_lie_inside_those_around_them_and_attempts_are_as_many_as_counted()
    {
        var trace = new EventTrace();
        var world = new World(_options, 3, trace);
        for (var replication = 0; replication < 200; replication++)
        {
            world.Run(replication, out var record);
            Assert.Equal(record.Attempts, trace.Spans.Count(span => span.Kind == SpanKind.Attempt));
            Assert.Equal(record.Calls, trace.Spans.Count(span => span.Kind == SpanKind.Step));
            var around = new Stack<Span>();
            foreach (var span in trace.Spans)
            {
                while (around.Count > 0 && around.Peek().Depth >= span.Depth) around.Pop();
                Assert.True(span.EndedSeconds >= span.BeganSeconds);
                if (around.TryPeek(out var outer)) Assert.True(outer.BeganSeconds <= span.BeganSeconds && span.EndedSeconds <= outer.EndedSeconds);
                around.Push(span);
            }
        }
    }

    [Fact]
    public void What_does_not_fit_is_counted()
    {
        var trace = new EventTrace { Most = 2 };
        new World(_options, 3, trace).Run(0, out _);
        Assert.Equal(2, trace.Spans.Count);
        Assert.True(trace.Dropped > 0);
    }
}
