using ChaosPlaybook.Experiments;
using ChaosPlaybook.Statistics;

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

        var candidates = FixCatalogue.For(node, world, found).Where(candidate => _pick.Holds(candidate.Id, candidate.Playbook)).ToList();
        var fresh = plan.Seed ^ 0x9E3779B97F4A7C15;
        var first = Sweep(candidates, trials, plan.Seed, "trials of fixes");
        var ranked = Judged(found, node, candidates, first)
            .OrderByDescending(proposal => Math.Round(proposal.Worth.Value, 3)).ThenBy(proposal => Math.Round(proposal.Price.AttemptsPerCall, 3))
            .ThenBy(proposal => proposal.Price.DurationMeanSeconds).ThenBy(proposal => proposal.Id, StringComparer.Ordinal).ToList();
        ranked = OnePerKindFirst(ranked, _question.Top);
        var top = ranked.Take(_question.Top).Select(proposal => candidates.First(candidate => candidate.Id == proposal.Id)).ToList();
        if (top.Count > 0)
        {
            var again = Judged(found, node, top, Sweep(top, trials, fresh, "trials of the best on fresh luck")).ToDictionary(proposal => proposal.Id, proposal => proposal.Gain);
            ranked = [.. ranked.Select(proposal => again.TryGetValue(proposal.Id, out var gain) ? proposal with { Confirmed = gain } : proposal)];
        }
        return new(plan.Name, found, first.Cells[0][Metric.SuccessRate].Value, trials, plan.Seed, fresh, ranked, YamlText.Block(name, node, 0));
    }

    /// <summary>Fixes that come to the same in every number are one answer; the first places show different ones.</summary>
    internal static List<FixProposal> OnePerKindFirst(List<FixProposal> ranked, int top)
    {
        var first = ranked.Where((proposal, i) => !ranked.Take(i).Any(proposal.Measures)).Take(top).ToList();
        return [.. first, .. ranked.Except(first)];
    }

    private SweepResult Sweep(IReadOnlyList<Candidate> candidates, long trials, ulong seed, string stage) =>
        _pick.Run(_pick.Compare([(Present, _pick.Node), .. candidates.Select(candidate => (candidate.Id, candidate.Playbook))]), trials, seed, stage);

    private static IEnumerable<FixProposal> Judged(FailureAnalysis found, Node present, IReadOnlyList<Candidate> candidates, SweepResult result)
    {
        var gains = Gains(result, Metric.SuccessRate);
        var worths = Gains(result, Metric.Quality);
        var was = result.Cells[0];
        foreach (var candidate in candidates)
        {
            var cell = result.Cells.First(cell => cell.Playbook == candidate.Id);
            var share = found.Failures == 0 ? 0 : candidate.Addressed.Sum(pattern => pattern.Share);
            var leading = candidate.Addressed.Take(3).Select(pattern => pattern.Causes.Count == 0 ? $"{pattern}" : $"{pattern} (cause: {pattern.Causes[0].Name})");
            var why = $"{100 * share:F0} % of the failures, first of all {string.Join("; ", leading)}";
            yield return new(candidate.Id, candidate.Title, candidate.What, why, share, YamlText.Block(candidate.Id, candidate.Playbook, 0),
                LineChange.Of(YamlText.Block("playbook", present, 0), YamlText.Block("playbook", candidate.Playbook, 0)),
                gains[candidate.Id], worths[candidate.Id], cell[Metric.SuccessRate].Value, null, new(
                    Less(Metric.DurationMean), Less(Metric.DurationP99), Less(Metric.Amplification), Less(Metric.Cost), Less(Metric.DuplicateEffects)));
            double Less(Metric metric) => cell.Estimates.TryGetValue(metric.Name, out var after) && was.Estimates.TryGetValue(metric.Name, out var before)
                ? after.Value - before.Value : double.NaN;
        }
    }

    private static Dictionary<string, FixGain> Gains(SweepResult result, Metric metric)
    {
        var comparisons = result.Comparisons.Where(comparison => comparison.Metric == metric.Name).ToList();
        var adjusted = MultipleTests.Holm([.. comparisons.Select(comparison => comparison.PValue)]);
        return comparisons.Select((comparison, i) => (comparison.Playbook, Gain: new FixGain(
                comparison.Difference.Value, comparison.Difference.Low, comparison.Difference.High, adjusted[i])))
            .ToDictionary(pair => pair.Playbook, pair => pair.Gain);
    }
}
