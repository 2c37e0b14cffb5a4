using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model.Tests;

/// <summary>What clients that share a policy, and requests that are wrong in themselves, do to a service.</summary>
public sealed class ClientTests
{
    /// <summary>Both ask at 0 and fail at 0.1; a wait of 1 s without jitter sends both again at 1.1.</summary>
    [Theory]
    [InlineData(JitterKind.None, true)]
    [InlineData(JitterKind.Full, false)]
    [InlineData(JitterKind.UpTo, false)]
    [InlineData(JitterKind.Decorrelated, false)]
    [Trait("check", "S1 4")]
    public void Two_clients_with_one_policy_come_back_at_one_instant_only_without_jitter(JitterKind jitter, bool together)
    {
        var retry = new RetryOptions { Retries = 1, Backoff = new() { BaseSeconds = 1, Jitter = jitter } };
        var world = Small.World([retry], [new ErrorFaultOptions { First = 2 }]) with
        {
            Workload = new ClosedWorkloadOptions { Agents = 2, ForSeconds = 0.05, Clients = 2 },
        };
        var trace = new EventTrace();
        var simulated = new World(world, 1, trace);
        for (var replication = 0; replication < 100; replication++)
        {
            simulated.Run(replication, out var record);
            Assert.Equal((4, 2), (record.Attempts, record.Retries));
            var begun = trace.Spans.Where(span => span.Kind == SpanKind.Attempt).Select(span => span.BeganSeconds).Order().ToArray();
            Assert.Equal(begun[0], begun[1]);
            Assert.Equal(together, begun[2] == begun[3]);
        }
    }

    /// <summary>The door answers 400 for what is malformed, at once; the store behind it fails every attempt that reaches it, and those count too.</summary>
    [Theory]
    [InlineData(1, 400, 1, 0)]
    [InlineData(0, 503, 8, 4)]
    [Trait("check", "S1 5")]
    public void A_malformed_request_is_refused_with_400_before_a_fault_can_strike_and_is_not_retried(double malformed, int code, int attempts, int reached)
    {
        var world = Small.World([new RetryOptions { Retries = 3 }]) with
        {
            Agent = new([new StepOptions("order", "door")]),
            Executors =
            [
                new ExecutorOptions
                {
                    Name = "door", Latency = new Constant(0), Calls = [new CallOptions("store")], DownstreamCode = 503,
                    Faults = [new ErrorFaultOptions { Rate = malformed, Codes = [new(400, 1)] }],
                },
                new ExecutorOptions { Name = "store", Latency = new Constant(0.1), Faults = [new ErrorFaultOptions { Rate = 1 }] },
            ],
        };
        var record = Small.Run(world);
        Assert.Equal((false, code, attempts, reached), (record.Succeeded, (int)record.Code, record.Attempts, record.DownstreamCalls));
    }
}
