using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model.Tests;

public class DeadlineTests
{
    [Fact]
    public void A_server_that_knows_the_deadlines_wastes_nothing_on_replies_that_come_too_late()
    {
        // Twice the load that one server bears, clients that give up after 3 s of service 1 s: in order, a server that does not
        // know works on what is lost already; one that knows drops what has less than a service time left.
        var blind = Small.Run(Overload(dropExpired: false));
        var knowing = Small.Run(Overload(dropExpired: true));
        Assert.Equal(0, blind.Expired);
        Assert.True(blind.WastedShare > 0.5, $"{blind.WastedShare}");
        Assert.Equal(0, knowing.WastedShare);
        Assert.Equal(knowing.Agents, knowing.Successes + knowing.Expired);
        // The server is never idle: one reply a second, but for the start and the end.
        Assert.InRange(knowing.Successes, 195, 205);
        Assert.Equal(knowing.Expired, knowing.Timeouts);
    }

    [Fact]
    public void Work_without_a_deadline_is_never_dropped()
    {
        var record = Small.Run(Overload(dropExpired: true) with { Playbook = new("none", []) });
        Assert.Equal((0, record.Agents), (record.Expired, record.Successes));
    }

    private static WorldOptions Overload(bool dropExpired) => new()
    {
        Agent = new([new StepOptions("serve", "station")]),
        Executors = [new() { Name = "station", Latency = new Constant(1), Servers = 1, DropExpired = dropExpired }],
        Playbook = new("patience", [new TimeoutOptions { Seconds = 3 }]),
        Workload = new OpenWorkloadOptions { Arrivals = new PoissonArrivalOptions { Rate = 2 }, ForSeconds = 200, DrainSeconds = 1000 },
    };
}
