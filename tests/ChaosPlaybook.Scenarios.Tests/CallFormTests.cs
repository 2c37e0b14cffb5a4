using ChaosPlaybook.Model;

namespace ChaosPlaybook.Scenarios.Tests;

public sealed class CallFormTests
{
    [Fact]
    public void An_executor_without_calls_has_the_defaults_of_its_options()
    {
        var orders = Read("").Executors[1];
        Assert.Equal(([], 502, true, false), (orders.Calls, orders.DownstreamCode, orders.HoldsServer, orders.PropagateDeadline));
    }

    [Fact]
    public void Calls_are_read()
    {
        var world = Read("servers: 4, downstreamCode: 503, holdsServer: false, propagateDeadline: true,");
        var front = world.Executors[0];
        Assert.Equal((503, false, true), (front.DownstreamCode, front.HoldsServer, front.PropagateDeadline));
        Assert.Equal(
            [("orders", null, 1.0, false), ("audit", null, 0.2, true), ("stock stock stock", 2, 1.0, false), ("orders audit", null, 0.5, false)],
            front.Calls.Select(stage => (string.Join(' ', stage.Executors), stage.Needs, stage.Probability, stage.Optional)));
        Assert.Equal(["front"], world.Playbook.Executors.Keys);
        Assert.Equal(["retry", "timeout"], world.Playbook.Executors["front"].Select(strategy => strategy.Word));
        Assert.Single(world.Playbook.Pipeline);
    }

    [Fact]
    public void Without_servers_it_still_matters_what_becomes_of_the_calls_of_a_client_that_has_gone() =>
        Assert.Equal(Abandonment.CancelRunning, Read("whenAbandoned: cancelRunning,").Executors[0].WhenAbandoned);

    [Fact]
    public void Strategies_around_calls_that_nobody_makes_are_a_warning()
    {
        var problem = Assert.Single(ScenarioFile.Parse("""
            name: d
            executors: { s: { latency: 1 s } }
            agent: { steps: [ { a: { call: s } } ] }
            playbooks: { p: { executors: { s: [ retry: {} ] } } }
            """, "d.yaml").Problems);
        Assert.Equal("d.yaml:4:35: warning: playbooks.p.executors.s has no effect: s calls nobody", problem.ToString());
    }

    private static WorldOptions Read(string keys)
    {
        // Stock is reached through calls alone, and audit calls back with a probability below 1.
        var reading = ScenarioFile.Parse($$"""
            name: d
            executors:
              front:
                { latency: 1 s, {{keys}} calls: [ { call: orders }, { call: audit, probability: 20 %, optional: true },
                  { together: [stock, stock, stock], needs: 2 }, { together: [orders, audit], probability: 0.5 } ] }
              orders: { latency: 1 s }
              audit: { latency: 1 s, calls: [ { call: front, probability: 1 % } ] }
              stock: { latency: 1 s }
            agent: { steps: [ { a: { call: front } } ] }
            playbooks: { p: { pipeline: [ timeout: 1 min ], executors: { front: [ retry: {}, timeout: 9 s ] } } }
            """, "d.yaml");
        Assert.Empty(reading.Problems);
        return reading.Plan!.Points[0].Worlds[0];
    }
}
