using ChaosPlaybook.Model;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Experiments;

/// <summary>Who is removed in a contingency analysis.</summary>
public enum Removals
{
    /// <summary>Every member, one at a time.</summary>
    EachOne,
    /// <summary>Every pair of members.</summary>
    EachPair,
    /// <summary>The member with the highest utilisation while all are there.</summary>
    Busiest,
    /// <summary>The member joined to the most steps and executors (<see cref="Coverage.DegreeOf"/>); among equals the first.</summary>
    BestConnected,
}

/// <summary>What a world without some members may look like at worst.</summary>
public sealed record ContingencyLimits
{
    /// <summary>Least share of steps that somebody can still serve. Range [0, 1]. Default 1.</summary>
    public double Coverage { get; init; } = 1;

    /// <summary>Highest mean utilisation of a remaining member. Range (0, 1]. Default 0.8.</summary>
    public double Utilisation { get; init; } = 0.8;

    /// <summary>Share of failed attempts from which a remaining member is drawn in. Range (0, 1]. Default 0.1.</summary>
    public double Cascade { get; init; } = 0.1;

    /// <summary>Longest time until workflows succeed as before, seconds. Range (0, 86400]. Default 60.</summary>
    public double ReplanSeconds { get; init; } = 60;

    /// <summary>Time after which waiting for that is given up, seconds. Range (0, 86400]. Default 120.</summary>
    public double AbortSeconds { get; init; } = 120;
}

/// <summary>
/// How every cell of a plan is examined for what happens when members are missing: N-1, N-2, the busiest, the best connected; and at
/// loads close to what it can bear.
/// </summary>
public sealed record ContingencyOptions
{
    /// <summary>Who is removed. Default all of it.</summary>
    public IReadOnlyList<Removals> Remove { get; init; } = [Removals.EachOne, Removals.EachPair, Removals.Busiest, Removals.BestConnected];

    /// <summary>The members: executors, or instances such as <c>name#2</c>; empty for every executor. At most 40.</summary>
    public IReadOnlyList<string> Members { get; init; } = [];

    /// <summary>What is allowed.</summary>
    public ContingencyLimits Limits { get; init; } = new();

    /// <summary>
    /// Loads as shares of capacity, all members there: arrivals are paced so that the busiest member would have that utilisation if its
    /// work grew with them. Need an open workload. Each in (0, 2]. Default none.
    /// </summary>
    public IReadOnlyList<double> Loads { get; init; } = [];

    /// <summary>Trials per removal, the same luck for all. Range [2, 10⁵]. Default 10.</summary>
    public int Replications { get; init; } = 10;

    /// <summary>Utilisation beyond which a member is saturated.</summary>
    public const double Saturated = 0.95;

    /// <summary>Most members.</summary>
    public const int MostMembers = 40;

    /// <summary>Allowed values of <see cref="Replications"/>.</summary>
    public static Bounds ReplicationsBounds => new(2, 100_000);

    /// <summary>Allowed values of <see cref="Loads"/>.</summary>
    public static Bounds LoadBounds => new(0, 2, LowOpen: true);

    /// <summary>The members of a world.</summary>
    public IReadOnlyList<Member> MembersOf(WorldOptions world)
    {
        ArgumentNullException.ThrowIfNull(world);
        return Members.Count == 0 ? [.. world.Executors.Select(executor => new Member(executor.Name))] : [.. Members.Select(Member.Named)];
    }
}
