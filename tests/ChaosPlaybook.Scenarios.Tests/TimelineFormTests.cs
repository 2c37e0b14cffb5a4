using ChaosPlaybook.Model;

namespace ChaosPlaybook.Scenarios.Tests;

public sealed class TimelineFormTests
{
    private static TimelineOptions Of(string workload)
    {
        var reading = ScenarioFile.Parse($$"""
            name: t
            executors: { s: { latency: 1 s } }
            agent: { steps: [ { a: { call: s } } ] }
            workload: {{workload}}
            playbooks: { p: [] }
            """, "t.yaml");
        Assert.Empty(reading.Problems);
        return reading.Plan!.Points[0].Worlds[0].Workload!.Timeline;
    }

    [Fact]
    public void Bins_are_as_wide_as_written_for_either_kind_of_workload()
    {
        Assert.Equal(new TimelineOptions { BinSeconds = 0.25, MaxBins = 100 }, Of("{ open: { rate: 1/s, for: 9 s, timeline: { bin: 250 ms, maxBins: 100 } } }"));
        Assert.Equal(new TimelineOptions { BinSeconds = 5 }, Of("{ closed: { agents: 2, for: 9 s, timeline: { bin: 5 s } } }"));
    }

    [Fact]
    public void Bins_are_a_second_wide_unless_said_otherwise() =>
        Assert.Equal(new TimelineOptions { BinSeconds = 1, MaxBins = 3600 }, Of("{ open: { rate: 1/s, for: 9 s } }"));
}
