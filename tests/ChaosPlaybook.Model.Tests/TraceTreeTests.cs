using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model.Tests;

/// <summary>What belongs to what in a traced trial.</summary>
public class TraceTreeTests
{
    private static readonly WorldOptions _layered = Calling(
        [new HedgeOptions { DelaySeconds = 0.15, Copies = 1 }, new RetryOptions { Retries = 2 }, new TimeoutOptions { Seconds = 0.5 }]);

    [Fact]
    public void Every_span_but_a_step_lies_in_a_parent_of_the_same_workflow_that_began_no_later()
    {
        var trace = new EventTrace();
        var world = new World(_layered, 3, trace);
        for (var replication = 0; replication < 100; replication++)
        {
            world.Run(replication, out _);
            foreach (var span in trace.Spans)
            {
                Assert.Equal(span.Kind == SpanKind.Step, span.Parent is null);
                if (span.Parent is not { } parent) continue;
                Assert.Equal(span.Depth - 1, parent.Depth);
                Assert.Equal(span.Workflow, parent.Workflow);
                Assert.True(parent.BeganSeconds <= span.BeganSeconds);
                // What an executor asks for may outlive the client's wait; everything else may not.
                if (span.Downstream == parent.Downstream) Assert.True(span.EndedSeconds <= parent.EndedSeconds);
            }
        }
    }

    [Fact]
    public void A_try_of_one_hedged_copy_belongs_to_that_copy_also_when_the_other_began_later()
    {
        // The copies begin at 0 and 0.15; each retries at once after failures that take 0.1: the first copy's second try begins at
        // 0.1, its third at 0.2, when the second copy has begun.
        var trace = new EventTrace();
        var options = Small.World(
            [new HedgeOptions { DelaySeconds = 0.15, Copies = 1 }, new RetryOptions { Retries = 2, Backoff = new() { Kind = BackoffKind.Constant, BaseSeconds = 0, Jitter = JitterKind.None } }],
            [new ErrorFaultOptions { Rate = 1, Latency = new Constant(0.1) }]);
        new World(options, 1, trace).Run(0, out _);
        var copies = trace.Spans.Where(span => span.Name == "retry").ToList();
        Assert.Equal([0, 0.15], copies.Select(span => span.BeganSeconds));
        double[] TriesOf(Span copy) => [.. trace.Spans.Where(span => span.Parent == copy).Select(span => Math.Round(span.BeganSeconds, 9))];
        Assert.Equal([0, 0.1, 0.2], TriesOf(copies[0]));
        Assert.Equal([0.15, 0.25, 0.35], TriesOf(copies[1]));
    }

    [Fact]
    public void What_an_executor_calls_belongs_to_the_attempt_that_it_serves()
    {
        var trace = new EventTrace();
        new World(_layered, 3, trace).Run(0, out var record);
        var made = trace.Spans.Where(span => span is { Kind: SpanKind.Attempt, Level: 1 }).ToList();
        Assert.Equal(record.DownstreamCalls, made.Count);
        Assert.NotEmpty(made);
        foreach (var span in made) Assert.Equal((SpanKind.Attempt, "front"), (span.Parent!.Kind, span.Parent.Name));
    }

    [Fact]
    public void Workflows_are_noted_with_their_ends_and_strikes_with_their_attempts()
    {
        var trace = new EventTrace();
        var world = new World(_layered, 3, trace);
        for (var replication = 0; replication < 50; replication++)
        {
            world.Run(replication, out var record);
            var workflow = Assert.Single(trace.Workflows);
            Assert.Equal((0, 0.0, record.DurationSeconds, record.Ended), (workflow.Number, workflow.BeganSeconds, workflow.EndedSeconds, workflow.Outcome.Kind));
            var strikes = trace.Notes.Where(note => note.Kind == TraceNoteKind.FaultStruck).ToList();
            Assert.Equal(record.FaultsInjected, strikes.Count);
            Assert.All(strikes, note => Assert.Equal((SpanKind.Attempt, note.AtSeconds), (note.Span!.Kind, note.Span.BeganSeconds)));
        }
    }

    [Fact]
    public void A_breaker_opens_lets_a_probe_pass_and_closes_at_the_instants_that_its_rule_gives()
    {
        // Tries end at 0.1 and 0.7, both failed: it opens for 0.6 s. The try at 1.2 is refused, that at 1.7 is the probe and takes 0.1 s.
        var trace = new EventTrace();
        var options = Small.World(
            [
                new RetryOptions { Retries = 4, On = ErrorFilter.Any, Backoff = new() { Kind = BackoffKind.Constant, BaseSeconds = 0.5, Jitter = JitterKind.None } },
                new CircuitBreakerOptions { ConsecutiveFailures = 2, BreakSeconds = 0.6 },
            ],
            [new ErrorFaultOptions { First = 2, Latency = new Constant(0.1) }]);
        new World(options, 1, trace).Run(0, out _);
        Assert.Equal(
            [(TraceNoteKind.BreakerOpened, 0.7), (TraceNoteKind.BreakerHalfOpened, 1.7), (TraceNoteKind.BreakerClosed, 1.8)],
            trace.Notes.Where(note => note.Span?.Name == "circuitBreaker").Select(note => (note.Kind, Math.Round(note.AtSeconds, 9))));
        Assert.Equal([0.1, 0.7, 1.2], trace.Notes.Where(note => note.Kind == TraceNoteKind.Waited).Select(note => Math.Round(note.AtSeconds, 9)));
    }

    [Fact]
    public void What_a_trial_gives_does_not_depend_on_faults_that_harmed_calls_of_executors_in_the_trial_before()
    {
        var options = Calling([new RetryOptions()]);
        var used = new World(options, 9);
        for (var replication = 0; replication < 200; replication++)
        {
            used.Run(replication, out var after);
            new World(options, 9).Run(replication, out var fresh);
            Assert.Equal(fresh, after);
        }
    }

    private static WorldOptions Calling(IReadOnlyList<StrategyOptions> pipeline) => new()
    {
        Agent = new([new StepOptions("ask", "front"), new StepOptions("tell", "front")]),
        Executors =
        [
            new ExecutorOptions
            {
                Name = "front", Latency = new Exponential(0.1), Faults = [new ErrorFaultOptions { Rate = 0.3 }],
                Calls = [new CallOptions("back")],
            },
            new ExecutorOptions { Name = "back", Latency = new Exponential(0.1), Faults = [new ErrorFaultOptions { Rate = 0.2 }] },
        ],
        Playbook = new("tested", pipeline),
    };
}
