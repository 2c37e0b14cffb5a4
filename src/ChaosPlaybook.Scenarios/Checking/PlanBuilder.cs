using ChaosPlaybook.Experiments;
using ChaosPlaybook.Interop;
using ChaosPlaybook.Model;

namespace ChaosPlaybook.Scenarios;

/// <summary>
/// From nodes to a plan. What belongs to the whole experiment is bound once, without factors; the worlds are bound under the
/// levels of every design point, so that a value is checked exactly as it will be used.
/// </summary>
internal sealed class PlanBuilder
{
    private static readonly Field[] _worldFields = [Experiment.Causes, Experiment.Executors, Experiment.Agent, Experiment.Workload, Experiment.Metastability, ExperimentForms.Field, ContingencyForms.Field, Experiment.Playbooks, Experiment.MaxAttempts];

    private readonly MapNode _root;
    private readonly Binding _binding;
    private readonly Values _values;
    private readonly ProblemList _problems;
    private readonly List<(string Name, IReadOnlyList<WrittenLevel> Levels)> _factors = [];

    private PlanBuilder(MapNode root, SideFiles files, ProblemList problems)
    {
        _root = root;
        _problems = problems;
        _binding = new(problems, Declared(root), files);
        _values = new(root, Path.Root, _binding);
    }

    /// <summary>The plan, or nothing when something is wrong; everything wrong is in <paramref name="problems"/>.</summary>
    /// <param name="root">The scenario.</param>
    /// <param name="files">Files it refers to.</param>
    /// <param name="problems">Takes what is wrong.</param>
    /// <param name="part">Whether it is a part of a scenario, which need not use everything that is declared.</param>
    public static Plan? Build(Node root, SideFiles files, ProblemList problems, bool part = false)
    {
        if (root is MapNode map) return new PlanBuilder(map, files, problems).Build(part);
        problems.Error(root.Place, $"the scenario is {root.Shown}; expected a mapping with the keys " +
            string.Join(", ", Experiment.Shape.Fields.Select(field => field.Key)));
        return null;
    }

    private Plan? Build(bool part)
    {
        BindTop();
        var points = TooLarge() ? [] : BindPoints(Grid());
        if (!part) Unused();
        if (_problems.HasErrors) return null;
        return new Plan
        {
            Name = _values.Get(Experiment.Name), Description = _values.Get(Experiment.Description), Seed = _values.Get(Experiment.Seed),
            Trials = _values.Get(Experiment.Trials), Confidence = _values.Get(Experiment.Confidence),
            Precision = _values.Has(Experiment.Precision) ? _values.Get(Experiment.Precision) : null,
            Factors = [.. _factors.Select(factor => new Factor(factor.Name, [.. factor.Levels.Select(level => level.Level)]))],
            Playbooks = _binding.Names.Playbooks, Points = points, Hypotheses = _values.Get(Experiment.Hypotheses),
        };
    }

    private void BindTop()
    {
        // Factors first: hypotheses speak of their levels.
        foreach (var entry in _binding.Distinct(_root, Path.Root).OrderBy(entry => entry.Key.Text != Experiment.Factors.Key))
        {
            var field = Experiment.Shape.Fields.FirstOrDefault(field => field.Key == entry.Key.Text);
            if (field is null) Experiment.Shape.Unknown(entry, Path.Root.Child(entry.Key.Text), _binding);
            else if (field == Experiment.Factors) BindFactors(entry.Value);
            else if (!_worldFields.Contains(field))
            {
                var node = field == Experiment.Hypotheses ? SetAside.From(entry.Value, _binding.Names, _problems) : entry.Value;
                field.TryBind(node, Path.Root.Child(field.Key), _values);
            }
        }
        foreach (var field in Experiment.Shape.Fields)
            if (field.Required && _root[field.Key] is null) Shape<object>.Missing(field, _values);
        if (_values.Has(Experiment.Precision) && _values.Get(Experiment.Precision).MaxTrials < _values.Get(Experiment.Trials))
        {
            var at = (_root[Experiment.Precision.Key] as MapNode)?["maxTrials"] ?? _root;
            _problems.Error(at.Place, $"precision.maxTrials is {at.Shown}; allowed from trials ({_values.Get(Experiment.Trials)}) on");
        }
        HypothesesDiffer();
    }

    /// <summary>One factor with a problem does not hide the levels of the others.</summary>
    private void BindFactors(Node node)
    {
        if (node is MapNode map)
        {
            foreach (var entry in map.Entries.DistinctBy(entry => entry.Key.Text))
            {
                var one = new MapNode(map.Place, [entry]);
                if (Experiment.Factors.Typed.TryBind(one, Path.Root.Child(Experiment.Factors.Key), _binding, out var rows))
                    _factors.AddRange(rows.Select(row => (row.Key, row.Value)));
            }
            _ = _binding.Distinct(map, Path.Root.Child(Experiment.Factors.Key)).Count(); // tells of repeated names
        }
        else Experiment.Factors.TryBind(node, Path.Root.Child(Experiment.Factors.Key), _values);
        _binding.Names.Levels = _factors.ToDictionary(factor => factor.Name, factor => factor.Levels);
    }

    private void HypothesesDiffer()
    {
        if (_root[Experiment.Hypotheses.Key] is not ListNode list) return;
        var first = new Dictionary<string, Place>();
        foreach (var name in list.Items.OfType<MapNode>().Select(item => item["name"]).OfType<ScalarNode>())
            if (!first.TryAdd(name.Text, name.Place))
                _problems.Error(name.Place, $"hypotheses: the name \"{name.Text}\" is given twice; first at {first[name.Text].Short}");
    }

    private bool TooLarge()
    {
        var cells = Math.Max(1.0, _binding.Names.Playbooks.Count);
        foreach (var (_, levels) in _factors) cells *= levels.Count;
        var most = _values.Get(Experiment.MaxCells);
        if (cells <= most) return false;
        _problems.Error((_root[Experiment.Factors.Key] ?? _root).Place,
            $"the grid has {cells:R} cells (levels multiplied, times {_binding.Names.Playbooks.Count} playbooks); allowed {most}; " +
            $"give maxCells to allow more");
        // The levels are still checked, each on its own.
        BindPoints(_factors.SelectMany((factor, at) => Enumerable.Range(0, Math.Min(factor.Levels.Count, Experiment.UsualCells))
            .Select(level => Enumerable.Range(0, _factors.Count).Select(i => i == at ? level : 0).ToArray())));
        return true;
    }

    /// <summary>Every combination of levels, last factor fastest.</summary>
    private IEnumerable<int[]> Grid()
    {
        var at = new int[_factors.Count];
        while (true)
        {
            yield return [.. at];
            var i = at.Length - 1;
            while (i >= 0 && ++at[i] == _factors[i].Levels.Count) at[i--] = 0;
            if (i < 0) yield break;
        }
    }

    private List<DesignPoint> BindPoints(IEnumerable<int[]> grid)
    {
        var points = new List<DesignPoint>();
        foreach (var at in grid)
        {
            var levels = _factors.Select((factor, i) => factor.Levels[at[i]]).ToList();
            _binding.Levels = _factors.Select((factor, i) => (factor.Name, levels[i].Node)).ToDictionary(pair => pair.Name, pair => pair.Node);
            var study = Bound(Experiment.Metastability);
            var worlds = Worlds();
            var (workload, executors) = (Bound(Experiment.Workload), Bound(Experiment.Executors));
            if (_root[Experiment.Metastability.Key] is { } node)
            {
                var fits = MetastabilityForms.Fits(workload, executors, node, _binding);
                worlds = worlds is null || study is null || !fits ? null : MetastabilityForms.Trigger(study, worlds);
            }
            var contingency = Bound(ContingencyForms.Field);
            if (_root[ContingencyForms.Field.Key] is { } key)
            {
                contingency = ContingencyForms.Expand(contingency, workload, executors, key, _binding);
                if (contingency is null) worlds = null;
            }
            var experiment = Bound(ExperimentForms.Field);
            if (_root[ExperimentForms.Field.Key] is { } block)
            {
                var fits = ExperimentForms.Fits(workload, block, _binding);
                worlds = worlds is null || experiment is null || !fits ? null : ExperimentForms.Lay(experiment, worlds, block, _binding);
            }
            if (worlds is not null)
                points.Add(new(points.Count, [.. levels.Select(level => level.Level)], worlds) { Metastability = study, Experiment = experiment?.Card, Contingency = contingency });
        }
        _binding.Levels = null;
        return points;
    }

    private List<WorldOptions>? Worlds()
    {
        // Every part is bound whatever became of the others: all problems at once.
        var agent = Bound(Experiment.Agent);
        var causes = _root[Experiment.Causes.Key] is null ? Experiment.Causes.Fallback : Bound(Experiment.Causes);
        var executors = Bound(Experiment.Executors);
        if (executors is not null) CallForms.RefuseEndless(executors, _root[Experiment.Executors.Key], _binding);
        var playbooks = Bound(Experiment.Playbooks);
        if (executors is not null && playbooks is not null) CallForms.WarnOfIdle(executors, playbooks, _root[Experiment.Playbooks.Key], _binding);
        var limited = _root[Experiment.MaxAttempts.Key] is { } node
            ? _binding.Remember(Experiment.MaxAttempts.Typed, node, Path.Root.Child(Experiment.MaxAttempts.Key), out var most)
            : (most = Experiment.MaxAttempts.Fallback) > 0;
        var workload = Bound(Experiment.Workload);
        if (agent is null || causes is null || executors is null || playbooks is null || !limited || workload is null && _binding.Names.HasWorkload) return null;
        List<WorldOptions> worlds = [.. playbooks.Select(playbook =>
            new WorldOptions { Agent = agent, Causes = causes, Executors = executors, Playbook = playbook, Workload = workload, MaxAttempts = most })];
        return AllServed(worlds) ? worlds : null;
    }

    /// <summary>Under every playbook each step has somebody who can do what it needs.</summary>
    private bool AllServed(IReadOnlyList<WorldOptions> worlds)
    {
        var fine = true;
        foreach (var world in worlds)
        {
            foreach (var unserved in RouteOptions.Unserved(world))
            {
                _problems.Error(_root[Experiment.Agent.Key]!.Place,
                    $"agent.steps.{unserved.Field} is {unserved.Value}, which nobody has under playbook {world.Playbook.Name}; allowed: {unserved.Allowed}");
                fine = false;
            }
        }
        return fine;
    }

    private T? Bound<T>(Field<T> field) where T : class =>
        _root[field.Key] is { } node && _binding.Remember(field.Typed, node, Path.Root.Child(field.Key), out var value) ? value : null;

    private void Unused()
    {
        var misspelt = _root.Factors.Except(_binding.Names.Factors).Select(name => NearestName.Of(name, _binding.Names.Factors)).ToList();
        foreach (var entry in (_root[Experiment.Factors.Key] as MapNode)?.Entries ?? [])
            if (!_root.Factors.Contains(entry.Key.Text) && !misspelt.Contains(entry.Key.Text))
                _problems.Error(entry.Key.Place, $"factors.{entry.Key.Text} is never used; write ${entry.Key.Text} where its level belongs");
        // Where something is wrong a reference may not have been reached, or may be misspelt.
        if (_problems.HasErrors) return;
        foreach (var entry in ((MapNode)_root[Experiment.Executors.Key]!).Entries)
            if (!_binding.Used.Contains($"executor {entry.Key.Text}"))
                _problems.Error(entry.Key.Place, $"executors.{entry.Key.Text} is never used; no step and no executor calls it, and no fallback names it");
        foreach (var entry in (_root[Experiment.Causes.Key] as MapNode)?.Entries ?? [])
            if (!_binding.Used.Contains($"cause {entry.Key.Text}"))
                _problems.Error(entry.Key.Place, $"causes.{entry.Key.Text} is never used; no fault names it");
    }

    private static DeclaredNames Declared(MapNode root)
    {
        var steps = ((root[Experiment.Agent.Key] as MapNode)?["steps"] as ListNode)?.Items ?? [];
        return new(Keys(Experiment.Factors), Keys(Experiment.Executors),
            [.. steps.OfType<MapNode>().SelectMany(step => step.Entries).Select(entry => entry.Key.Text).Distinct()], Keys(Experiment.Playbooks))
        {
            Causes = Keys(Experiment.Causes),
            HasWorkload = root[Experiment.Workload.Key] is not null,
            HasRounds = steps.OfType<MapNode>().SelectMany(step => step.Entries).Any(step => (step.Value as MapNode)?["repeat"] is not null),
            Unkeyed =
            [
                .. steps.OfType<MapNode>().SelectMany(step => step.Entries)
                    .Where(step => step.Value is MapNode keys && Word(keys, "effect") == "write" && (Word(keys, "idempotencyKey") is null or "false")).Select(step => step.Key.Text),
            ],
        };
        static string? Word(MapNode keys, string key) => (keys[key] as ScalarNode)?.Text;
        IReadOnlyList<string> Keys(Field field) =>
            [.. ((root[field.Key] as MapNode)?.Entries ?? []).Select(entry => entry.Key.Text).Distinct()];
    }
}
