using ChaosPlaybook.Experiments;
using ChaosPlaybook.Interop;
using ChaosPlaybook.Model;

namespace ChaosPlaybook.Scenarios;

/// <summary>The scenario at one design point, with playbooks to be put in.</summary>
internal sealed class WorldPick
{
    private const long ScoutTrials = 300;
    private static readonly string[] _dropped = ["hypotheses", "metastability", "precision", "experiment", "contingency"];

    private readonly CancellationToken _cancel;
    private readonly IProgress<StageProgress>? _progress;

    private WorldPick(MapNode root, SideFiles files, Plan plan, string playbook, Node node, IProgress<StageProgress>? progress, CancellationToken cancel) =>
        (Root, Files, Whole, Playbook, Node, _progress, _cancel) = (root, files, plan, playbook, node, progress, cancel);

    /// <summary>The scenario without what belongs to the whole sweep; one level per factor.</summary>
    public MapNode Root { get; private set; }

    /// <summary>Files it refers to.</summary>
    public SideFiles Files { get; }

    /// <summary>The scenario's own plan.</summary>
    public Plan Whole { get; }

    /// <summary>Name of the playbook looked at.</summary>
    public string Playbook { get; }

    /// <summary>That playbook as written.</summary>
    public Node Node { get; }

    /// <summary>Picks the playbook (default: the first that is not the baseline) and the design point (default: where it does worst).</summary>
    /// <exception cref="ArgumentException">What is asked for is not there; the message says what is.</exception>
    public static WorldPick Of(string path, ScenarioOverrides overrides, string? playbook, IReadOnlyDictionary<string, string> at, IProgress<StageProgress>? progress, CancellationToken cancel)
    {
        var (whole, files) = ScenarioTree.Read(path, overrides);
        var root = whole.Without(_dropped);
        var plan = ScenarioTree.Plan(root, files);
        var name = playbook ?? plan.Playbooks.FirstOrDefault(name => name != plan.Baseline) ?? plan.Baseline;
        if (!plan.Playbooks.Contains(name))
            throw new ArgumentException($"the scenario has no playbook \"{name}\"; there are: {string.Join(", ", plan.Playbooks)}{NearestName.Hint(name, plan.Playbooks)}");
        var pick = new WorldPick(root, files, plan, name, ((MapNode)root["playbooks"]!)[name]!, progress, cancel);
        pick.Pin(at);
        return pick;
    }

    /// <summary>Whether the scenario reads with a playbook; what the language refuses cannot be tried.</summary>
    public bool Holds(string name, Node playbook)
    {
        var problems = new ProblemList();
        PlanBuilder.Build(Root.With("playbooks", Table([(name, playbook), .. Others])), Files, problems, part: true);
        return !problems.HasErrors;
    }

    /// <summary>Whether the scenario reads with a change.</summary>
    public bool Holds(Candidate candidate)
    {
        var problems = new ProblemList();
        var root = Overrides.Apply(Root, new() { Sets = candidate.Sets }, problems);
        if (!problems.HasErrors) PlanBuilder.Build(((MapNode)root).With("playbooks", Table([(candidate.Name, candidate.Playbook), .. Others])), Files, problems, part: true);
        return !problems.HasErrors;
    }

    /// <summary>
    /// The plan that compares changes with a playbook as it is. A change beside the playbook gives its world an agent or an executor of its
    /// own; its trials have the luck of the others all the same, for luck hangs on names and numbers of calls.
    /// </summary>
    /// <param name="name">Name under which the playbook stands in the plan; first.</param>
    /// <param name="first">What the others are compared with.</param>
    /// <param name="candidates">The changes.</param>
    public Plan Compare(string name, Candidate first, IReadOnlyList<Candidate> candidates)
    {
        IReadOnlyList<Candidate> all = [first, .. candidates];
        var plan = Compare([.. all.Select((candidate, i) => (i == 0 ? name : candidate.Name, candidate.Playbook))]);
        var others = all.Select(candidate => candidate.Sets.Count == 0 ? null : Changed(candidate)).ToList();
        return plan with
        {
            Points = [.. plan.Points.Select(point => point with { Worlds = [.. point.Worlds.Select((world, i) => others[i]?.Points[point.Index].Worlds[0] ?? world)] })],
        };
    }

    /// <summary>The scenario with the settings of a change.</summary>
    public MapNode With(Candidate candidate) => (MapNode)Overrides.Apply(Root, new() { Sets = candidate.Sets }, new ProblemList());

    private Plan Changed(Candidate candidate) =>
        ScenarioTree.Plan(With(candidate).With("playbooks", Table([(candidate.Name, candidate.Playbook), .. Others])), Files);

    /// <summary>The plan that compares some playbooks; the first is what the others are compared with.</summary>
    public Plan Compare(IReadOnlyList<(string Name, Node Playbook)> playbooks)
    {
        var plan = ScenarioTree.Plan(Root.With("playbooks", Table([.. playbooks, .. Others])), Files);
        return plan with
        {
            Playbooks = [.. plan.Playbooks.Take(playbooks.Count)],
            Points = [.. plan.Points.Select(point => point with { Worlds = [.. point.Worlds.Take(playbooks.Count)] })],
        };
    }

    /// <summary>The scenario's own playbooks: what only they use would otherwise be refused as unused.</summary>
    private IEnumerable<(string Name, Node Playbook)> Others =>
        ((MapNode)Root["playbooks"]!).Entries.Select((entry, i) => ($"other-{i}", entry.Value));

    /// <summary>Carries out a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="trials">Trials per playbook and design point.</param>
    /// <param name="seed">Its luck.</param>
    /// <param name="stage">What this is, for the progress.</param>
    public SweepResult Run(Plan plan, long trials, ulong seed, string stage)
    {
        var options = new SweepOptions { Progress = _progress is null ? null : new Relay(_progress, stage) };
        var result = SweepRunner.Run(plan with { Trials = trials, Seed = seed }, options, (world, luck) => new World(world, luck).Run, _cancel)
            .GetAwaiter().GetResult();
        return result.Interrupted ? throw new OperationCanceledException(_cancel) : result;
    }

    private void Pin(IReadOnlyDictionary<string, string> at)
    {
        var names = Whole.Factors.Select(factor => factor.Name).ToList();
        foreach (var asked in at.Keys.Where(asked => !names.Contains(asked)))
            throw new ArgumentException($"the scenario has no factor \"{asked}\"; there are: {string.Join(", ", names)}{NearestName.Hint(asked, names)}");
        if (names.Count == 0) return;
        var factors = (MapNode)Root["factors"]!;
        foreach (var (name, level) in at) factors = factors.With(name, Layers.Layer($"[{level}]"));
        Root = Root.With("factors", factors);
        var open = Compare([(Playbook, Node)]);
        if (open.Points.Count == 1) return;
        var worst = Run(open, Math.Min(open.Trials, ScoutTrials), open.Seed, "trials to find the worst setting").Cells.MinBy(cell => (cell[Metric.SuccessRate].Value, cell.Cell))!;
        foreach (var (factor, level) in open.Factors.Zip(worst.Levels)) factors = factors.With(factor.Name, Layers.Layer($"[{level.Text}]"));
        Root = Root.With("factors", factors);
    }

    private sealed class Relay(IProgress<StageProgress> to, string stage) : IProgress<SweepProgress>
    {
        public void Report(SweepProgress value) => to.Report(new(stage, value.TrialsDone, value.TrialsTotal));
    }

    private static MapNode Table(IEnumerable<(string Name, Node Playbook)> playbooks) =>
        new(default, [.. playbooks.Select(playbook => new Entry(new ScalarNode(default, playbook.Name, plain: true), playbook.Playbook))]);
}
