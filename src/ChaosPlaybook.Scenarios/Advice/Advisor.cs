using ChaosPlaybook.Experiments;
using ChaosPlaybook.Interop;
using ChaosPlaybook.Model;
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
    private const long LookTrials = 4000, WorkloadTrials = 20, ScoutTrials = 300;
    private static readonly string[] _dropped = ["hypotheses", "metastability", "precision", "experiment"];

    private readonly MapNode _root;
    private readonly SideFiles _files;
    private readonly AdviceQuestion _question;
    private readonly CancellationToken _cancel;

    private Advisor(MapNode root, SideFiles files, AdviceQuestion question, CancellationToken cancel) =>
        (_root, _files, _question, _cancel) = (root, files, question, cancel);

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
        var (root, files) = ScenarioTree.Read(path, overrides);
        return new Advisor(root.Without(_dropped), files, question, cancel).Ask();
    }

    private Advice Ask()
    {
        var plan = ScenarioTree.Plan(_root, _files);
        var name = Playbook(plan);
        var node = ((MapNode)_root["playbooks"]!)[name]!;
        var root = Pinned(plan, name);
        var alone = ScenarioTree.Plan(root.With("playbooks", Table([(name, node)])), _files);
        var point = alone.Points[0];
        var world = point.Worlds[0];
        var trials = _question.Trials ?? (world.Workload is null ? LookTrials : Math.Min(plan.Trials, WorkloadTrials));
        var levels = alone.Factors.Zip(point.Levels).ToDictionary(pair => pair.First.Name, pair => pair.Second.Text);
        var found = FailureCollector.Look(world, plan.Seed, trials, levels);

        var candidates = FixCatalogue.For(node, world, found).Where(candidate => Holds(root, candidate)).ToList();
        var fresh = plan.Seed ^ 0x9E3779B97F4A7C15;
        var first = Sweep(root, node, candidates, trials, plan.Seed);
        var ranked = Judged(found, node, candidates, first)
            .OrderByDescending(proposal => Math.Round(proposal.Worth.Value, 3)).ThenBy(proposal => Math.Round(proposal.Price.AttemptsPerCall, 3))
            .ThenBy(proposal => proposal.Price.DurationMeanSeconds).ThenBy(proposal => proposal.Id, StringComparer.Ordinal).ToList();
        var top = ranked.Take(_question.Top).Select(proposal => candidates.First(candidate => candidate.Id == proposal.Id)).ToList();
        if (top.Count > 0)
        {
            var again = Judged(found, node, top, Sweep(root, node, top, trials, fresh)).ToDictionary(proposal => proposal.Id, proposal => proposal.Gain);
            ranked = [.. ranked.Select(proposal => again.TryGetValue(proposal.Id, out var gain) ? proposal with { Confirmed = gain } : proposal)];
        }
        return new(plan.Name, found, first.Cells[0][Metric.SuccessRate].Value, trials, plan.Seed, fresh, ranked, YamlText.Block(name, node, 0));
    }

    private string Playbook(Plan plan)
    {
        if (_question.Playbook is not { } asked) return plan.Playbooks.FirstOrDefault(name => name != plan.Baseline) ?? plan.Baseline;
        return plan.Playbooks.Contains(asked) ? asked : throw new ArgumentException(
            $"the scenario has no playbook \"{asked}\"; there are: {string.Join(", ", plan.Playbooks)}{NearestName.Hint(asked, plan.Playbooks)}");
    }

    /// <summary>The scenario with one level per factor: those asked for, the others where the playbook does worst.</summary>
    private MapNode Pinned(Plan plan, string playbook)
    {
        var names = plan.Factors.Select(factor => factor.Name).ToList();
        foreach (var asked in _question.At.Keys.Where(asked => !names.Contains(asked)))
            throw new ArgumentException($"the scenario has no factor \"{asked}\"; there are: {string.Join(", ", names)}{NearestName.Hint(asked, names)}");
        if (names.Count == 0) return _root;
        var factors = (MapNode)_root["factors"]!;
        foreach (var (name, level) in _question.At) factors = factors.With(name, Layers.Layer($"[{level}]"));
        var root = _root.With("factors", factors);
        var open = ScenarioTree.Plan(root.With("playbooks", Table([(playbook, ((MapNode)_root["playbooks"]!)[playbook]!)])), _files);
        if (open.Points.Count > 1)
        {
            var scout = Run(open with { Trials = Math.Min(open.Trials, ScoutTrials), Hypotheses = [] });
            var worst = scout.Cells.MinBy(cell => (cell[Metric.SuccessRate].Value, cell.Cell))!;
            foreach (var (factor, level) in open.Factors.Zip(worst.Levels)) factors = factors.With(factor.Name, Layers.Layer($"[{level.Text}]"));
        }
        return root.With("factors", factors);
    }

    /// <summary>Whether the scenario reads with the change; what the language refuses is no proposal.</summary>
    private bool Holds(MapNode root, Candidate candidate)
    {
        var problems = new ProblemList();
        PlanBuilder.Build(root.With("playbooks", Table([(candidate.Id, candidate.Playbook)])), _files, problems);
        return !problems.HasErrors;
    }

    private SweepResult Sweep(MapNode root, Node present, IReadOnlyList<Candidate> candidates, long trials, ulong seed)
    {
        var table = Table([(Present, present), .. candidates.Select(candidate => (candidate.Id, candidate.Playbook))]);
        return Run(ScenarioTree.Plan(root.With("playbooks", table), _files) with { Trials = trials, Seed = seed, Hypotheses = [] });
    }

    private SweepResult Run(Plan plan)
    {
        var result = SweepRunner.Run(plan, new SweepOptions(), (world, seed) => new World(world, seed).Run, _cancel).GetAwaiter().GetResult();
        if (result.Interrupted) throw new OperationCanceledException(_cancel);
        return result;
    }

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

    private static MapNode Table(IEnumerable<(string Name, Node Playbook)> playbooks) =>
        new(default, [.. playbooks.Select(playbook => new Entry(new ScalarNode(default, playbook.Name, plain: true), playbook.Playbook))]);
}
