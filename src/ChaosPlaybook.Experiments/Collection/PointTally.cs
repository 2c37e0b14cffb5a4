using ChaosPlaybook.Model;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Experiments;

/// <summary>The trials of one design point, condensed: every cell, and every playbook against the baseline.</summary>
internal sealed class PointTally
{
    private readonly Plan _plan;
    private readonly MeasureSet _measures;
    private readonly int _baseline;
    private readonly CellTally[] _cells;
    private readonly PairTally[] _pairs;
    private readonly TimelineTally[] _timelines;
    private readonly StepTally[] _steps;

    public PointTally(Plan plan)
    {
        _plan = plan;
        _measures = MeasureSet.Of(plan);
        _baseline = plan.Playbooks.ToList().IndexOf(plan.Baseline);
        _cells = [.. plan.Playbooks.Select(_ => new CellTally(_measures))];
        _pairs = [.. plan.Playbooks.Select(_ => new PairTally(_measures))];
        _timelines = [.. plan.Playbooks.Select(_ => new TimelineTally())];
        _steps = [.. plan.Playbooks.Select(_ => new StepTally(_measures.IsPopulation))];
    }

    /// <summary>Trials per cell.</summary>
    public long Trials => _cells[0].Trials;

    /// <summary>Adds every trial of a block.</summary>
    /// <exception cref="TrialException">A record cannot be true, for instance a negative duration.</exception>
    public void Add(TrialBlock block)
    {
        Span<double> baseShares = stackalloc double[_measures.Shares.Length], shares = stackalloc double[_measures.Shares.Length];
        Span<double> baseMeans = stackalloc double[_measures.Means.Length], means = stackalloc double[_measures.Means.Length];
        var (i, playbook) = (0, _baseline);
        try
        {
            for (; i < block.Count; i++)
            {
                Tally(block, playbook = _baseline, i, baseShares, baseMeans);
                for (playbook = 0; playbook < _cells.Length; playbook++)
                {
                    if (playbook == _baseline) continue;
                    Tally(block, playbook, i, shares, means);
                    _pairs[playbook].Add(baseShares, shares, baseMeans, means);
                }
            }
        }
        catch (Exception thrown)
        {
            throw new TrialException(_plan.CellOf(block.Point, playbook), _plan.Describe(block.Point, playbook), block.First + i, thrown);
        }
    }

    /// <summary>Adds the timeline of one trial; replications must come in order.</summary>
    public void Add(int playbook, Timeline timeline) => _timelines[playbook].Add(timeline);

    /// <summary>Adds what each step of the workflows of one trial took; replications must come in order.</summary>
    public void Add(int playbook, ReadOnlySpan<StepAccount> steps, int workflows) => _steps[playbook].Add(steps, workflows);

    /// <summary>Adds the error codes with which the workflows of one trial with a workload failed.</summary>
    public void AddCodes(int playbook, ReadOnlySpan<int> failed) => _cells[playbook].AddCodes(failed);

    /// <summary>Adds what became of each fault in one trial.</summary>
    public void Add(int playbook, ReadOnlySpan<FaultCount> faults) => _cells[playbook].Add(faults);

    private void Tally(TrialBlock block, int playbook, int index, Span<double> shares, Span<double> means)
    {
        ref readonly var trial = ref block.Records(playbook)[index];
        for (var i = 0; i < shares.Length; i++) shares[i] = _measures.Shares[i].Read(trial);
        for (var i = 0; i < means.Length; i++) means[i] = _measures.Means[i].Read(trial);
        _cells[playbook].Add(trial, shares, means);
    }

    /// <summary>Adds what another tally of the same design point holds.</summary>
    public void Merge(PointTally other)
    {
        for (var i = 0; i < _cells.Length; i++) _cells[i].Merge(other._cells[i]);
        for (var i = 0; i < _pairs.Length; i++) _pairs[i].Merge(other._pairs[i]);
        for (var i = 0; i < _timelines.Length; i++) _timelines[i].Merge(other._timelines[i]);
        for (var i = 0; i < _steps.Length; i++) _steps[i].Merge(other._steps[i]);
    }

    /// <summary>Forgets everything; buffers stay.</summary>
    public void Clear()
    {
        foreach (var cell in _cells) cell.Clear();
        foreach (var pair in _pairs) pair.Clear();
        foreach (var timeline in _timelines) timeline.Clear();
        foreach (var steps in _steps) steps.Clear();
    }

    /// <summary>One estimate of the metric per playbook.</summary>
    public IEnumerable<Estimate> Estimates(Metric metric, double confidence) => _cells.Select(cell => cell.Estimate(metric, confidence));

    /// <summary>One result per playbook.</summary>
    public IEnumerable<CellResult> Cells(DesignPoint point) => _cells.Select((cell, playbook) => cell.Result(_plan, point, playbook));

    /// <summary>One timeline per playbook with a workload.</summary>
    public IEnumerable<CellTimeline> Timelines(DesignPoint point) =>
        _timelines.Select((timeline, playbook) => timeline.Result(_plan, point, playbook)).OfType<CellTimeline>();

    /// <summary>The steps of the workflows, once per playbook.</summary>
    public IEnumerable<CellSteps> Steps(DesignPoint point) =>
        _steps.Select((steps, playbook) => steps.Result(_plan, point, playbook)).OfType<CellSteps>();

    /// <summary>Every playbook but the baseline, every compared metric.</summary>
    public IEnumerable<Comparison> Pairs(DesignPoint point) =>
        _pairs.SelectMany((pair, playbook) => playbook == _baseline ? [] : pair.Results(_plan, point, playbook));
}
