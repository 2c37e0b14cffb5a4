namespace ChaosPlaybook.Scenarios.Tests;

/// <summary>The order of a pipeline is a factor like any other.</summary>
public sealed class OrderTests
{
    [Fact]
    public void A_strategy_stands_where_its_order_says()
    {
        var plan = Read("{ place: [0.5, 2.5] }", "order: $place").Plan!;
        Assert.Equal(["circuitBreaker", "timeout", "retry"], Words(plan.Points[0]));
        Assert.Equal(["timeout", "retry", "circuitBreaker"], Words(plan.Points[1]));
    }

    [Fact]
    public void The_warnings_are_those_of_the_order_in_force()
    {
        Assert.Contains(Read("{ place: [0.5] }", "order: $place").Problems, problem => problem.Message.Contains("stands outside retry", StringComparison.Ordinal));
        Assert.DoesNotContain(Read("{ place: [2.5] }", "order: $place").Problems, problem => problem.Message.Contains("stands outside retry", StringComparison.Ordinal));
    }

    [Fact]
    public void An_order_that_is_no_place_is_told() =>
        Assert.Contains(Read("{ place: [1] }", "order: -$place").Problems, problem => problem.Severity == Severity.Error);

    private static IEnumerable<string> Words(ChaosPlaybook.Experiments.DesignPoint point) => point.Worlds[0].Playbook.Pipeline.Select(strategy => strategy.Word);

    private static ScenarioReading Read(string factors, string order) => ScenarioFile.Parse($$"""
        name: x
        factors: {{factors}}
        executors: { s: { latency: 10 ms } }
        agent: { steps: [ { a: { call: s } } ] }
        playbooks:
          p:
            - timeout: 30 s
            - retry: { retries: 3, base: 1 s }
            - circuitBreaker: { consecutiveFailures: 2, break: 1 s }
              {{order}}
        """, "x.yaml");
}
