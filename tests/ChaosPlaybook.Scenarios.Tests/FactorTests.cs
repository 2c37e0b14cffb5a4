using ChaosPlaybook.Model;

namespace ChaosPlaybook.Scenarios.Tests;

public sealed class FactorTests
{
    private const string Text = """
        name: f
        factors:
          slow: [1, 2]
          wait: [500 ms, 2 s]
          word: [none, full]
          times: [1, 3]
        executors: { s: { latency: 1 ms, cost: $slow } }
        agent: { steps: [ { a: { call: s } } ] }
        playbooks: { p: [ { retry: { retries: $times, base: $wait, jitter: $word, spread: 0.1 } } ] }
        """;

    [Fact]
    public void The_last_factor_moves_fastest()
    {
        var points = ScenarioFile.Parse(Text, "f.yaml").Plan!.Points;
        Assert.Equal(16, points.Count);
        Assert.Equal(Enumerable.Range(0, 16), points.Select(point => point.Index));
        Assert.Equal(["1", "500 ms", "none", "1"], points[0].Levels.Select(level => level.Text));
        Assert.Equal(["1", "500 ms", "none", "3"], points[1].Levels.Select(level => level.Text));
        Assert.Equal(["1", "500 ms", "full", "1"], points[2].Levels.Select(level => level.Text));
        Assert.Equal(["2", "2 s", "full", "3"], points[15].Levels.Select(level => level.Text));
    }

    [Fact]
    public void A_level_is_a_number_in_seconds_or_a_word()
    {
        var factors = ScenarioFile.Parse(Text, "f.yaml").Plan!.Factors;
        Assert.Equal([0.5, 2], factors[1].Levels.Select(level => level.Number!.Value));
        Assert.All(factors[2].Levels, level => Assert.Null(level.Number));
    }

    [Fact]
    public void Numbers_durations_words_and_counts_may_all_be_swept()
    {
        foreach (var point in ScenarioFile.Parse(Text, "f.yaml").Plan!.Points)
        {
            var retry = Assert.IsType<RetryOptions>(point.Worlds[0].Playbook.Pipeline[0]);
            Assert.Equal(point.Levels[0].Number, point.Worlds[0].Executors[0].Cost);
            Assert.Equal(point.Levels[1].Number, retry.Backoff.BaseSeconds);
            Assert.Equal(point.Levels[2].Text == "full" ? JitterKind.Full : JitterKind.None, retry.Backoff.Jitter);
            Assert.Equal(point.Levels[3].Number, retry.Retries);
        }
    }

    [Fact]
    public void The_callee_of_a_step_may_be_swept()
    {
        var reading = ScenarioFile.Parse("""
            name: f
            factors: { target: [a, b] }
            executors: { a: { latency: 1 ms }, b: { latency: 2 ms } }
            agent: { steps: [ { s: { call: $target } } ] }
            playbooks: { p: [] }
            """, "f.yaml");
        Assert.Empty(reading.Problems);
        Assert.Equal(["a", "b"], reading.Plan!.Points.Select(point => point.Worlds[0].Agent.Steps[0].Executor));
    }

    [Fact]
    public void A_quoted_dollar_is_text_and_no_factor()
    {
        var reading = ScenarioFile.Parse("""
            name: f
            description: "$money"
            executors: { a: { latency: 1 ms } }
            agent: { steps: [ { s: { call: a } } ] }
            playbooks: { p: [] }
            """, "f.yaml");
        Assert.Equal("$money", reading.Plan!.Description);
    }

    [Fact]
    [Trait("check", "S1 9")]
    public void One_problem_under_many_levels_is_told_once_and_names_them()
    {
        var reading = ScenarioFile.Parse(Text.Replace("[1, 3]", "[0, 1, 3, 101, 200]"), "f.yaml");
        Assert.Equal("f.yaml:9:39: error: playbooks.p[0].retry.retries is 0 or 101 or 200 (times = 0, 101, 200); allowed [1, 100]",
            Assert.Single(reading.Problems).ToString());
    }

    [Fact]
    public void Ten_thousand_cells_are_planned_within_seconds()
    {
        var levels = string.Join(", ", Enumerable.Range(1, 100));
        var before = Environment.TickCount64;
        var reading = ScenarioFile.Parse($$"""
            name: f
            factors: { x: [{{levels}}], y: [{{levels}}] }
            executors: { s: { latency: { gamma: { shape: 2, scale: 1 s } }, cost: $x } }
            agent: { steps: [ { a: { call: s } } ] }
            playbooks: { p: [ { retry: { retries: $y } } ] }
            """, "f.yaml");
        Assert.Empty(reading.Problems);
        Assert.Equal(10_000, reading.Plan!.Cells);
        Assert.InRange(Environment.TickCount64 - before, 0, 5000);
    }

    [Fact]
    public void A_larger_grid_needs_maxCells()
    {
        var levels = string.Join(", ", Enumerable.Range(1, 101));
        var text = $$"""
            name: f
            factors: { x: [{{levels}}], y: [{{levels.Replace("101", "100000")}}] }
            executors: { s: { latency: 1 s, cost: $x } }
            agent: { steps: [ { a: { call: s } } ] }
            playbooks: { p: [ { timeout: 1 s } ] }
            maxAttempts: $y
            """;
        Assert.Contains("the grid has 10201 cells", Assert.Single(ScenarioFile.Parse(text, "f.yaml").Problems).Message);
        Assert.Equal(10_201, ScenarioFile.Parse(text + "\nmaxCells: 20000", "f.yaml").Plan!.Cells);
    }

    [Fact]
    public void An_astronomic_grid_is_refused_at_once()
    {
        var factors = string.Join("\n", Enumerable.Range(0, 40).Select(i => $"  f{i}: [{string.Join(", ", Enumerable.Range(1, 50))}]"));
        var uses = string.Join(", ", Enumerable.Range(0, 40).Select(i => $"{500 + i}: $f{i}"));
        var text = $$"""
            name: f
            factors:
            {{factors}}
            executors: { s: { latency: 1 s, faults: [ { error: { rate: 0, codes: { {{uses}} } } } ] } }
            agent: { steps: [ { a: { call: s } } ] }
            playbooks: { p: [] }
            """;
        var before = Environment.TickCount64;
        Assert.Contains("the grid has", Assert.Single(ScenarioFile.Parse(text, "f.yaml").Problems).Message);
        Assert.InRange(Environment.TickCount64 - before, 0, 30_000);
    }
}
