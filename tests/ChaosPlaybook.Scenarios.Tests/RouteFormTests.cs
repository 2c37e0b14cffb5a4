using ChaosPlaybook.Model;

namespace ChaosPlaybook.Scenarios.Tests;

public sealed class RouteFormTests
{
    [Fact]
    public void Routes_capabilities_and_needs_are_read()
    {
        var reading = Read("[ { retry: {} }, { route: { among: [t], by: score, limit: 10, skipAfter: 3, skipFor: 1 min, elsewhere: true, scope: world } } ]", "[x]");
        Assert.Empty(reading.Problems);
        var world = reading.Plan!.Points[0].Worlds[0];
        var route = Assert.IsType<RouteOptions>(world.Playbook.Pipeline[1]);
        Assert.Equal(["t"], route.Among);
        Assert.Equal((RouteBy.Score, 10, 3, 60.0, true, Scope.World), (route.By, route.Limit, route.SkipAfter, route.SkipSeconds, route.Elsewhere, route.Scope));
        Assert.Equal(["x", "y"], world.Executors[1].Capabilities);
        Assert.Equal(["x"], world.Agent.Steps[0].Needs);
    }

    [Fact]
    public void A_step_that_nobody_can_serve_is_an_error()
    {
        var problems = Read("[ { route: { among: [t] } } ]", "[x, z]").Problems;
        Assert.Contains(problems, problem => problem.ToString().Contains("agent.steps.a.needs is x, z, which nobody has under playbook p; allowed: what one of s, t can do"));
    }

    [Fact]
    public void A_strategy_inside_a_route_is_a_warning()
    {
        var problem = Assert.Single(Read("[ { route: { among: [t] } }, { timeout: 1 s } ]", "[x]").Problems);
        Assert.Contains("warning: playbooks.p[0].route stands outside timeout", problem.ToString());
    }

    private static ScenarioReading Read(string pipeline, string needs) => ScenarioFile.Parse($$"""
        name: d
        executors: { s: { latency: 1 s }, t: { latency: 2 s, capabilities: [x, y] } }
        agent: { steps: [ { a: { call: s, needs: {{needs}} } } ] }
        playbooks: { p: {{pipeline}} }
        """, "d.yaml");
}
