using System.Collections.Concurrent;

namespace ChaosPlaybook.Experiments;

/// <summary>Judges the disturbed trials of every cell, a few at a time side by side. Who judged what has no influence on the result.</summary>
internal static class MetastabilityRunner
{
    /// <summary>Trials that one worker judges in one go.</summary>
    private const int Portion = 4;

    /// <summary>What became of the cells of some design points, in plan order; when called off, only cells judged in full.</summary>
    /// <exception cref="TrialException">A trial threw.</exception>
    public static async Task<IReadOnlyList<CellMetastability>> Run(Plan plan, IEnumerable<DesignPoint> points, int workers, IProgress<StageProgress>? stages, CancellationToken cancel)
    {
        List<Cell> cells = [.. points.Where(point => point.Metastability is not null)
            .SelectMany(point => plan.Playbooks.Select((_, playbook) => new Cell(point, playbook)))];
        var jobs = cells.SelectMany(cell => Enumerable.Range(0, (cell.Trials.Length + Portion - 1) / Portion).Select(i => (Cell: cell, First: i * Portion)));
        var counter = new StageCounter(stages, "disturbed trials", cells.Sum(cell => (long)cell.Trials.Length));
        var limits = new ParallelOptions { MaxDegreeOfParallelism = workers, CancellationToken = cancel };
        // The first thing that went wrong in plan order is told, whoever met it first.
        var wrong = new ConcurrentDictionary<(int, int), Exception>();
        try
        {
            await Parallel.ForEachAsync(jobs, limits, (job, stop) =>
            {
                if (wrong.IsEmpty) counter.Add(Judge(plan, job.Cell, job.First, wrong, stop));
                return ValueTask.CompletedTask;
            });
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // What is finished is kept.
        }
        if (!wrong.IsEmpty) throw wrong.MinBy(pair => pair.Key).Value;
        return [.. cells.Where(cell => cell.Done == cell.Trials.Length).Select(cell => CellMetastability.Of(
            plan.CellOf(cell.Point, cell.Playbook), plan.Playbooks[cell.Playbook], cell.Point.Levels,
            cell.Point.Metastability!.Describe(cell.Point.Worlds[cell.Playbook]), cell.Study, cell.Trials, plan.Confidence))];
    }

    private static int Judge(Plan plan, Cell cell, int first, ConcurrentDictionary<(int, int), Exception> wrong, CancellationToken stop)
    {
        try
        {
            var trials = cell.Study.Judge(plan.Seed, first, Math.Min(Portion, cell.Trials.Length - first), stop);
            trials.CopyTo(cell.Trials, first);
            cell.Add(trials.Length);
            return trials.Length;
        }
        catch (Exception thrown) when (thrown is not OperationCanceledException)
        {
            var number = plan.CellOf(cell.Point, cell.Playbook);
            wrong[(number, first)] = new TrialException(number, plan.Describe(cell.Point, cell.Playbook), first, thrown);
            return 0;
        }
    }

    private sealed class Cell(DesignPoint point, int playbook)
    {
        private int _done;

        public DesignPoint Point => point;

        public int Playbook => playbook;

        public MetastabilityStudy Study { get; } = point.Metastability!.Study(point.Worlds[playbook]);

        public MetastabilityTrial[] Trials { get; } = new MetastabilityTrial[point.Metastability!.Replications];

        public int Done => _done;

        public void Add(int trials) => Interlocked.Add(ref _done, trials);
    }
}
