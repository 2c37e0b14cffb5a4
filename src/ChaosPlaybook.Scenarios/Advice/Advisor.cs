using ChaosPlaybook.Experiments;

namespace ChaosPlaybook.Scenarios;

/// <summary>
/// Finds what fails in a scenario and what helps. Every proposal is a playbook of its own in one plan with the present one, so that the
/// difference is measured under the same luck; the best are measured once more on fresh luck, because the best of many looks better
/// than it is.
/// </summary>
public sealed class Advisor
{
    private const string Present = "present";
    private const long LookTrials = 4000, WorkloadTrials = 20;

    private readonly WorldPick _pick;
    private readonly AdviceQuestion _question;

    private Advisor(WorldPick pick, AdviceQuestion question) => (_pick, _question) = (pick, question);

    /// <summary>Works out the advice for a scenario that reads without errors.</summary>
    /// <param name="path">The scenario file.</param>
    /// <param name="overrides">Values that replace those of the file.</param>
    /// <param name="question">What to ask.</param>
    /// <param name="cancel">Interrupts it.</param>
    /// <exception cref="ArgumentException">The question speaks of something that the scenario does not have; the message says what it has.</exception>
    /// <exception cref="OperationCanceledException">It was interrupted.</exception>
    public static Advice Ask(string path, ScenarioOverrides overrides, AdviceQuestion question, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(question);
        return new Advisor(WorldPick.Of(path, overrides, question.Playbook, question.At, question.Progress, cancel), question).Ask();
    }

    private Advice Ask()
    {
        var (plan, name, node) = (_pick.Whole, _pick.Playbook, _pick.Node);
        var alone = _pick.Compare([(name, node)]);
        var point = alone.Points[0];
        var world = point.Worlds[0];
        var trials = _question.Trials ?? (world.Workload is null ? LookTrials : Math.Min(plan.Trials, WorkloadTrials));
        var levels = alone.Factors.Zip(point.Levels).ToDictionary(pair => pair.First.Name, pair => pair.Second.Text);
        var found = FailureCollector.Look(world, plan.Seed, trials, levels, _question.Budget);

        var now = new Candidate(Present, "", "", node, []);
        var measurement = new FixMeasurement(_pick, found);
        var candidates = Offered(now, found.DuplicateEffects > 0 ? $"{found.DuplicateEffects:N0} effects were applied twice in {found.Trials:N0} trials" : null).ToList();
        var fresh = plan.Seed ^ 0x9E3779B97F4A7C15;
        var first = Sweep(now, candidates, plan.Seed, "trials of fixes");
        var ranked = Ranked(measurement.Proposals(candidates, first));
        var combiner = new FixCombiner(
            (best, twice) => Offered(best, twice ? $"effects are applied twice under {best.Title}" : null),
            (best, both) => Sweep(best, [both], plan.Seed, "trials of combined fixes"));
        var combined = combiner.Combine(now, ranked, candidates, candidate => first.Cells.First(cell => cell.Playbook == candidate.Name)[Metric.DuplicateEffects].Value > 0);
        if (combined.Count > 0)
        {
            var more = Sweep(now, combined, plan.Seed, "trials of combined fixes");
            first = first with { Cells = [.. first.Cells, .. more.Cells.Skip(1)], Comparisons = [.. first.Comparisons, .. more.Comparisons] };
            candidates.AddRange(combined);
            ranked = Ranked(measurement.Proposals(candidates, first));
        }
        ranked = OnePerKindFirst(ranked, _question.Top);
        var top = ranked.Take(_question.Top).Select(proposal => candidates.First(candidate => candidate.Id == proposal.Id)).ToList();
        if (top.Count > 0)
        {
            var again = measurement.Proposals(top, Sweep(now, top, fresh, "trials of the best on fresh luck")).ToDictionary(proposal => proposal.Id);
            ranked = [.. ranked.Select(proposal => again.TryGetValue(proposal.Id, out var more) ? proposal with { Confirmed = more.Gain, ConsistencyConfirmed = more.Consistency } : proposal)];
        }
        return new(plan.Name, found, first.Cells[0][Metric.SuccessRate].Value, trials, plan.Seed, fresh, ranked, YamlText.Block(name, node, 0));

        IEnumerable<Candidate> Offered(Candidate best, string? twice) =>
            FixCatalogue.For(best.Playbook, world, found).Concat(ScenarioFixes.For(best.Playbook, _pick.With(best), world, found, twice))
                .Select(candidate => ReferenceEquals(best, now) ? candidate : FixCombiner.Both(best, candidate)).Where(_pick.Holds);

        SweepResult Sweep(Candidate with, IReadOnlyList<Candidate> others, ulong seed, string stage) => _pick.Run(_pick.Compare(Present, with, others), trials, seed, stage);
    }

    private static List<FixProposal> Ranked(IEnumerable<FixProposal> proposals) =>
    [
        .. proposals.OrderByDescending(proposal => Math.Round(proposal.Merit, 3)).ThenBy(proposal => proposal.Kinds.Count)
            .ThenBy(proposal => Math.Round(proposal.Price.AttemptsPerCall, 3)).ThenBy(proposal => proposal.Price.DurationMeanSeconds).ThenBy(proposal => proposal.Id, StringComparer.Ordinal),
    ];

    /// <summary>Fixes that come to the same in every number are one answer; the first places show different ones.</summary>
    internal static List<FixProposal> OnePerKindFirst(List<FixProposal> ranked, int top)
    {
        var first = ranked.Where((proposal, i) => !ranked.Take(i).Any(proposal.Measures)).Take(top).ToList();
        return [.. first, .. ranked.Except(first)];
    }
}
