namespace ChaosPlaybook.Scenarios.Tests;

/// <summary>Failures are looked at until enough is seen or the time is up, and what was left out is said.</summary>
public sealed class FailureBudgetTests
{
    [Fact]
    [Trait("check", "S4 43")]
    public void Half_of_the_time_is_for_failures_and_causes_that_there_was_no_time_for_are_named()
    {
        // The clock goes on by a second whenever it is looked at: once at the start, once before every trial but the first.
        var found = Look(new Ticking(), 100);
        Assert.Equal((51L, 4000L), (found.Trials, found.TrialsWanted));
        Assert.True(found.TimeIsUp && found.IsPartial);
        // 48 seconds are left; the one cause needs 50 looks.
        Assert.Equal(["error of petstore"], found.CausesNotExamined);
        Assert.All(found.Patterns, pattern => Assert.Empty(pattern.Causes));
    }

    [Fact]
    [Trait("check", "S4 43")]
    public void Time_that_suffices_changes_nothing()
    {
        var found = Look(new Ticking(), 1e6);
        Assert.False(found.TimeIsUp || found.IsPartial);
        // Enough was seen before the last trial.
        Assert.InRange(found.Trials, 1, 3999);
        Assert.All(found.Patterns, pattern => Assert.Equal("error of petstore", pattern.Causes[0].Name));
    }

    [Fact]
    [Trait("check", "S4 46")]
    public void A_pattern_is_gone_or_new_only_beyond_chance()
    {
        var delta = AdviceDelta.Of(Found(("a", 100), ("b", 1), ("c", 50), ("d", 100)), Found(("a", 0), ("b", 0), ("c", 52), ("d", 40), ("e", 30)));
        Assert.Equal(["a gone", "b same", "c same", "d fewer", "e new"], delta.Patterns.Select(pattern => $"{pattern.Step} {pattern.Word}").Order(StringComparer.Ordinal));
        var gone = delta.Patterns.First(pattern => pattern.Step == "a");
        Assert.Equal((100.0, 0.0), (gone.PerThousandBefore, gone.PerThousandAfter));
        Assert.Equal(-100, gone.Difference.Value, 1e-9);
        // Newcombe's method 10 for 0/1000 against 100/1000, from Wilson's intervals (0, 0.003827) and (0.08291, 0.12015); t of 999
        // degrees is 1.9623 instead of 1.9600, an eighth of a percent of lengths of 20.
        Assert.Equal(-120.15, gone.Difference.Low, 0.05);
        Assert.Equal(-100 + 1000 * Math.Sqrt(Math.Pow(0.003827, 2) + Math.Pow(0.1 - 0.08291, 2)), gone.Difference.High, 0.05);
    }

    private static FailureAnalysis Found(params (string Step, long Failures)[] patterns) => new("p", new Dictionary<string, string>(), 1000, 1000,
        patterns.Sum(pattern => pattern.Failures),
        [.. patterns.Where(pattern => pattern.Failures > 0).Select(pattern => new FailurePattern(pattern.Step, "x", "500", pattern.Failures, 0, []))], []);

    private static FailureAnalysis Look(TimeProvider clock, double seconds)
    {
        var plan = ScenarioFile.Read(House.At("scenarios", "petstore.yaml"), new() { Sets = [("factors.failureRate", "[0.20]"), ("hypotheses", "[]")] }).Plan!;
        return FailureCollector.Look(plan.Points[0].Worlds[0], 42, 4000, new Dictionary<string, string>(), new(TimeSpan.FromSeconds(seconds), clock));
    }

    private sealed class Ticking : TimeProvider
    {
        private long _seconds;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => _seconds++;
    }
}
