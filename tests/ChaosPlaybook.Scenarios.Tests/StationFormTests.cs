using ChaosPlaybook.Model;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Scenarios.Tests;

public sealed class StationFormTests
{
    [Fact]
    public void An_executor_without_keys_about_load_has_the_defaults_of_its_options()
    {
        var read = Of("cost: 0");
        Assert.Equal(new ExecutorOptions { Name = "s", Latency = new Constant(1), Faults = read.Faults, Slow = read.Slow }, read);
    }

    [Fact]
    public void Servers_queue_and_abandonment_are_read()
    {
        var full = Of("servers: 4, queue: { limit: 100, discipline: adaptiveLifo, lifoFrom: 20 }, whenAbandoned: cancelQueued");
        Assert.Equal((4, 100, QueueDiscipline.AdaptiveLifo, 20, Abandonment.CancelQueued),
            (full.Servers, full.QueueLimit, full.Discipline, full.LifoFrom, full.WhenAbandoned));
        var lean = Of("servers: 1");
        Assert.Equal((1, null, QueueDiscipline.Fifo, Abandonment.Continue), (lean.Servers, lean.QueueLimit, lean.Discipline, lean.WhenAbandoned));
    }

    [Fact]
    public void Shedding_is_read()
    {
        Assert.Equal(new ShedOptions { QueueTimeoutSeconds = 0.005, RelaxedSeconds = 0.1, CoDel = new() { TargetSeconds = 0.01, IntervalSeconds = 0.2 }, Utilisation = 0.8, KeepFrom = 5 },
            Of("servers: 4, shed: { queueTimeout: 5 ms, relaxed: 100 ms, coDel: { target: 10 ms, interval: 200 ms }, utilisation: 80 %, keepFrom: 5 }").Shed);
        Assert.Equal(new ShedOptions { CoDel = new() }, Of("servers: 4, shed: { coDel: {} }").Shed);
        Assert.Equal(QueueDiscipline.ProcessorSharing, Of("servers: 4, queue: { discipline: processorSharing }").Discipline);
    }

    [Fact]
    public void Instances_and_their_balance_are_read()
    {
        var read = Of("servers: 4, instances: 3, balance: powerOfTwo");
        Assert.Equal((3, Balance.PowerOfTwo), (read.Instances, read.Balance));
    }

    [Fact]
    public void Pauses_and_slow_windows_are_read()
    {
        var read = Of("servers: 4, pause: { every: 10 s, for: 200 ms }, slow: [ { factor: 3, from: 1 min, for: 30 s }, { factor: 0.5 } ]");
        Assert.Equal(new PauseOptions(10, 0.2), read.Pause);
        Assert.Equal([new(3, 60, 30), new(0.5, 0, double.PositiveInfinity)], read.Slow);
    }

    [Fact]
    public void An_idle_lifoFrom_is_a_warning()
    {
        var problem = Assert.Single(Read("servers: 4, queue: { discipline: lifo, lifoFrom: 20 }").Problems);
        Assert.Contains("warning: executors.s.queue.lifoFrom has no effect with discipline: lifo", problem.ToString());
    }

    private static ExecutorOptions Of(string keys)
    {
        var reading = Read(keys);
        Assert.Empty(reading.Problems);
        return reading.Plan!.Points[0].Worlds[0].Executors[0];
    }

    private static ScenarioReading Read(string keys) => ScenarioFile.Parse($$"""
        name: d
        executors: { s: { latency: 1 s, {{keys}} } }
        agent: { steps: [ { a: { call: s } } ] }
        playbooks: { p: [] }
        """, "d.yaml");
}
