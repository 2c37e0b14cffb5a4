using ChaosPlaybook.Model;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Experiments;

/// <summary>A removal or a load to be examined.</summary>
/// <param name="Removed">Who is missing.</param>
/// <param name="Roles">What they are besides.</param>
/// <param name="Load">Share of capacity that arrives; nothing for the load of the scenario.</param>
public sealed record Contingency(IReadOnlyList<string> Removed, IReadOnlyList<string> Roles, double? Load);

/// <summary>
/// Runs a world with all its members, and again under every contingency, replication by replication under the same luck. A member that is
/// missing is so for the whole trial (<see cref="WorldOptions.Removed"/>). An experiment that the world contains does not take place.
/// </summary>
/// <param name="world">The intact world; it has a workload.</param>
/// <param name="options">What is examined.</param>
/// <param name="seed">Master seed of all luck.</param>
/// <param name="confidence">Level of the intervals.</param>
public sealed class ContingencyStudy(WorldOptions world, ContingencyOptions options, ulong seed, double confidence)
{
    /// <summary>Success may stay this far below that of the intact world and still count as served again.</summary>
    private const double Slack = 0.05;

    private readonly IReadOnlyList<Member> _members = options.MembersOf(world);

    /// <summary>Runs the intact world.</summary>
    public ContingencyTrials Intact(CancellationToken cancel = default) => Measure(world, _members, cancel);

    /// <summary>What is to be examined, given the intact world: single members, pairs, loads.</summary>
    public IReadOnlyList<Contingency> Enumerate(ContingencyTrials intact)
    {
        ArgumentNullException.ThrowIfNull(intact);
        var coverage = new Coverage(world);
        var roles = _members.ToDictionary(member => member, _ => new List<string>());
        var busiest = intact.Busiest;
        if (options.Remove.Contains(Removals.Busiest) && busiest >= 0) roles[_members[busiest]].Add("busiest");
        if (options.Remove.Contains(Removals.BestConnected)) roles[_members.MaxBy(member => coverage.DegreeOf(member.Executor))].Add("bestConnected");
        var found = new List<Contingency>();
        found.AddRange(_members.Where(member => options.Remove.Contains(Removals.EachOne) || roles[member].Count > 0)
            .Select(member => new Contingency([$"{member}"], roles[member], null)));
        if (options.Remove.Contains(Removals.EachPair))
        {
            for (var i = 0; i < _members.Count; i++)
                found.AddRange(_members.Skip(i + 1).Select(other => new Contingency([$"{_members[i]}", $"{other}"], [], null)));
        }
        if (busiest >= 0) found.AddRange(options.Loads.Select(load => new Contingency([], [], load)));
        return found;
    }

    /// <summary>Runs the world under a contingency and judges it.</summary>
    public CellRemoval Judge(Contingency contingency, ContingencyTrials intact, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(contingency);
        ArgumentNullException.ThrowIfNull(intact);
        var without = world with { Removed = [.. world.Removed, .. contingency.Removed] };
        if (contingency.Load is { } load)
        {
            var factor = load / intact.Utilisation[intact.Busiest].Mean;
            without = without with { Workload = MetastabilityStudy.Paced(without.Workload, new(0, WorkloadOptions.SecondsBounds.High, factor)) };
        }
        List<Member> left = [.. _members.Where(member => !member.IsAmong(without.Removed))];
        var trials = Measure(without, left, cancel);
        var coverage = new Coverage(without);
        var members = trials.Loads(confidence);
        var before = intact.Loads(confidence).ToDictionary(member => member.Member);
        var limits = options.Limits;
        List<string> cascade =
        [
            .. members.Where(member =>
                member.Utilisation.Value > ContingencyOptions.Saturated && contingency.Load is null && !(before[member.Member].Utilisation.Value > ContingencyOptions.Saturated)
                || member.FailureShare > limits.Cascade && !(before[member.Member].FailureShare > limits.Cascade)).Select(member => member.Member),
        ];
        var differences = new Moments();
        for (var i = 0; i < options.Replications; i++) differences.Add(trials.Success[i] - intact.Success[i]);
        var success = trials.SuccessMean(confidence);
        var highest = members.Select(member => member.Utilisation.Value).Where(value => !double.IsNaN(value)).DefaultIfEmpty(double.NaN).Max();
        var replan = trials.ServedFrom(intact.Share - Slack, confidence);
        var verdict = coverage.Share < limits.Coverage ? ContingencyVerdict.BreaksCoverage
            : cascade.Count > 0 ? ContingencyVerdict.Cascades
            // A load is set, not shifted: the utilisation that it asks for is no finding.
            : contingency.Load is null && highest > limits.Utilisation ? ContingencyVerdict.BreaksUtilisation
            : !(replan <= limits.ReplanSeconds) ? ContingencyVerdict.TooSlow : ContingencyVerdict.Holds;
        // Utilisation is known to a percent or so; a load of 85 % is meant to reach the level that begins there.
        return new(contingency.Removed, contingency.Roles, contingency.Load, coverage.Share, coverage.Lost, success, PairedMeans.Interval(differences, confidence),
            members, cascade, replan, !(replan <= limits.AbortSeconds), Defence.Of(Math.Round(highest, 2), 1 - success.Value), verdict);
    }

    private ContingencyTrials Measure(WorldOptions measured, IReadOnlyList<Member> members, CancellationToken cancel)
    {
        var simulated = new World(measured with { IsWatched = true, Experiment = null }, seed);
        var trials = new ContingencyTrials(measured, simulated, members);
        for (var replication = 0; replication < options.Replications; replication++)
        {
            cancel.ThrowIfCancellationRequested();
            simulated.Run(replication, out var record);
            trials.Add(record);
        }
        return trials;
    }
}
