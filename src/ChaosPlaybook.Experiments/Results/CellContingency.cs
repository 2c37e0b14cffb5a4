using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Experiments;

/// <summary>What a removal does to a world, the gravest first.</summary>
public enum ContingencyVerdict
{
    /// <summary>Some step has nobody left who can serve it.</summary>
    BreaksCoverage,
    /// <summary>Load is shifted until a remaining member saturates or fails that did not before.</summary>
    Cascades,
    /// <summary>A remaining member is busier than allowed.</summary>
    BreaksUtilisation,
    /// <summary>Workflows do not succeed as before within the time allowed.</summary>
    TooSlow,
    /// <summary>None of these.</summary>
    Holds,
}

/// <summary>A member that is there, under some removal.</summary>
/// <param name="Member">Who.</param>
/// <param name="Utilisation">Mean over the trials; NaN without servers.</param>
/// <param name="FailureShare">Attempts that came to it and got no answer of use, as a share, mean over the trials; NaN without an attempt.</param>
public sealed record MemberLoad(string Member, Estimate Utilisation, double FailureShare);

/// <summary>What a removal, or a load, did to the world of a cell.</summary>
/// <param name="Removed">Who was missing; empty under a load.</param>
/// <param name="Roles">What they are besides: <c>busiest</c>, <c>bestConnected</c>.</param>
/// <param name="Load">Share of capacity that arrived; nothing for the load of the scenario.</param>
/// <param name="Coverage">Steps that somebody can serve, as a share.</param>
/// <param name="LostSteps">The others.</param>
/// <param name="Success">Workflows that succeed, as a share; mean over the trials.</param>
/// <param name="Difference">The same less that of the intact world, trial by trial.</param>
/// <param name="Members">Who is left.</param>
/// <param name="Cascade">Those of them that saturate or fail and did not before.</param>
/// <param name="ReplanSeconds">Time from the start until workflows succeed as before; NaN for never.</param>
/// <param name="Aborted">Whether that took longer than one waits.</param>
/// <param name="Defence">Level by the busiest member and the failures.</param>
/// <param name="Verdict">What to make of it.</param>
public sealed record CellRemoval(
    IReadOnlyList<string> Removed, IReadOnlyList<string> Roles, double? Load, double Coverage, IReadOnlyList<string> LostSteps, Estimate Success,
    Estimate Difference, IReadOnlyList<MemberLoad> Members, IReadOnlyList<string> Cascade, double ReplanSeconds, bool Aborted,
    DefenceLevel Defence, ContingencyVerdict Verdict)
{
    /// <summary><c>n-1</c>, <c>n-2</c> or <c>load</c>.</summary>
    public string Kind => Load is not null ? "load" : $"n-{Removed.Count}";

    /// <summary>The one of those left that fails the largest share of its attempts, among equals the first; nothing where nobody gets any.</summary>
    public MemberLoad? Worst => Members.Where(member => !double.IsNaN(member.FailureShare)).MaxBy(member => member.FailureShare);

    /// <summary>The busiest of those left; nothing where nobody has servers.</summary>
    public MemberLoad? Busiest => Members.Where(member => !double.IsNaN(member.Utilisation.Value)).MaxBy(member => member.Utilisation.Value);
}

/// <summary>What the contingency analysis of one cell found.</summary>
/// <param name="Cell">Position of the cell in plan order.</param>
/// <param name="Playbook">Name of the playbook.</param>
/// <param name="Levels">One level per factor.</param>
/// <param name="Limits">What was allowed.</param>
/// <param name="Intact">Success of the intact world.</param>
/// <param name="Members">Its members while all are there.</param>
/// <param name="Removals">Every removal, then every load, in the order of enumeration.</param>
public sealed record CellContingency(
    int Cell, string Playbook, IReadOnlyList<Level> Levels, ContingencyLimits Limits, Estimate Intact, IReadOnlyList<MemberLoad> Members, IReadOnlyList<CellRemoval> Removals)
{
    /// <summary>Members whose removal alone breaks coverage or cascades.</summary>
    public IReadOnlyList<string> SinglePoints => [.. Removals.Where(removal => removal.Removed.Count == 1 && IsGrave(removal)).Select(removal => removal.Removed[0])];

    /// <summary>Pairs whose removal breaks coverage or cascades although that of neither member alone does.</summary>
    public IReadOnlyList<IReadOnlyList<string>> BreakingPairs
    {
        get
        {
            var alone = SinglePoints;
            return [.. Removals.Where(removal => removal.Removed.Count == 2 && IsGrave(removal) && !removal.Removed.Any(alone.Contains)).Select(removal => removal.Removed)];
        }
    }

    /// <summary>Removals, loads left out, with a verdict.</summary>
    public int Count(ContingencyVerdict verdict) => Removals.Count(removal => removal.Load is null && removal.Verdict == verdict);

    private static bool IsGrave(CellRemoval removal) => removal.Verdict is ContingencyVerdict.BreaksCoverage or ContingencyVerdict.Cascades;
}
