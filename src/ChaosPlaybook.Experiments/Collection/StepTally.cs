using ChaosPlaybook.Model;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Experiments;

/// <summary>
/// The steps of the trials of one cell, condensed: memory grows with the number of steps, not with trials. Merging in a fixed order
/// gives the same bits whoever filled the parts.
/// </summary>
internal sealed class StepTally(bool isPopulation)
{
    private Sums[] _steps = [];

    /// <summary>Adds the steps of one trial.</summary>
    /// <param name="accounts">One per step.</param>
    /// <param name="workflows">Workflows that they are of; a trial in which none ended says nothing.</param>
    public void Add(ReadOnlySpan<StepAccount> accounts, int workflows)
    {
        if (workflows == 0) return;
        if (_steps.Length != accounts.Length) _steps = new Sums[accounts.Length];
        var all = 0.0;
        foreach (ref readonly var account in accounts) all += account.Seconds;
        for (var i = 0; i < accounts.Length; i++)
        {
            ref readonly var account = ref accounts[i];
            ref var step = ref _steps[i];
            step.Seconds.Add(all / workflows, account.Seconds / workflows);
            step.Calls.Add(account.Calls, account.Failures);
            step.MostCalls = Math.Max(step.MostCalls, account.Calls);
            step.Stopped += account.Stops;
            if (isPopulation) step.Stops.Add(workflows, account.Stops);
        }
    }

    /// <summary>Adds what another tally of the same cell holds.</summary>
    public void Merge(StepTally other)
    {
        if (other._steps.Length == 0 || other._steps[0].Calls.Count == 0) return;
        if (_steps.Length != other._steps.Length) _steps = new Sums[other._steps.Length];
        for (var i = 0; i < _steps.Length; i++)
        {
            ref var step = ref _steps[i];
            ref readonly var more = ref other._steps[i];
            step.Seconds.Merge(more.Seconds);
            step.Calls.Merge(more.Calls);
            step.MostCalls = Math.Max(step.MostCalls, more.MostCalls);
            step.Stopped += more.Stopped;
            step.Stops.Merge(more.Stops);
        }
    }

    /// <summary>Forgets everything; buffers stay.</summary>
    public void Clear() => Array.Clear(_steps);

    /// <summary>What the steps took; nothing when no trial gave an account.</summary>
    public CellSteps? Result(Plan plan, DesignPoint point, int playbook)
    {
        if (_steps.Length == 0 || _steps[0].Calls.Count == 0) return null;
        var steps = point.Worlds[playbook].Agent.Steps;
        return new(plan.CellOf(point, playbook), plan.Playbooks[playbook], point.Levels,
            [.. steps.Select((step, i) => Of(step, _steps[i], plan.Confidence))]);
    }

    private StepResult Of(StepOptions options, in Sums step, double confidence)
    {
        var trials = step.Calls.Count;
        var stops = isPopulation ? Share(step.Stops, confidence) : ProportionInterval.Wilson(step.Stopped, trials, confidence);
        return new(options.Name, options.Executor,
            (double)step.Calls.SumX / (isPopulation ? step.Stops.SumX : trials), Failures(step, confidence), stops,
            MeanInterval.StudentT(trials, step.Seconds.MeanY, Math.Sqrt(step.Seconds.VarianceY / trials), confidence),
            WithinRange(RatioInterval.Delta(step.Seconds, confidence)));
    }

    // Calls of different trials are independent, those within one are not.
    private Estimate Failures(in Sums step, double confidence)
    {
        if (isPopulation || step.MostCalls != 1) return Share(step.Calls, confidence);
        return ProportionInterval.Wilson(step.Calls.SumY, step.Calls.SumX, confidence);
    }

    // Where none failed, or all, the delta method gives a point. What never happened to so many may still happen to others: the interval is
    // then as if they were independent, which is the least that can be said.
    private static Estimate Share(in CountPairs pairs, double confidence)
    {
        var estimate = WithinRange(RatioInterval.Delta(pairs.Moments, confidence));
        return pairs.Count > 1 && pairs.SumX > 0 && (pairs.SumY == 0 || pairs.SumY == pairs.SumX)
            ? ProportionInterval.Wilson(pairs.SumY, pairs.SumX, confidence) with { Count = estimate.Count } : estimate;
    }

    // The delta method knows nothing of 0 and 1.
    private static Estimate WithinRange(Estimate estimate) => double.IsNaN(estimate.Low)
        ? estimate
        : estimate with { Low = Math.Max(0, estimate.Low), High = Math.Min(1, estimate.High) };

    /// <summary>One step.</summary>
    private struct Sums
    {
        /// <summary>Seconds of all steps, and its own; per workflow.</summary>
        public CoMoments Seconds;

        /// <summary>Its calls, and its failures.</summary>
        public CountPairs Calls;

        /// <summary>Workflows, and those that failed at it; of populations only.</summary>
        public CountPairs Stops;

        public long Stopped;
        public int MostCalls;
    }
}
