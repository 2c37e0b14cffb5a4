using ChaosPlaybook.Experiments;

namespace ChaosPlaybook.Scenarios.Tests;

public sealed class ContingencyFormTests
{
    private static ScenarioReading Read(string contingency, string workload = "workload: { open: { rate: 1/s, for: 100 s } }") => ScenarioFile.Parse($$"""
        name: m
        executors: { s: { latency: 1 s, servers: 1, instances: 3, calls: [ { call: t } ] }, t: { latency: 1 s } }
        agent: { steps: [ { a: { call: s } } ] }
        {{workload}}
        contingency: {{contingency}}
        playbooks: { p: [] }
        """, "m.yaml");

    private static ContingencyOptions First(string contingency)
    {
        var reading = Read(contingency);
        Assert.Empty(reading.Problems);
        return reading.Plan!.Points[0].Contingency!;
    }

    [Fact]
    public void Every_key_reaches_its_setting_and_instances_become_members_of_their_own()
    {
        var options = First("{ remove: [busiest, n-2], members: [instances of s, t], loads: [85 %, 0.9], replications: 7, "
            + "limits: { coverage: 90 %, utilisation: 70 %, cascade: 20 %, replan: 30 s, abort: 1 min } }");
        Assert.Equal([Removals.EachPair, Removals.Busiest], options.Remove);
        Assert.Equal(["s#1", "s#2", "s#3", "t"], options.Members);
        Assert.Equal([0.85, 0.9], options.Loads);
        Assert.Equal(7, options.Replications);
        Assert.Equal(new ContingencyLimits { Coverage = 0.9, Utilisation = 0.7, Cascade = 0.2, ReplanSeconds = 30, AbortSeconds = 60 }, options.Limits);
    }

    [Fact]
    public void Left_out_every_executor_is_a_member_and_everything_has_the_usual_value()
    {
        var (usual, options) = (new ContingencyOptions(), First("{}"));
        Assert.Equal(["s", "t"], options.Members);
        Assert.Equal((usual.Limits, usual.Replications), (options.Limits, options.Replications));
        Assert.Equal(usual.Remove, options.Remove);
        Assert.Empty(options.Loads);
    }

    [Theory]
    [InlineData("{ members: [s, ss] }", "contingency has the member \"ss\", which is no executor; allowed: s, t")]
    [InlineData("{ members: [instances of t] }", "contingency has the instances of t for members, which has no servers and so no instances")]
    [InlineData("{ members: [s, s] }", "contingency names a member twice")]
    public void Members_that_the_world_does_not_have_are_refused(string contingency, string problem) =>
        Assert.Contains($"m.yaml:5:14: error: {problem}", Read(contingency).Problems.Select(each => each.ToString()));

    [Fact]
    public void Without_agents_that_share_the_executors_there_is_nothing_to_shift()
    {
        Assert.Contains(Read("{}", "trials: 5").Problems, each => each.ToString().Contains("contingency needs a workload", StringComparison.Ordinal));
        Assert.Contains(Read("{ loads: [80 %] }", "workload: { closed: { agents: 2, think: 1 s, for: 100 s } }").Problems,
            each => each.ToString().Contains("contingency has loads, which need workload.open", StringComparison.Ordinal));
    }
}
