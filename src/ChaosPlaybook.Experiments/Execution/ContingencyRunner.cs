using System.Collections.Concurrent;

namespace ChaosPlaybook.Experiments;

/// <summary>
/// Examines every cell under every contingency: first the intact worlds, which say who is busiest, then what follows from them, side by
/// side. Who examined what has no influence on the result.
/// </summary>
internal static class ContingencyRunner
{
    /// <summary>What was found in the cells of some design points, in plan order; when called off, only cells examined in full.</summary>
    /// <exception cref="TrialException">A trial threw.</exception>
    public static async Task<IReadOnlyList<CellContingency>> Run(Plan plan, IEnumerable<DesignPoint> points, int workers, IProgress<StageProgress>? stages, CancellationToken cancel)
    {
        List<Cell> cells = [.. points.Where(point => point.Contingency is not null)
            .SelectMany(point => plan.Playbooks.Select((_, playbook) => new Cell(plan, point, playbook)))];
        var limits = new ParallelOptions { MaxDegreeOfParallelism = workers, CancellationToken = cancel };
        var wrong = new ConcurrentDictionary<(int, int), Exception>();
        await Each(cells.Select(cell => (cell, -1)), "intact worlds", cells.Count);
        await Each(cells.Where(cell => cell.Trials is not null).SelectMany(cell => cell.Contingencies.Select((_, at) => (cell, at))), "removals", cells.Sum(cell => (long)cell.Contingencies.Count));
        if (!wrong.IsEmpty) throw wrong.MinBy(pair => pair.Key).Value;
        return [.. cells.Where(cell => cell.IsDone).Select(cell => cell.Condense())];

        async Task Each(IEnumerable<(Cell Cell, int At)> jobs, string stage, long total)
        {
            var counter = new StageCounter(stages, stage, total);
            try
            {
                await Parallel.ForEachAsync(jobs, limits, (job, stop) =>
                {
                    if (wrong.IsEmpty) Examine(job.Cell, job.At, stop);
                    counter.Add(1);
                    return ValueTask.CompletedTask;
                });
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                // What is finished is kept.
            }
        }

        // The first thing that went wrong in plan order is told, whoever met it first.
        void Examine(Cell cell, int at, CancellationToken stop)
        {
            try
            {
                if (at < 0) cell.Begin(stop);
                else cell.Judge(at, stop);
            }
            catch (Exception thrown) when (thrown is not OperationCanceledException)
            {
                wrong[(cell.Number, at)] = new TrialException(cell.Number, plan.Describe(cell.Point, cell.Playbook), 0, thrown);
            }
        }
    }

    private sealed class Cell(Plan plan, DesignPoint point, int playbook)
    {
        private readonly ContingencyStudy _study = new(point.Worlds[playbook], point.Contingency!, plan.Seed, plan.Confidence);
        private CellRemoval?[] _removals = [];

        public DesignPoint Point => point;

        public int Playbook => playbook;

        public int Number => plan.CellOf(point, playbook);

        public ContingencyTrials? Trials { get; private set; }

        public IReadOnlyList<Contingency> Contingencies { get; private set; } = [];

        public bool IsDone => Trials is not null && _removals.All(removal => removal is not null);

        public void Begin(CancellationToken stop)
        {
            var trials = _study.Intact(stop);
            Contingencies = _study.Enumerate(trials);
            _removals = new CellRemoval?[Contingencies.Count];
            Trials = trials;
        }

        public void Judge(int at, CancellationToken stop) => _removals[at] = _study.Judge(Contingencies[at], Trials!, stop);

        public CellContingency Condense() => new(Number, plan.Playbooks[playbook], point.Levels, point.Contingency!.Limits,
            Trials!.SuccessMean(plan.Confidence), Trials.Loads(plan.Confidence), [.. _removals.Select(removal => removal!)]);
    }
}
