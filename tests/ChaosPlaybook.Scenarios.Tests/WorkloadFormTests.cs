using ChaosPlaybook.Model;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Scenarios.Tests;

public sealed class WorkloadFormTests
{
    private static ScenarioReading Read(string workload, string factors = "{}", string playbook = "[]") => ScenarioFile.Parse($$"""
        name: w
        factors: {{factors}}
        executors: { s: { latency: 1 s } }
        agent: { steps: [ { a: { call: s } } ] }
        workload: {{workload}}
        playbooks: { p: {{playbook}} }
        """, "w.yaml");

    private static WorkloadOptions Of(string workload)
    {
        var reading = Read(workload);
        Assert.Empty(reading.Problems);
        return reading.Plan!.Points[0].Worlds[0].Workload!;
    }

    [Fact]
    public void An_open_workload_means_what_it_says() => Assert.Equal(
        new OpenWorkloadOptions { Arrivals = new PoissonArrivalOptions { Rate = 80 }, ForSeconds = 240, WarmUpSeconds = 20, DrainSeconds = 0.5, Clients = 10 },
        Of("{ open: { rate: 80/s, for: 4 min, warmUp: 20 s, drain: 500 ms, clients: 10 } }"));

    [Fact]
    public void A_closed_workload_means_what_it_says() => Assert.Equal(
        new ClosedWorkloadOptions { Agents = 50, Think = new Exponential(2), ForSeconds = 60, WarmUpSeconds = 5, DrainSeconds = 10, Clients = 7 },
        Of("{ closed: { agents: 50, think: { exponential: { mean: 2 s } }, for: 60 s, warmUp: 5 s, drain: 10 s, clients: 7 } }"));

    [Fact]
    public void What_is_left_out_is_the_default_of_the_options_except_that_closed_agents_have_a_client_each()
    {
        Assert.Equal(new OpenWorkloadOptions { Arrivals = new PoissonArrivalOptions { Rate = 1 }, ForSeconds = 9 }, Of("{ open: { rate: 1/s, for: 9 s } }"));
        Assert.Equal(new ClosedWorkloadOptions { Agents = 4, ForSeconds = 9, Clients = 4 }, Of("{ closed: { agents: 4, for: 9 s } }"));
    }

    [Theory]
    [InlineData("80/s", 80), InlineData("90 / min", 1.5), InlineData("1.5e3/s", 1500), InlineData("36/h", 0.01), InlineData("3/ms", 3000)]
    public void A_rate_is_a_number_of_events_per_unit_of_time(string text, double perSecond) =>
        Assert.Equal(perSecond, Assert.IsType<PoissonArrivalOptions>(Assert.IsType<OpenWorkloadOptions>(Of($"{{ open: {{ rate: {text}, for: 1 s }} }}")).Arrivals).Rate, 12);

    private static ArrivalOptions Arrivals(string arrivals) => ((OpenWorkloadOptions)Of($"{{ open: {{ arrivals: {{ {arrivals} }}, for: 1 d }} }}")).Arrivals;

    [Fact]
    public void Every_arrival_process_means_what_it_says()
    {
        Assert.Equal(new ConstantArrivalOptions { Rate = 5, Jitter = 0.2 }, Arrivals("constant: { rate: 5/s, jitter: 20 % }"));
        Assert.Equal(new ConstantArrivalOptions { Rate = 5 }, Arrivals("constant: { rate: 5/s }"));
        Assert.Equal(new PoissonArrivalOptions { Rate = 5 }, Arrivals("poisson: { rate: 5/s }"));
        Assert.Equal(new RampArrivalOptions { From = 0, To = 9, StartSeconds = 60, OverSeconds = 3 }, Arrivals("ramp: { from: 0/s, to: 9/s, start: 1 min, over: 3 s }"));
        Assert.Equal([new(0, 4), new(30, 0)], Assert.IsType<StepsArrivalOptions>(Arrivals("steps: [ { at: 0 s, rate: 4/s }, { at: 30 s, rate: 0/s } ]")).Steps);
        Assert.Equal(new SpikeArrivalOptions { Base = 40, Peak = 80, StartSeconds = 10, WidthSeconds = 5 },
            Arrivals("spike: { base: 40/s, peak: 80/s, start: 10 s, width: 5 s }"));
        Assert.Equal(new DiurnalArrivalOptions { Mean = 3, Amplitude = 0.5 }, Arrivals("diurnal: { mean: 3/s, amplitude: 0.5, period: 1 d }"));
        Assert.Equal(new MmppArrivalOptions { Low = 1, High = 9, LowForSeconds = 30, HighForSeconds = 5 },
            Arrivals("mmpp: { low: 1/s, high: 9/s, lowFor: 30 s, highFor: 5 s }"));
    }

    [Fact]
    public void A_change_of_rate_beyond_the_end_is_pointed_out() => Assert.Equal(
        "w.yaml:5:33: warning: workload.open.arrivals.spike changes at 60 s, which is never reached: for is 60 s",
        Assert.Single(Read("{ open: { arrivals: { spike: { base: 1/s, peak: 2/s, start: 60 s, width: 1 s } }, for: 60 s } }").Problems).ToString());

    [Fact]
    public void A_trace_is_read_from_a_column_of_times_or_counts()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            File.WriteAllText(System.IO.Path.Combine(folder.FullName, "t.csv"), "when,count\n0,3\n250,0\n1e3,12\n");
            ArrivalOptions? Trace(string rest)
            {
                var file = System.IO.Path.Combine(folder.FullName, "w.yaml");
                File.WriteAllText(file, $$"""
                    name: w
                    executors: { s: { latency: 1 s } }
                    agent: { steps: [ { a: { call: s } } ] }
                    workload: { open: { arrivals: { trace: { file: t.csv, {{rest}} } }, for: 1 h } }
                    playbooks: { p: [] }
                    """);
                var reading = ScenarioFile.Read(file);
                Assert.Equal(reading.Plan is null, reading.HasErrors);
                return (reading.Plan?.Points[0].Worlds[0].Workload as OpenWorkloadOptions)?.Arrivals;
            }
            Assert.Equal([0, 0.25, 1], Assert.IsType<TraceArrivalOptions>(Trace("column: when, unit: ms")).Times);
            var counts = Assert.IsType<CountsArrivalOptions>(Trace("column: count, every: 1 min"));
            Assert.Equal((60.0, "3,0,12"), (counts.EverySeconds, string.Join(',', counts.Counts)));
            Assert.Null(Trace("column: count, unit: s"));
            Assert.Null(Trace("column: count"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Rates_and_agents_may_be_swept_and_are_numbers_on_an_axis()
    {
        var plan = Read("{ open: { rate: $load, for: $long } }", "{ load: [40/s, 90/min], long: [10 s, 20 s] }").Plan!;
        Assert.Equal([40, 1.5], plan.Factors[0].Levels.Select(level => level.Number!.Value));
        Assert.Equal([40, 40, 1.5, 1.5], plan.Points.Select(point =>
            ((PoissonArrivalOptions)((OpenWorkloadOptions)point.Worlds[0].Workload!).Arrivals).Rate));
        Assert.Equal([10, 20, 10, 20], plan.Points.Select(point => point.Worlds[0].Workload!.ForSeconds));
    }

    [Fact]
    public void A_breaker_that_one_agent_could_never_open_is_fine_where_many_share_it()
    {
        const string breaker = "[ { circuitBreaker: { failureRatio: 0.5, minimumThroughput: 100 } } ]";
        Assert.Empty(Read("{ open: { rate: 80/s, for: 60 s } }", playbook: breaker).Problems);
    }
}
