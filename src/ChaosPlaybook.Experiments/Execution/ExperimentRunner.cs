using System.Collections.Concurrent;

namespace ChaosPlaybook.Experiments;

/// <summary>Conducts the experiment of every cell, a few trials at a time side by side. Who made what has no influence on the result.</summary>
internal static class ExperimentRunner
{
    /// <summary>Trials that one worker makes in one go.</summary>
    private const int Portion = 4;

    /// <summary>What the cells of some design points gave, in plan order; when called off, only cells conducted in full.</summary>
    /// <exception cref="TrialException">A trial threw.</exception>
    public static async Task<IReadOnlyList<CellExperiment>> Run(Plan plan, IEnumerable<DesignPoint> points, int workers, IProgress<StageProgress>? stages, CancellationToken cancel)
    {
        List<Cell> cells = [.. points.Where(point => point.Experiment is not null)
            .SelectMany(point => plan.Playbooks.Select((_, playbook) => new Cell(plan, point, playbook)))];
        var jobs = cells.SelectMany(cell => Enumerable.Range(0, (cell.Trials.Length + Portion - 1) / Portion).Select(i => (Cell: cell, First: i * Portion)));
        var counter = new StageCounter(stages, "trials of experiments", cells.Sum(cell => (long)cell.Trials.Length));
        var limits = new ParallelOptions { MaxDegreeOfParallelism = workers, CancellationToken = cancel };
        // The first thing that went wrong in plan order is told, whoever met it first.
        var wrong = new ConcurrentDictionary<(int, int), Exception>();
        try
        {
            await Parallel.ForEachAsync(jobs, limits, (job, stop) =>
            {
                if (wrong.IsEmpty) counter.Add(job.Cell.Make(job.First, Portion, wrong, stop));
                return ValueTask.CompletedTask;
            });
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // What is finished is kept.
        }
        if (!wrong.IsEmpty) throw wrong.MinBy(pair => pair.Key).Value;
        return [.. cells.Where(cell => cell.Done == cell.Trials.Length).Select(cell => cell.Sum())];
    }

    private sealed class Cell(Plan plan, DesignPoint point, int playbook)
    {
        private readonly ExperimentCard _card = point.Experiment!;
        private int _done;

        public ExperimentTrial[] Trials { get; } = new ExperimentTrial[point.Experiment!.Replications ?? (int)Math.Min(plan.Trials, 1_000_000)];

        public int Done => _done;

        public int Make(int first, int count, ConcurrentDictionary<(int, int), Exception> wrong, CancellationToken stop)
        {
            var (number, replication) = (plan.CellOf(point, playbook), first);
            try
            {
                // Worlds are cheap beside the trials that are made in them, and belong to one thread.
                var study = new ExperimentStudy(point.Worlds[playbook], _card, plan.Seed);
                for (; replication < Math.Min(first + count, Trials.Length); replication++)
                {
                    stop.ThrowIfCancellationRequested();
                    Trials[replication] = study.Run(replication);
                }
                Interlocked.Add(ref _done, replication - first);
                return replication - first;
            }
            catch (Exception thrown) when (thrown is not OperationCanceledException)
            {
                wrong[(number, replication)] = new TrialException(number, plan.Describe(point, playbook), replication, thrown);
                return 0;
            }
        }

        public CellExperiment Sum() => new(plan.CellOf(point, playbook), plan.Playbooks[playbook], point.Levels,
            ExperimentSummary.Of(ExperimentStudy.Sum(_card, Trials, plan.Confidence), point.Worlds[playbook].Experiment!));
    }
}
