using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>What a draw decides. Together with entity, call and index it names the draw; see <see cref="Luck"/>.</summary>
internal static class Purpose
{
    /// <summary>First: latency of an attempt. Second: whether the executor's first fault strikes it.</summary>
    public const byte Service = 0;

    /// <summary>First: spread of a wait; the index counts the waits of a call.</summary>
    public const byte Jitter = 1;

    /// <summary>First: gap before an arrival; the call counts the arrivals. Second: for the arrival process itself.</summary>
    public const byte Arrival = 2;

    /// <summary>First: time an agent thinks between two workflows; the call counts its workflows.</summary>
    public const byte Think = 3;

    /// <summary>First: which instance serves an attempt. Second: the other candidate.</summary>
    public const byte Route = 4;

    /// <summary>First: whether a step with a condition is made.</summary>
    public const byte Branch = 5;

    /// <summary>First: whether another round of a step follows; the call is that of the round.</summary>
    public const byte Again = 6;

    /// <summary>First: what a cache is asked for; the index counts the questions of a call.</summary>
    public const byte Cache = 7;

    /// <summary>First: whether a throttle refuses a try; the index counts the tries of a call.</summary>
    public const byte Admission = 10;

    /// <summary>First: when an adaptive limit probes again; keyed by the call that it learns from.</summary>
    public const byte Probe = 11;

    /// <summary>First: whether the state of a burst changes at a step; the call counts the steps, the index says which fault.</summary>
    public const byte Burst = 30;

    /// <summary>First: how long an executor is down. Second: how long it is up. The call counts the periods, the index says which fault.</summary>
    public const byte Outage = 31;

    /// <summary>The same for a cause; the entity counts the causes.</summary>
    public const byte Cause = 32;

    /// <summary>The same for a fault that is on and off at random.</summary>
    public const byte FaultWindow = 33;

    /// <summary>First: whether a fault strikes all attempts of a call. Second: whether they share one luck. The index says which fault.</summary>
    public const byte FaultOfCall = 34;

    /// <summary>First, at index 0: input tokens of a call. Second: output tokens of an attempt.</summary>
    public const byte Tokens = 35;

    /// <summary>First: what the first job of an instance takes longer. The call counts its cold starts, the index says which instance.</summary>
    public const byte ColdStart = 45;

    /// <summary>First: how long a new instance takes to come up. The call counts the starts.</summary>
    public const byte StartUp = 46;

    /// <summary>First: how long a killed instance stays away. The call counts those killed, the index says which fault.</summary>
    public const byte Restart = 47;

    /// <summary>Branches off the luck of the calls that an executor makes for an attempt; the index counts the attempts of a call.</summary>
    public const byte Downstream = 40;

    /// <summary>First: whether an executor makes a call; the call counts those that it may make.</summary>
    public const byte CallMade = 41;

    /// <summary>Fault n of an executor draws with Fault + n. First: its value. Second: whether it strikes, from the second fault on.</summary>
    public const byte Fault = 64;

    /// <summary>Faults an executor can have before their purposes run out.</summary>
    public const int MostFaults = 64;
}
