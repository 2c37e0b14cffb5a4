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
