using ChaosPlaybook.Model;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Scenarios.Tests;

public sealed class CapacityFormTests
{
    [Fact]
    public void A_share_of_the_servers_may_be_lost_over_time()
    {
        var faults = Of("""
            servers: 20, faults: [
              { capacityLoss: { loss: 100 %, timeline: [[0 s, 0 %], [30 s, 25 %], [60 s, 50 %], [90 s, 75 %], [120 s, 90 %], [150 s, 100 %]], stepwise: true } },
              { capacityLoss: { loss: 0.5, from: 1 min, until: 2 min, intensity: gradual } } ]
            """).Faults;
        var gradual = Assert.IsType<CapacityLossFaultOptions>(faults[0]);
        Assert.Equal((1, true), (gradual.Loss, gradual.Window!.Steps));
        Assert.Equal([new(0, 0), new(30, 0.25), new(60, 0.5), new(90, 0.75), new(120, 0.9), new(150, 1)], gradual.Window.Timeline);
        Assert.Equal((0.5, 60, IntensityKind.Gradual), (((CapacityLossFaultOptions)faults[1]).Loss, faults[1].Window!.FromSeconds, faults[1].Window!.Intensity));
    }

    [Fact]
    public void Instances_are_killed_and_come_back_or_not()
    {
        var faults = Of("servers: 1, instances: 3, faults: [ { kill: { instances: 2, at: 60 s, restartAfter: 30 s, inFlight: drain } }, { kill: { restartAfter: never } }, { kill: {} } ]").Faults;
        Assert.Equal(new KillFaultOptions { Instances = 2, AtSeconds = 60, RestartAfter = new Constant(30), InFlight = KilledWork.Drain }, faults[0]);
        Assert.Equal(new KillFaultOptions(), faults[1]);
        Assert.Equal(new KillFaultOptions(), faults[2]);
    }

    [Fact]
    public void Cold_starts_and_slowdown_are_read()
    {
        var read = Of("servers: 4, dropExpired: true, slowdown: { perJob: 2 %, from: 8 }, coldStart: { extra: 2 s, warmUp: 10 s, aggression: 2, idleAfter: 1 min, fromStart: true }");
        Assert.Equal(new SlowdownOptions(0.02, 8), read.Slowdown);
        Assert.Equal(new ColdStartOptions { Extra = new Constant(2), WarmUpSeconds = 10, Aggression = 2, IdleAfterSeconds = 60, FromStart = true }, read.ColdStart);
        Assert.True(read.DropExpired);
        Assert.Equal(new ColdStartOptions(), Of("servers: 4, coldStart: { idleAfter: forever }").ColdStart);
    }

    [Fact]
    public void An_autoscaler_begins_with_its_fewest_instances_or_as_many_as_are_said()
    {
        var read = Of("servers: 4, autoscale: { min: 2, max: 10, upper: 75 %, lower: 20 %, period: 15 s, holdTime: 5 min, startUp: 30 s }");
        Assert.Equal(new AutoscaleOptions { Min = 2, Max = 10, Upper = 0.75, Lower = 0.2, PeriodSeconds = 15, HoldSeconds = 300, StartUp = new Constant(30) }, read.Autoscale);
        Assert.Equal(2, read.Instances);
        Assert.Equal((5, new AutoscaleOptions { Max = 10 }), (Of("servers: 4, instances: 5, autoscale: { max: 10 }").Instances, Of("servers: 4, autoscale: { max: 10 }").Autoscale));
    }

    [Fact]
    public void What_never_acts_where_servers_are_shared_is_a_warning()
    {
        var problems = Read("servers: 4, queue: { discipline: processorSharing }, shed: { queueTimeout: 1 s, coDel: {} }, dropExpired: true").Problems;
        Assert.Equal(["shed.queueTimeout", "shed.coDel", "dropExpired"], problems.Select(problem =>
            problem.ToString().Split("executors.s.")[1].Split(' ')[0]));
        Assert.All(problems, problem => Assert.Contains("warning: executors.s.", problem.ToString()));
    }

    private static ExecutorOptions Of(string keys)
    {
        var reading = Read(keys);
        Assert.Empty(reading.Problems);
        Assert.Empty(reading.Plan!.Points[0].Worlds[0].Check());
        return reading.Plan!.Points[0].Worlds[0].Executors[0];
    }

    private static ScenarioReading Read(string keys) => ScenarioFile.Parse($$"""
        name: d
        executors: { s: { latency: 1 s, {{keys.ReplaceLineEndings(" ")}} } }
        agent: { steps: [ { a: { call: s } } ] }
        workload: { open: { rate: 1/s, for: 10 s } }
        playbooks: { p: [] }
        """, "d.yaml");
}
