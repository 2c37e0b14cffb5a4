using ChaosPlaybook.Model;

namespace ChaosPlaybook.Experiments;

/// <summary>
/// Carries out a plan: streams its trials, condenses them block by block, stops each design point when it has had enough.
/// </summary>
public static class SweepRunner
{
    /// <summary>
    /// Carries out a plan. The result depends on the plan alone: not on the number of workers, not on how the design points were
    /// divided among calls, not on interruptions.
    /// </summary>
    /// <remarks>
    /// When <paramref name="cancel"/> strikes, what was collected is returned and marked <see cref="SweepResult.Interrupted"/>:
    /// finished design points in full; the one under way with the trials it had, if at least one block of it was complete in
    /// every playbook; the others not at all. Taken up again by <see cref="SweepOptions.Previous"/>, the one under way is redone.
    /// </remarks>
    /// <param name="plan">What to do.</param>
    /// <param name="options">How.</param>
    /// <param name="factory">Builds the runner of a world from its options and the seed; called by several threads.</param>
    /// <param name="cancel">Interrupts the sweep.</param>
    /// <exception cref="ArgumentException">The plan or the options contradict themselves; the message says where.</exception>
    /// <exception cref="TrialException">A trial threw; nothing is returned.</exception>
    public static async Task<SweepResult> Run(
        Plan plan, SweepOptions options, Func<WorldOptions, ulong, TrialRunner> factory, CancellationToken cancel = default)
    {
        var fingerprint = Check(plan, options);
        var rule = new StoppingRule(plan);
        var kept = options.Previous is { } previous ? ResultMerge.Finished(plan, previous) : ([], []);
        var done = kept.Cells.Select(cell => cell.Cell / plan.Playbooks.Count).ToHashSet();
        DesignPoint[] points = [.. plan.Points.Where(point => !done.Contains(point.Index) && options.Wants(point))];
        var progress = new ProgressCounter(options.Progress, points.Length, rule.Most, plan.Playbooks.Count);

        var sweep = new Sweep(plan, points, factory, options.Workers);
        var tally = new PointTally(plan);
        var cells = new List<CellResult>(kept.Cells);
        var comparisons = new List<Comparison>(kept.Comparisons);
        List<CellTimeline> timelines = [.. options.Previous?.Timelines.Where(timeline => done.Contains(timeline.Cell / plan.Playbooks.Count)) ?? []];
        List<CellSteps> steps = [.. options.Previous?.Steps.Where(cell => done.Contains(cell.Cell / plan.Playbooks.Count)) ?? []];
        DesignPoint? underway = null;
        var interrupted = false;
        try
        {
            await foreach (var block in sweep.Blocks(cancel))
            {
                underway = block.Point;
                tally.Merge(block.Tally);
                options.Trials?.Write(block);
                var met = rule.Met(tally);
                if (met)
                {
                    sweep.Finish(block.Point);
                    Collect(block.Point);
                    underway = null;
                    options.Checkpoints?.Note();
                }
                options.Checkpoints?.Offer(() => Assembled(unfinished: true));
                progress.Report(block, met);
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            interrupted = true;
            if (underway is not null) Collect(underway);
        }
        var result = Assembled(interrupted);
        foreach (var study in Study.All) result = await study.Continue(result, options, cancel);
        return result;

        SweepResult Assembled(bool unfinished) => ResultMerge.Assemble(plan, fingerprint, cells, comparisons, unfinished) with
        {
            Timelines = [.. timelines.OrderBy(timeline => timeline.Cell)],
            Steps = [.. steps.OrderBy(cell => cell.Cell)],
        };

        void Collect(DesignPoint point)
        {
            cells.AddRange(tally.Cells(point));
            comparisons.AddRange(tally.Pairs(point));
            timelines.AddRange(tally.Timelines(point));
            steps.AddRange(tally.Steps(point));
            tally.Clear();
        }
    }

    private static string Check(Plan plan, SweepOptions options)
    {
        List<string> problems = [.. plan.Problems()];
        problems.AddRange(plan.Points.Where(point => point.Worlds.Count != plan.Playbooks.Count)
            .Select(point => $"points[{point.Index}] has {point.Worlds.Count} worlds for {plan.Playbooks.Count} playbooks"));
        if (options.Workers is < 1 or > 1024) problems.Add($"workers is {options.Workers}; allowed [1, 1024]");
        if (options.Shard is { } shard && (shard.Index < 0 || shard.Index >= shard.Count))
            problems.Add($"shard is {shard}; the index counts from 0 and lies below the count");
        if (problems.Count > 0) throw new ArgumentException(string.Join(Environment.NewLine, problems));
        var fingerprint = PlanFingerprint.Of(plan);
        if (options.Previous is { } previous && previous.Fingerprint != fingerprint)
        {
            throw new ArgumentException(
                "the earlier result is of another plan (its worlds, seed, trials, precision or factors differ); start afresh");
        }
        return fingerprint;
    }
}
