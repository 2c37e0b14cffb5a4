using ChaosPlaybook.Model;

namespace ChaosPlaybook.Scenarios.Tests;

public sealed class EjectionFormTests
{
    [Fact]
    public void Outlier_ejection_and_faults_of_one_instance_are_read()
    {
        var read = Of("""
                outlierEjection:
                  consecutive5xx: 3
                  interval: 5 s
                  baseEjection: 10 s
                  maxEjection: 1 min
                  maxEjected: 50 %
                  alwaysEjectOne: true
                  successRate: { minimumHosts: 3, requestVolume: 10, stdevFactor: 1 }
                  failurePercentage: { threshold: 50 %, minimumHosts: 2, requestVolume: 5 }
                  panic: 30 %
                faults: [ { error: { rate: 1, instance: 2 } }, { error: { rate: 0.1 } } ]
            """);
        Assert.Equal(new OutlierEjectionOptions
        {
            Consecutive5xx = 3, IntervalSeconds = 5, BaseEjectionSeconds = 10, MaxEjectionSeconds = 60, MaxEjected = 0.5, AlwaysEjectOne = true, Panic = 0.3,
            SuccessRate = new() { MinimumHosts = 3, RequestVolume = 10, StdevFactor = 1 },
            FailurePercentage = new() { Threshold = 0.5, MinimumHosts = 2, RequestVolume = 5 },
        }, read.OutlierEjection);
        Assert.Equal([2, null], read.Faults.Select(fault => fault.Instance));
        Assert.Equal(new OutlierEjectionOptions { SuccessRate = new() }, Of("    outlierEjection: { successRate: {} }").OutlierEjection);
    }

    private static ExecutorOptions Of(string keys)
    {
        var reading = ScenarioFile.Parse($$"""
            name: d
            agent: { steps: [ { a: { call: s } } ] }
            playbooks: { p: [] }
            executors:
              s:
                latency: 1 s
                servers: 2
                instances: 10
            {{keys}}
            """, "d.yaml");
        Assert.Empty(reading.Problems);
        return reading.Plan!.Points[0].Worlds[0].Executors[0];
    }
}
