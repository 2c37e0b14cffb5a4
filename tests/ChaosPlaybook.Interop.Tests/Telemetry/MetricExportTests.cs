using System.Text.Json;
using ChaosPlaybook.Experiments;
using ChaosPlaybook.Model;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Interop.Tests;

/// <summary>Metrics of a result for Prometheus and OpenTelemetry.</summary>
public class MetricExportTests
{
    private const string Odd = "a \"bad\" \\ name\nover two lines";

    [Fact]
    public void The_text_of_a_result_obeys_the_exposition_format_whatever_its_names_hold()
    {
        var result = Sweep(["baseline", Odd], ["failure-rate", "le", "playbook", "99th", "failureRate", "größe"], workload: false);
        var samples = Exposition.Read(Text(result));
        Assert.Contains(samples, sample => sample.Labels.GetValueOrDefault("playbook") == Odd);
        // Each factor has a label of its own beside the two that every cell has.
        Assert.All(samples.Where(sample => sample.Name == "chaosplaybook_trials_total"), sample => Assert.Equal(8, sample.Labels.Count));
    }

    [Fact]
    public void The_text_of_a_result_with_a_workload_obeys_the_exposition_format() => Exposition.Read(Text(Sweep(["baseline"], ["rate"], workload: true)));

    [Fact]
    public void The_text_holds_the_numbers_of_the_result()
    {
        var result = Sweep(["baseline", "other"], ["rate"], workload: false);
        var samples = Exposition.Read(Text(result));
        foreach (var cell in result.Cells)
        {
            double Of(string name, params (string Key, string Value)[] more) => Assert.Single(samples, sample =>
                sample.Name == name && sample.Labels["playbook"] == cell.Playbook && sample.Labels["rate"] == cell.Levels[0].ToString() &&
                more.All(label => sample.Labels.GetValueOrDefault(label.Key) == label.Value)).Value;
            Assert.Equal(cell.Trials, Of("chaosplaybook_trials_total"));
            Assert.Equal(cell[Metric.DurationP99].Value, Of("chaosplaybook_duration_seconds", ("quantile", "0.99")));
            Assert.Equal(cell[Metric.DurationMean].Value, Of("chaosplaybook_duration_seconds_sum") / Of("chaosplaybook_duration_seconds_count"), 1e-12);
            Assert.Equal(cell[Metric.SuccessRate].Value, Of("chaosplaybook_success_ratio"));
            Assert.Equal(cell[Metric.SuccessRate].Low, Of("chaosplaybook_success_low_ratio"));
            Assert.Equal(cell[Metric.Wait].Value, Of("chaosplaybook_wait_per_trial_seconds"));
            foreach (var (outcome, count) in cell.Outcomes) Assert.Equal(count, Of("chaosplaybook_outcomes_total", ("outcome", outcome)));
        }
    }

    [Fact]
    public void A_reader_of_the_format_refuses_what_it_forbids()
    {
        const string good = "# HELP a_total x\n# TYPE a_total counter\na_total{b=\"c\"} 1\n";
        Assert.Single(Exposition.Read(good));
        foreach (var bad in new[]
        {
            good[..^1], good + "a_total{b=\"c\"} 2\n", good.Replace("1\n", "1 1395066363000\n"), good.Replace("# TYPE a_total counter\n", ""), good.Replace("\"c\"", "\"c\nd\""),
            good.Replace("\"c\"", "c"), good.Replace("a_total", "a-total"), good.Replace("b=", "9b="), good.Replace(" 1\n", " one\n"), good + "# TYPE a_total counter\n",
            good.Replace("a_total", "a"), good.Replace("{b=\"c\"}", "{b=\"c\",b=\"d\"}"), good.Replace("counter", "count"), good + "\n",
        })
            Assert.ThrowsAny<Exception>(() => Exposition.Read(bad));
    }

    [Fact]
    public void Metrics_follow_the_protocol_and_hold_playbook_and_levels()
    {
        var result = Sweep(["baseline", Odd], ["rate", "playbook"], workload: false);
        var metrics = Metrics(result);
        Assert.Distinct(metrics.Select(metric => metric.GetProperty("name").GetString()));
        var success = metrics.Single(metric => metric.GetProperty("name").GetString() == "chaosplaybook.success");
        Assert.Equal("1", success.GetProperty("unit").GetString());
        var points = success.GetProperty("gauge").GetProperty("dataPoints").EnumerateArray().ToList();
        Assert.Equal(result.Cells.Select(cell => (cell.Playbook, cell.Levels[0].ToString(), cell[Metric.SuccessRate].Value)),
            points.Select(point => (Otlp.Attribute(point, "playbook")!, Otlp.Attribute(point, "rate")!, point.GetProperty("asDouble").GetDouble())));
        var trials = metrics.Single(metric => metric.GetProperty("name").GetString() == "chaosplaybook.trials").GetProperty("sum");
        Assert.True(trials.GetProperty("isMonotonic").GetBoolean());
        Assert.All(trials.GetProperty("dataPoints").EnumerateArray(), point => Assert.Equal("50", point.GetProperty("asInt").GetString()));
    }

    [Fact]
    [Trait("check", "S5 54")]
    public void Timelines_are_gauges_at_virtual_times_and_no_more_of_them_with_more_trials()
    {
        var result = Sweep(["baseline"], ["rate"], workload: true);
        var goodput = Metrics(result).Single(metric => metric.GetProperty("name").GetString() == "chaosplaybook.timeline.goodput");
        var times = goodput.GetProperty("gauge").GetProperty("dataPoints").EnumerateArray().Select(point => long.Parse(point.GetProperty("timeUnixNano").GetString()!)).ToList();
        var timeline = result.Timelines[0];
        Assert.Equal(result.Timelines.Count * timeline.Count, times.Count);
        Assert.Equal(timeline.Times.Select(time => 946_684_800_000_000_000 + (long)(time * 1e9)), times.Take(timeline.Count));
        Assert.Equal(times.Count, Metrics(Sweep(["baseline"], ["rate"], workload: true, trials: 100)).Single(metric => metric.GetProperty("name").GetString() == "chaosplaybook.timeline.goodput")
            .GetProperty("gauge").GetProperty("dataPoints").GetArrayLength());
    }

    private static List<JsonElement> Metrics(SweepResult result)
    {
        using var stream = new MemoryStream();
        OtlpMetrics.Write(result, stream);
        return [.. Otlp.Check(stream, "Metrics").GetProperty("resourceMetrics")[0].GetProperty("scopeMetrics")[0].GetProperty("metrics").EnumerateArray()];
    }

    private static string Text(SweepResult result)
    {
        using var text = new StringWriter();
        PrometheusText.Write(result, text);
        return text.ToString();
    }

    /// <summary>Two levels of the first factor, the rate of failures, and one of each other.</summary>
    private static SweepResult Sweep(string[] playbooks, string[] factors, bool workload, long trials = 50)
    {
        double[] rates = [0.1, 0.4];
        var plan = new Plan
        {
            Name = Odd, Seed = 3, Trials = trials, Playbooks = playbooks,
            Factors = [.. factors.Select((name, i) => new Factor(name, i == 0 ? [.. rates.Select(rate => new Level($"{rate}", rate))] : [new Level(Odd, null)]))],
            Points = [.. rates.Select((rate, i) => new DesignPoint(
                i, [.. factors.Select((_, j) => j == 0 ? new Level($"{rate}", rate) : new Level(Odd, null))], [.. playbooks.Select(name => World(name, rate, workload))]))],
            Hypotheses = [new(Odd, playbooks[0], new Dictionary<string, Level>(), Metric.SuccessRate.Name, Relation.AtLeast, 0.5)],
        };
        return SweepRunner.Run(plan, new SweepOptions { Workers = 1 }, (world, seed) => new World(world, seed).Run, TestContext.Current.CancellationToken).GetAwaiter().GetResult();
    }

    private static WorldOptions World(string playbook, double rate, bool workload) => new()
    {
        Agent = new([new StepOptions("ask", "service")]),
        Executors = [new ExecutorOptions { Name = "service", Latency = new Exponential(0.1), Faults = [new ErrorFaultOptions { Rate = rate }] }],
        Playbook = new(playbook, playbook == "baseline" ? [] : [new RetryOptions()]),
        Workload = workload ? new OpenWorkloadOptions { Arrivals = new PoissonArrivalOptions { Rate = 5 }, ForSeconds = 20 } : null,
    };
}
