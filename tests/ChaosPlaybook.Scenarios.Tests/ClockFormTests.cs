using ChaosPlaybook.Model;

namespace ChaosPlaybook.Scenarios.Tests;

public sealed class ClockFormTests
{
    [Fact]
    public void A_clock_may_be_ahead_or_behind_all_the_time_in_a_window_or_more_and_more()
    {
        var faults = Of("""
            [ { clockSkew: { by: 10 min } }, { clockSkew: { by: 6 min, direction: behind, tolerance: 5 min, code: 401, from: 1 min, until: 2 min } },
              { clockSkew: { by: 1 h, intensity: gradual, ramp: 1 d } } ]
            """);
        Assert.Equal(new ClockSkewFaultOptions { BySeconds = 600 }, faults[0]);
        Assert.Equal(new ClockSkewFaultOptions
        {
            BySeconds = 360, Direction = ClockDirection.Behind, ToleranceSeconds = 300, Code = 401, Window = new() { FromSeconds = 60, UntilSeconds = 120 },
        }, faults[1]);
        Assert.Equal((3600, 86400), (((ClockSkewFaultOptions)faults[2]).BySeconds, faults[2].Window!.RampSeconds!.Value));
    }

    private static IReadOnlyList<FaultOptions> Of(string faults)
    {
        var reading = ScenarioFile.Parse($$"""
            name: d
            executors: { s: { latency: 1 s, faults: {{faults.ReplaceLineEndings(" ")}} } }
            agent: { steps: [ { a: { call: s } } ] }
            playbooks: { p: [] }
            """, "d.yaml");
        Assert.Empty(reading.Problems);
        Assert.Empty(reading.Plan!.Points[0].Worlds[0].Check());
        return reading.Plan!.Points[0].Worlds[0].Executors[0].Faults;
    }
}
