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

    private static readonly ExperimentEvent[] _conducted =
    [
        new(0, ExperimentEventKind.Started, "steady state under verification"), new(20, ExperimentEventKind.Verified, "steady"),
        new(20, ExperimentEventKind.Injected, "errors at shop, bank"), new(30, ExperimentEventKind.Stopped, "errors"), new(35, ExperimentEventKind.Injected, "hang at shop"),
        new(38, ExperimentEventKind.Violated, "errorRate <= 0.01"), new(40, ExperimentEventKind.Aborted, "errorRate <= 0.05: rollback"),
        new(40, ExperimentEventKind.RolledBack, "stopFaults"), new(42, ExperimentEventKind.RolledBack, "closeBreakers"),
        new(50, ExperimentEventKind.Verified, "steady again"), new(50, ExperimentEventKind.Completed, "aborted, rollback complete"),
    ];

    [Fact]
    public void The_phases_of_an_experiment_are_read_off_its_events()
    {
        Assert.Equal(
        [
            new(ReplayPhaseKind.SteadyState, "steady state", 0, 20), new(ReplayPhaseKind.Injection, "errors", 20, 30), new(ReplayPhaseKind.Injection, "hang", 35, 40),
            new(ReplayPhaseKind.Rollback, "rollback", 40, 42), new(ReplayPhaseKind.Recovery, "recovery", 42, 50),
        ], ReplayPhase.Of(_conducted));
        Assert.Empty(ReplayPhase.Of([]));
        // An unsteady world is not injected into, and nothing has to be put back.
        var unsteady = new[] { _conducted[0], new ExperimentEvent(20, ExperimentEventKind.Aborted, "not steady: p99 <= 1") };
        Assert.Equal(new ReplayPhase(ReplayPhaseKind.SteadyState, "steady state", 0, 20), Assert.Single(ReplayPhase.Of(unsteady)));
    }

    [Fact]
    public void The_chart_shades_and_names_the_phases_and_marks_the_events()
    {
        var replay = Play(_twice);
        var svg = XElement.Parse(Gantt.Render([replay with { Experiment = _conducted, Steps = [.. Enumerable.Repeat(replay.Steps[0], 200)] }]));
        List<XElement> Of(string role) => [.. svg.Descendants().Where(element => element.Attribute("class")?.Value == $"chart-{role}")];
        var shades = Of("phase").Select(shade => (From: Number(shade, "x"), To: Number(shade, "x") + Number(shade, "width"))).ToList();
        Assert.Equal(5, shades.Count);
        Assert.Equal(["steady state", "errors", "hang", "rollback", "recovery"], Of("phaseName").Select(name => name.Value));
        // 50 s are as wide as the axis: 20 s of verification two fifths of it, each of the others by its length.
        var second = (shades[0].To - shades[0].From) / 20;
        Assert.Equal(10 * second, shades[1].To - shades[1].From, 0.1);
        Assert.Equal(shades[0].From + 35 * second, shades[2].From, 0.1);
        Assert.Equal(shades[0].From + 50 * second, shades[4].To, 0.1);
        // Two verified, one limit broken, one given up, two rolled back; the legend has one of each besides.
        Assert.Equal(6 + 4, Of("event").Count);
        Assert.Equal(60 * replay.Steps[0].Lines.Count(line => line.Kind == ReplayKind.Attempt), Of("attempt").Count);
        Assert.DoesNotContain(XElement.Parse(Gantt.Render([replay])).Descendants(), element => element.Attribute("class")?.Value == "chart-phase");

        static double Number(XElement element, string name) => double.Parse(element.Attribute(name)!.Value, System.Globalization.CultureInfo.InvariantCulture);
    }
}
