using System.Xml.Linq;
using ChaosPlaybook.Model;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Reporting.Tests;

public class ReplayTests
{
    private static Replay Play(params StrategyOptions[] pipeline)
    {
        var trace = new EventTrace();
        var world = new World(new WorldOptions
        {
            Agent = new([new StepOptions("look", "shop")]),
            Executors = [new ExecutorOptions { Name = "shop", Latency = new Constant(0.25), Faults = [new ErrorFaultOptions { Rate = 1, Codes = [new(503, 1)] }] }],
            Playbook = new("tested", pipeline),
        }, 1, trace);
        world.Run(0, out var record);
        return Replay.Of("tested", record, trace);
    }

    private static readonly RetryOptions _twice = new() { Retries = 2, On = ErrorFilter.Any, Backoff = new() { BaseSeconds = 1 } };

    [Fact]
    public void Attempts_and_the_waits_between_them_stand_in_order()
    {
        var lines = Assert.Single(Play(_twice).Steps).Lines;
        Assert.Equal([ReplayKind.Attempt, ReplayKind.Wait, ReplayKind.Attempt, ReplayKind.Wait, ReplayKind.Attempt], lines.Select(line => line.Kind));
        Assert.Equal([0, 0.25, 1.25, 1.5, 2.5], lines.Select(line => line.BeganSeconds));
    }

    [Fact]
    public void A_refusal_is_named_after_the_layer_that_refused()
    {
        var lines = Play(_twice, new CircuitBreakerOptions { ConsecutiveFailures = 1, BreakSeconds = 60 }).Steps[0].Lines;
        Assert.Equal((ReplayKind.Refusal, "circuitBreaker"), (lines[2].Kind, lines[2].Name));
        Assert.Single(lines, line => line.Kind == ReplayKind.Attempt);
    }

    [Fact]
    public void A_timeout_and_a_fallback_show_as_what_they_changed()
    {
        Assert.Contains(Play(new TimeoutOptions { Seconds = 0.1 }).Steps[0].Lines, line => line is { Kind: ReplayKind.Change, Name: "timeout", BeganSeconds: 0.1 });
        Assert.Contains(Play(new FallbackOptions()).Steps[0].Lines, line => line is { Kind: ReplayKind.Change, Name: "fallback", Outcome.Succeeded: true });
    }

    [Fact]
    public void The_text_tells_when_what_and_how_it_ended()
    {
        var text = new StringWriter();
        ReplayText.Write(Play(_twice), text);
        Assert.Contains("tested: failed 503 at look after 2.750 s, 3 attempts", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("    1.250     0.250      attempt 2 at shop: failed 503", text.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Calls_of_an_executor_stand_inside_the_attempt_and_keep_their_own_layers_apart()
    {
        var trace = new EventTrace();
        var world = new World(new WorldOptions
        {
            Agent = new([new StepOptions("look", "shop")]),
            Executors =
            [
                new ExecutorOptions { Name = "shop", Latency = new Constant(1), Calls = [new CallOptions(["slow", "broken"]) { Needs = 1 }] },
                new ExecutorOptions { Name = "slow", Latency = new Constant(2) },
                new ExecutorOptions { Name = "broken", Latency = new Constant(0.125), Faults = [new ErrorFaultOptions { Rate = 1 }] },
            ],
            Playbook = new("tested", [])
            {
                Executors = new Dictionary<string, IReadOnlyList<StrategyOptions>> { ["shop"] = [new TimeoutOptions { Seconds = 1.5 }, _twice with { Retries = 1 }] },
            },
        }, 1, trace);
        world.Run(0, out var record);
        var text = new StringWriter();
        ReplayText.Write(Replay.Of("tested", record, trace), text);
        // slow is given up after 1.5 s, broken is tried again after 1 s and fails for good: neither timeout nor retry changes what the other gets.
        Assert.Equal(
        [
            "    0.000     2.500  look: failed 502",
            "    0.000     2.500      attempt 1 at shop: failed 502",
            "    1.000     1.500        calls slow: called off",
            "    1.000     0.125        calls broken: failed 500",
            "    2.125     0.125        calls broken: failed 500",
            "    2.500     0.000        timeout: timed out",
        ], text.ToString().Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries).Skip(2));
    }

    [Fact]
    public void The_difference_names_the_first_event_that_differs()
    {
        var text = new StringWriter();
        ReplayText.WriteDifference(Play(_twice), Play(_twice, new CircuitBreakerOptions { ConsecutiveFailures = 1, BreakSeconds = 60 }), text);
        Assert.Contains("the same for 2 events", text.ToString(), StringComparison.Ordinal);
        text = new StringWriter();
        ReplayText.WriteDifference(Play(_twice), Play(_twice), text);
        Assert.Contains("do the same", text.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_picture_is_well_formed_and_has_a_bar_per_attempt()
    {
        var svg = XElement.Parse(Gantt.Render([Play(_twice), Play()]));
        Assert.Equal(4, svg.Descendants().Count(element => element.Attribute("class")?.Value == "chart-attempt"));
        var box = svg.Attribute("viewBox")!.Value.Split(' ').Select(double.Parse).ToArray();
        foreach (var text in svg.Descendants().Where(element => element.Name.LocalName == "text"))
            Assert.InRange(double.Parse(text.Attribute("y")!.Value), 0, box[3]);
    }
}
