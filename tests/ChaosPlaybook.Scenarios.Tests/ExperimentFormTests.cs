using ChaosPlaybook.Experiments;
using ChaosPlaybook.Model;

namespace ChaosPlaybook.Scenarios.Tests;

/// <summary>The experiment of a scenario: what is read, and what blocks it before anything is done.</summary>
public sealed class ExperimentFormTests
{
    private const string Inject = "inject: { at: 60 s, for: 30 s, faults: { s: [ error: { rate: 20 %, codes: [503] } ] } }";
    private const string Steady = "steadyState: { expect: [successRate >= 99 %], window: 30 s }";

    private static readonly string[] _complete =
        ["type: dependency", "target: s", "environment: staging", "hypothesis: it holds", Steady, Inject, "blastRadius: { executors: 1 }", "rollback: {}"];

    private static ScenarioReading Read(IEnumerable<string> experiment, string workload = "{ open: { rate: 5/s, for: 200 s, warmUp: 5 s } }", string factors = "") =>
        ScenarioFile.Parse($$"""
            name: x
            {{factors}}
            executors: { s: { latency: 10 ms }, t: { latency: 10 ms } }
            agent: { steps: [ { a: { call: s } }, { b: { call: t } } ] }
            workload: {{workload}}
            experiment: { {{string.Join(", ", experiment)}} }
            playbooks: { p: [], q: [ timeout: 1 s ] }
            """, "x.yaml");

    /// <summary>The complete experiment with the keys of <paramref name="changed"/> changed or added.</summary>
    private static ScenarioReading With(params string[] changed) => Read([.. Without([.. changed.Select(Key)]), .. changed]);

    private static IEnumerable<string> Without(params string[] keys) => _complete.Where(entry => !keys.Contains(Key(entry)));

    private static string Key(string entry) => entry[..entry.IndexOf(':')];

    [Fact]
    public void A_range_is_a_floor_and_a_ceiling()
    {
        var guard = Assert.Single(With("steadyState: { expect: [goodput in 4/s..6/s], window: 30 s }").Plan!.Points[0].Worlds[0].Experiment!.Steady);
        Assert.Equal([false, true, true, true, false], new[] { 3.9, 4, 5, 6, 6.1 }.Select(guard.Holds));
        Assert.Equal("goodput in 4..6", guard.ToString());
    }

    [Theory]
    [InlineData("60 s", "1 s", true), InlineData("60.5 s", "1 s", false), InlineData("60.5 s", "1.5 s", true), InlineData("60 s", "0.9 s", false)]
    public void What_holds_during_an_injection_needs_a_whole_bin_of_it(string at, string lasts, bool isRead)
    {
        // Bins are one second wide and begin with the trial.
        var inject = $"inject: {{ at: {at}, for: {lasts}, faults: {{ s: [ error: {{ rate: 20 %, codes: [503] }} ] }} }}";
        Assert.Empty(With(inject).Problems);
        var problems = With(inject, "success: { during: [successRate >= 0.95] }").Problems;
        if (isRead) Assert.Empty(problems);
        else Assert.Contains("injects too briefly for success.during: signals are read over whole bins of the timeline, and no injection holds one of 1 s", Assert.Single(problems).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("check", "S2 13")]
    public void Coverage_may_be_asked_for_before_during_and_as_a_limit()
    {
        var reading = With("steadyState: { expect: [coverage >= 100 %], window: 30 s }", "abort: [ { when: coverage < 90 % } ]", "success: { during: [coverage >= 0.95] }");
        Assert.Empty(reading.Problems);
        var monitor = reading.Plan!.Points[0].Worlds[0].Experiment!;
        Assert.Equal(new Guard(Signal.Coverage, true, 1), Assert.Single(monitor.Steady));
        Assert.Equal(new Guard(Signal.Coverage, true, 0.9), Assert.Single(monitor.Aborts).Guard);
        Assert.Equal(new Guard(Signal.Coverage, true, 0.95), Assert.Single(reading.Plan.Points[0].Experiment!.Success.During));
    }

    [Fact]
    public void Metastability_and_contingency_may_stand_beside_it()
    {
        var experiment = string.Join(", ", _complete);
        var reading = ScenarioFile.Parse($$"""
            name: x
            executors: { s: { latency: 10 ms, servers: 2 }, t: { latency: 10 ms } }
            agent: { steps: [ { a: { call: s } }, { b: { call: t } } ] }
            workload: { open: { rate: 5/s, for: 200 s, warmUp: 5 s } }
            metastability: { trigger: { from: 60 s, for: 10 s, load: 3 } }
            contingency: { members: [s, t] }
            experiment: { {{experiment}} }
            playbooks: { p: [] }
            """, "x.yaml");
        Assert.Empty(reading.Problems);
        var point = reading.Plan!.Points[0];
        Assert.NotNull(point.Metastability);
        Assert.NotNull(point.Contingency);
        Assert.NotNull(point.Experiment);
        Assert.IsType<PacedArrivalOptions>(((OpenWorkloadOptions)point.Worlds[0].Workload!).Arrivals);
    }

    [Theory]
    [InlineData("goodput in 6/s..4/s", "the range is 6/s..4/s; its end lies below its beginning")]
    [InlineData("goodput in 6/s", "the range is \"6/s\"; expected two numbers such as 45/s..55/s")]
    [InlineData("p99 in 1..x", "the threshold is \"x\"; expected a duration or a number of seconds")]
    public void A_range_that_is_none_is_told(string range, string why) =>
        Assert.EndsWith(why, Assert.Single(With($"steadyState: {{ expect: [{range}], window: 30 s }}").Problems).Message, StringComparison.Ordinal);

    private static void Refused(ScenarioReading reading, params string[] messages)
    {
        Assert.Null(reading.Plan);
        Assert.Equal(messages, reading.Problems.Select(problem => problem.Message));
    }

    [Fact]
    public void Every_key_reaches_its_setting()
    {
        var reading = With(
            "steadyState: { expect: [successRate >= 99 %, p99 <= 500 ms, goodput >= 2/s, queue <= 3], window: 20 s }",
            "inject: { at: 60 s, for: 30 s, faults: { s: [ error: { rate: 20 %, codes: [503], from: 10 s } ], t: [ hang: { rate: 1 % } ] }, validate: [errorRate <= 0.5], expectedTime: 9 s }",
            "sampling: 2 s", "window: 8 s", "brokenShare: 20 %", "killSwitch: 70 s", "abortOnFailure: false", "holdsIn: 80 %", "replications: 7", "claimedOf: [q]",
            "blastRadius: { executors: 2, agents: 100, requests: 1000, duration: 5 min, environments: [test, staging], checkEvery: 5 s }",
            "abort: [ { when: errorRate > 5 % }, { when: goodput < 1/s, action: gracefulRollback }, { when: cascade } ]",
            "rollback: { steps: [stopFaults, closeBreakers], stepTime: 2 s, within: 20 s, verifyFor: 4 s }",
            "success: { recovery: 30 s, rto: 60 s, rpo: 5 min, detection: 1 min, dataLoss: 0, cascades: false, defence: yellow, during: [utilisation <= 70 %], after: [p50 <= 0.1] }",
            "preFlight: { monitoring: true, onCall: true }");
        Assert.Empty(reading.Problems);
        var point = reading.Plan!.Points[0];
        foreach (var world in point.Worlds)
        {
            var monitor = world.Experiment!;
            Assert.Equal([new(Signal.SuccessRate, true, 0.99), new(Signal.P99, false, 0.5), new(Signal.Goodput, true, 2), new(Signal.Queue, false, 3)], monitor.Steady);
            Assert.Equal((20, 8, 2, 70.0, false, 0.2), (monitor.SteadySeconds, monitor.WindowSeconds, monitor.SamplingSeconds, monitor.KillSwitchSeconds, monitor.AbortOnFailure, monitor.BrokenShare));
            var phase = Assert.Single(monitor.Phases);
            Assert.Equal(("inject", 60, 90, 9.0), (phase.Name, phase.FromSeconds, phase.ToSeconds, phase.ExpectedSeconds));
            Assert.Equal([new Guard(Signal.ErrorRate, false, 0.5)], phase.Validation!);
            Assert.Equal(0.2, Assert.IsType<ErrorFaultOptions>(Assert.Single(phase.Faults["s"])).Rate);
            Assert.IsType<HangFaultOptions>(Assert.Single(phase.Faults["t"]));
            Assert.Equal(new RadiusOptions { Executors = 2, Agents = 100, Attempts = 1000, Seconds = 300, CheckSeconds = 5 }, monitor.Radius);
            Assert.Equal(
            [
                new AbortOptions(new Guard(Signal.ErrorRate, false, 0.05)), new AbortOptions(new Guard(Signal.Goodput, true, 1), Action: AbortAction.GracefulRollback),
                new AbortOptions(null, Cascade: true, AbortAction.EmergencyStop),
            ], monitor.Aborts);
            Assert.Equal([RollbackStep.StopFaults, RollbackStep.CloseBreakers], monitor.Rollback.Steps);
            Assert.Equal((2, 20, 4), (monitor.Rollback.StepSeconds, monitor.Rollback.WithinSeconds, monitor.Rollback.VerifySeconds));
        }
        var card = point.Experiment!;
        Assert.Equal(("dependency", "s", "staging", "it holds", 0.8, 7), (card.Type, card.Target, card.Environment, card.Hypothesis, card.HoldsIn, card.Replications));
        Assert.Equal((false, true), (card.Claims("p"), card.Claims("q")));
        var success = card.Success;
        Assert.Equal((30.0, 60.0, 300.0, 60.0, 0.0, false), (success.RecoverySeconds, success.RtoSeconds, success.RpoSeconds, success.DetectionSeconds, success.DataLoss, success.Cascades));
        Assert.Equal(DefenceLevel.Yellow, success.Defence);
        Assert.Equal([new Guard(Signal.Utilisation, false, 0.7)], success.During);
        Assert.Equal([new Guard(Signal.P50, false, 0.1)], success.After);
        Assert.True(reading.Plan.HasExperiment);
    }

    [Fact]
    public void The_template_of_an_experiment_is_a_clean_scenario()
    {
        var reading = ScenarioFile.Parse(ExperimentTemplate.Of("first"), "first.yaml");
        Assert.Empty(reading.Problems);
        Assert.All(reading.Plan!.Points[0].Worlds, world => Assert.NotNull(world.Experiment));
    }

    [Fact]
    public void A_factor_gives_every_design_point_its_own_experiment()
    {
        var reading = Read([.. Without("inject", "holdsIn"), "holdsIn: $h", "inject: { at: 60 s, for: 30 s, faults: { s: [ error: { rate: $h, codes: [503] } ] } }"], factors: "factors: { h: [20 %, 30 %] }");
        Assert.Empty(reading.Problems);
        Assert.Equal([0.2, 0.3], reading.Plan!.Points.Select(point => point.Experiment!.HoldsIn));
        Assert.Equal([0.2, 0.3], reading.Plan.Points.Select(point => ((ErrorFaultOptions)point.Worlds[1].Experiment!.Phases[0].Faults["s"][0]).Rate));
    }

    [Theory]
    [Trait("check", "S2 12")]
    [InlineData("type"), InlineData("target"), InlineData("hypothesis"), InlineData("environment"), InlineData("blastRadius"), InlineData("rollback")]
    public void An_experiment_without_one_of_its_parts_is_refused(string key)
    {
        var reading = Read(Without(key));
        Assert.Null(reading.Plan);
        Assert.StartsWith($"experiment.{key} is missing;", Assert.Single(reading.Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("check", "S2 12")]
    public void An_injection_without_a_duration_is_refused() =>
        Refused(With("inject: { at: 60 s, faults: { s: [ error: { rate: 20 %, codes: [503] } ] } }"), "experiment.inject.for is missing; expected a duration, (0, 86400] s");

    [Fact]
    [Trait("check", "S2 12")]
    public void Everything_that_is_missing_is_told_at_once()
    {
        var reading = Read([]);
        foreach (var key in new[] { "type", "target", "environment", "hypothesis", "steadyState", "blastRadius", "rollback" })
            Assert.Single(reading.Problems, problem => problem.Message.StartsWith($"experiment.{key} is missing;", StringComparison.Ordinal));
        Assert.Single(reading.Problems, problem => problem.Message == "experiment needs inject or phases");
    }

    [Fact]
    [Trait("check", "S2 12")]
    public void More_than_ten_minutes_of_injection_need_to_be_meant()
    {
        var inject = "inject: { at: 60 s, for: 601 s, faults: { s: [ error: { rate: 20 %, codes: [503] } ] } }";
        var workload = "{ open: { rate: 1/s, for: 1000 s, warmUp: 5 s } }";
        Refused(Read([.. Without("inject"), inject], workload), "experiment.inject lasts 601 s altogether; allowed up to 600 s; give longRun: true to allow more");
        Assert.Empty(Read([.. Without("inject"), inject, "longRun: true"], workload).Problems);
    }

    [Fact]
    [Trait("check", "S2 12")]
    public void Production_needs_approval()
    {
        Refused(With("environment: production"), "experiment.environment is \"production\"; production needs approved: true");
        Assert.Empty(With("environment: production", "approved: true").Problems);
    }

    [Fact]
    [Trait("check", "S3 30")]
    public void An_environment_that_the_limits_do_not_name_is_refused() =>
        Refused(With("blastRadius: { executors: 1, environments: [dev, test] }"), "experiment.environment is \"staging\"; blastRadius.environments allows dev, test");

    [Theory]
    [Trait("check", "S3 31")]
    [InlineData("monitoring"), InlineData("onCall")]
    public void What_is_not_confirmed_blocks_the_experiment(string key) =>
        Refused(With($"preFlight: {{ {key}: false }}"), $"experiment.preFlight.{key} is \"false\"; the experiment is blocked until it is true");

    [Theory]
    [Trait("check", "S3 31")]
    [InlineData("steadyState"), InlineData("blastRadius"), InlineData("rollback")]
    public void A_required_check_that_cannot_be_made_blocks_the_experiment(string key) =>
        Assert.StartsWith($"experiment.{key} is missing;", Assert.Single(Read(Without(key)).Problems).Message, StringComparison.Ordinal);

    [Fact]
    public void There_must_be_time_before_and_after_the_injection()
    {
        Refused(With("inject: { at: 34 s, for: 137 s, faults: { s: [ error: { rate: 20 %, codes: [503] } ] } }"),
            "experiment begins to inject at 34 s; allowed from 35 s on: warmUp (5 s) and steadyState.window (30 s)",
            "experiment ends to inject at 171 s; allowed up to 170 s: rollback.within (30 s) before for (200 s)");
        Assert.Empty(With("inject: { at: 35 s, for: 135 s, faults: { s: [ error: { rate: 20 %, codes: [503] } ] } }").Problems);
    }

    [Fact]
    public void The_target_is_among_the_executors_injected_into() =>
        Refused(With("target: t"), "experiment.target is \"t\"; nothing is injected there; injected: s");

    [Fact]
    [Trait("check", "S3 35")]
    public void Phases_follow_one_another_and_leave_each_other_the_time_they_expect()
    {
        string Phases(string second) => "phases: [ { name: one, at: 60 s, for: 20 s, faults: { s: [ error: { rate: 20 % } ] }, expectedTime: 10 s }, " +
            $"{{ name: two, at: {second}, for: 20 s, faults: {{ t: [ error: {{ rate: 20 % }} ] }} }} ]";
        Assert.Equal(["one", "two"], Read([.. Without("inject"), Phases("100 s")]).Plan!.Points[0].Worlds[0].Experiment!.Phases.Select(phase => phase.Name));
        Refused(Read([.. Without("inject"), Phases("79 s")]), "experiment.phases begins two at 79 s; allowed from 80 s on, the end of one");
        Refused(Read([.. Without("inject"), Phases("99 s")]), "experiment.phases begins two at 99 s; allowed from 100 s on: one, its expectedTime (10 s) and window (10 s)");
    }
}
