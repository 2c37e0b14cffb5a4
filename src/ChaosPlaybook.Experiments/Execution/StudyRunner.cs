using System.Collections.Concurrent;

namespace ChaosPlaybook.Experiments;

/// <summary>Conducts the work of a study in many cells side by side. Who did what has no influence on the result.</summary>
internal static class StudyRunner
{
    /// <summary>What the cells say, in the order given; when called off, only cells done in full.</summary>
    /// <param name="cells">The work, cell by cell.</param>
    /// <param name="workers">How many at a time.</param>
    /// <param name="stages">Told how far it is.</param>
    /// <param name="cancel">Calls it off.</param>
    /// <param name="keep">Told after every portion whether a cell is done with it, and given what all cells done in full say.</param>
    /// <exception cref="TrialException">A trial threw: the first in plan order of those that did.</exception>
    public static async Task<IReadOnlyList<TFound>> Run<TFound>(
        IReadOnlyList<CellWork<TFound>> cells, int workers, IProgress<StageProgress>? stages, CancellationToken cancel,
        Action<bool, Func<IReadOnlyList<TFound>>>? keep = null)
    {
        var limits = new ParallelOptions { MaxDegreeOfParallelism = workers, CancellationToken = cancel };
        var thrown = new ConcurrentDictionary<(int Cell, int Trial), TrialException>();
        var owed = new int[cells.Count];
        var found = new Answer<TFound>?[cells.Count];
        for (var round = 0; ; round++)
        {
            List<(int Cell, int Portion)> jobs = [];
            for (var cell = 0; cell < cells.Count; cell++)
            {
                // A round that was called off leaves something owed, and then there is no next one.
                if (owed[cell] != 0) continue;
                owed[cell] = cells[cell].Portions(round);
                jobs.AddRange(Enumerable.Range(0, owed[cell]).Select(portion => (cell, portion)));
            }
            if (jobs.Count == 0) break;
            var counter = new StageCounter(stages, cells[jobs[0].Cell].Stage(round), jobs.Sum(job => (long)cells[job.Cell].Size(round, job.Portion)));
            try
            {
                await Parallel.ForEachAsync(jobs, limits, (job, stop) =>
                {
                    if (thrown.IsEmpty && Do(cells[job.Cell], round, job.Portion, thrown, stop))
                    {
                        var (cell, finished) = (cells[job.Cell], false);
                        if (Interlocked.Decrement(ref owed[job.Cell]) == 0 && cell.Portions(round + 1) == 0)
                        {
                            Volatile.Write(ref found[job.Cell], new(cell.Condense()));
                            finished = true;
                        }
                        keep?.Invoke(finished, Answered);
                        counter.Add(cells[job.Cell].Size(round, job.Portion));
                    }
                    return ValueTask.CompletedTask;
                });
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                // What is finished is kept.
            }
            if (!thrown.IsEmpty) throw thrown.MinBy(pair => pair.Key).Value;
        }
        return [.. cells.Select((work, cell) => (Work: work, Cell: cell)).Where(each => owed[each.Cell] == 0)
            .Select(each => found[each.Cell] is { } answer ? answer.Found : each.Work.Condense())];

        IReadOnlyList<TFound> Answered() =>
            [.. Enumerable.Range(0, cells.Count).Select(cell => Volatile.Read(ref found[cell])).OfType<Answer<TFound>>().Select(answer => answer.Found)];
    }

    private sealed record Answer<TFound>(TFound Found);

    private static bool Do<TFound>(
        CellWork<TFound> cell, int round, int portion, ConcurrentDictionary<(int, int), TrialException> thrown, CancellationToken stop)
    {
        var trial = 0;
        try
        {
            cell.Do(round, portion, ref trial, stop);
            return true;
        }
        catch (Exception problem) when (problem is not OperationCanceledException)
        {
            thrown[(cell.Number, trial)] = new TrialException(cell.Number, cell.Description, trial, problem);
            return false;
        }
    }
}
