using ChaosPlaybook.Experiments;
using ChaosPlaybook.Model;

namespace ChaosPlaybook.Scenarios.Tests;

public sealed class MetastabilityFormTests
{
    private static ScenarioReading Read(string metastability, string workload = "{ open: { rate: $r, for: 100 s, warmUp: 5 s } }", string executor = "latency: 1 s") =>
        ScenarioFile.Parse($$"""
            name: m
            factors: { r: [1/s, 2/s] }
            executors: { s: { {{executor}} } }
            agent: { steps: [ { a: { call: s } } ] }
            workload: {{workload}}
            metastability: {{metastability}}
            playbooks: { p: [], q: [ timeout: $r ] }
            """.Replace("$r ]", "1 s ]"), "m.yaml");

    private static DesignPoint First(ScenarioReading reading)
    {
        Assert.Empty(reading.Problems);
        return reading.Plan!.Points[0];
    }

    [Fact]
    public void A_surge_is_laid_over_the_arrivals_of_every_world_and_its_twin_has_none()
    {
        var point = First(Read("{ trigger: { from: 20 s, for: 10 s, load: 3 } }"));
        foreach (var world in point.Worlds)
        {
            var paced = Assert.IsType<PacedArrivalOptions>(((OpenWorkloadOptions)world.Workload!).Arrivals);
            Assert.Equal([new Pace(20, 30, 3)], paced.Paces);
            var study = point.Metastability!.Study(world);
            Assert.IsType<PoissonArrivalOptions>(((OpenWorkloadOptions)study.Twin.Workload!).Arrivals);
            Assert.Equal((20, 30), (study.TriggerFrom, study.TriggerTo));
        }
        Assert.Equal([new Disturbance("surge", 20, 30)], point.Disturbances);
    }

    [Fact]
    public void Every_key_reaches_its_setting_and_each_has_the_usual_value_otherwise()
    {
        var trigger = "trigger: { from: 20 s, for: 10 s, load: 3 }";
        Assert.Equal(new MetastabilityOptions { Surge = new(20, 30, 3) }, First(Read($"{{ {trigger} }}")).Metastability);
        Assert.Equal(
            new MetastabilityOptions
            {
                Surge = new(20, 30, 3), Replications = 7, ShedTo = 0.1, ShedSeconds = 40,
                Rule = new() { WindowSeconds = 5, GoodputShare = 0.9, LatencyFactor = 3, QueueFactor = 4 },
            },
            First(Read($"{{ {trigger}, replications: 7, window: 5 s, goodput: 90 %, latency: 3, queue: 4, shedTo: 10 %, shedFor: 40 s }}")).Metastability);
    }

    [Fact]
    public void Faults_and_slow_windows_with_an_end_are_the_trigger_where_asked_and_their_twin_is_without()
    {
        var point = First(Read("{ trigger: { faults: true } }",
            executor: "latency: 1 s, servers: 1, faults: [ { error: { rate: 50 %, codes: [500], from: 30 s, until: 40 s } }, { error: { rate: 1 %, codes: [503] } } ], slow: [ { factor: 2, from: 35 s, for: 10 s }, { factor: 3, from: 50 s } ]"));
        var study = point.Metastability!.Study(point.Worlds[0]);
        Assert.Equal((30, 45), (study.TriggerFrom, study.TriggerTo));
        var calm = Assert.Single(study.Twin.Executors);
        // The fault keeps its place, so that the luck of the other stays as it is, and opens after every trial.
        Assert.Equal(2, calm.Faults.Count);
        Assert.True(calm.Faults[0].Window!.FromSeconds > WorkloadOptions.ForBounds.High);
        Assert.Null(calm.Faults[1].Window);
        Assert.Equal([50], calm.Slow.Select(slow => slow.FromSeconds));
    }

    [Theory]
    [InlineData("{ trigger: { from: 14 s, for: 10 s, load: 3 } }", "m.yaml:6:16: error: metastability begins its trigger at 14 s; allowed from 15 s on: warmUp (5 s) and a window (10 s)")]
    [InlineData("{ trigger: { from: 81 s, for: 10 s, load: 3 } }", "m.yaml:6:16: error: metastability ends its trigger at 91 s; allowed up to 90 s: a window (10 s) before for (100 s)")]
    [InlineData("{ trigger: { faults: true } }", "m.yaml:6:16: error: metastability has faults for a trigger, but no fault and no slow window of an executor has an end")]
    [InlineData("{ trigger: {} }", "m.yaml:6:27: error: metastability.trigger needs from, for and load, or faults: true")]
    public void A_trigger_that_cannot_be_judged_is_refused(string metastability, string problem) =>
        Assert.Contains(problem, Read(metastability).Problems.Select(each => each.ToString()));

    [Fact]
    public void Agents_that_wait_for_each_other_cannot_be_judged() =>
        Assert.Contains(Read("{ trigger: { from: 20 s, for: 10 s, load: 3 } }", "{ closed: { agents: 2, think: 1 s, for: 100 s } }").Problems,
            problem => problem.ToString()!.Contains("metastability needs workload.open", StringComparison.Ordinal));
}
