using ChaosPlaybook.Model;

namespace ChaosPlaybook.Experiments;

/// <summary>
/// <c>trials.csv</c>: one row per trial, written while the sweep goes on. Rows follow the plan: design points, then replications,
/// then playbooks, so that the trials of a pair stand together. The last rows of an interrupted sweep may be of a design point
/// under way.
/// </summary>
public sealed class TrialsCsv : IDisposable
{
    private readonly Plan _plan;
    private readonly CsvRows _table;
    private readonly bool _hasWorkload;
    private DesignPoint? _point;
    private string[] _heads = []; // playbook and levels, one per playbook

    /// <param name="plan">What is run; names of steps are taken from its agents.</param>
    /// <param name="writer">Where the rows go; stays open.</param>
    /// <param name="header">Whether to begin with the names of the columns.</param>
    public TrialsCsv(Plan plan, TextWriter writer, bool header = true)
    {
        _plan = plan;
        _table = new CsvRows(writer);
        _hasWorkload = plan.HasWorkload;
        if (!header) return;
        string[] first = ["playbook", .. plan.Factors.Select(factor => factor.Name), "replication"];
        _table.Add(CsvRows.Encoded(_hasWorkload
            ? [.. first, .. PopulationColumns]
            : [.. first, "outcome", "durationSeconds", "stepsCompleted", "failedAt", "retries", "attempts", "inconsistent",
             "succeeded", "code", "calls", "rejected", "timedOut", "waitSeconds", "quality", "cost",
             "faultsInjected", "degraded", "duplicateEffects", "escalated", "truncated"]));
        _table.EndRow();
    }

    private static string[] PopulationColumns =>
    [
        "agents", "successes", "degradedSuccesses", "failures", "timeouts", "rejections", "censored", "inconsistencies",
        "durationSeconds", "durationP50Seconds", "durationP95Seconds", "durationP99Seconds", "successDurationSeconds",
        "calls", "attempts", "retries", "rejected", "timedOut", "shed", "waitSeconds", "quality", "cost", "faultsInjected", "degraded",
        "duplicateEffects", "delivered", "utilisation", "wastedShare", "truncated",
    ];

    /// <summary>Writes the trials of a block.</summary>
    public void Write(TrialBlock block)
    {
        if (!ReferenceEquals(_point, block.Point))
        {
            _point = block.Point;
            _heads = [.. _plan.Playbooks.Select(playbook => CsvRows.Encoded([playbook, .. _point.Levels.Select(level => level.ToString())]))];
        }
        for (var i = 0; i < block.Count; i++)
        {
            for (var playbook = 0; playbook < _plan.Playbooks.Count; playbook++)
                Write(block.Point, playbook, block.First + i, block.Records(playbook)[i]);
        }
    }

    /// <summary>Passes what is buffered on to the writer.</summary>
    public void Flush() => _table.Flush();

    /// <inheritdoc cref="Flush"/>
    public void Dispose() => _table.Flush();

    private void Write(DesignPoint point, int playbook, long replication, in TrialRecord trial)
    {
        _table.Add(_heads[playbook]);
        _table.Field(replication);
        if (_hasWorkload) WritePopulation(trial);
        else WriteLone(point, playbook, trial);
        _table.EndRow();
    }

    private void WriteLone(DesignPoint point, int playbook, in TrialRecord trial)
    {
        _table.Field(OutcomeCounts.NameOf(trial));
        _table.Field(trial.DurationSeconds);
        _table.Field(trial.StepsCompleted);
        _table.Field(trial.FailedStep < 0 ? "" : point.Worlds[playbook].Agent.Steps[trial.FailedStep].Name);
        _table.Field(trial.Retries);
        _table.Field(trial.Attempts);
        _table.Field(trial.Inconsistent);
        _table.Field(trial.Succeeded);
        _table.Field(trial.Code);
        _table.Field(trial.Calls);
        _table.Field(trial.Rejected);
        _table.Field(trial.TimedOut);
        _table.Field(trial.WaitSeconds);
        _table.Field(trial.Quality);
        _table.Field(trial.Cost);
        _table.Field(trial.FaultsInjected);
        _table.Field(trial.Degraded);
        _table.Field(trial.DuplicateEffects);
        _table.Field(trial.Escalated);
        _table.Field(trial.Truncated);
    }

    private void WritePopulation(in TrialRecord trial)
    {
        foreach (var count in (ReadOnlySpan<int>)[trial.Agents, trial.Successes, trial.DegradedSuccesses, trial.Failures, trial.Timeouts,
            trial.Rejections, trial.Censored, trial.Inconsistencies]) _table.Field(count);
        foreach (var seconds in (ReadOnlySpan<double>)[trial.DurationSeconds, trial.DurationP50, trial.DurationP95, trial.DurationP99,
            trial.SuccessSeconds]) _table.Field(seconds);
        foreach (var count in (ReadOnlySpan<int>)[trial.Calls, trial.Attempts, trial.Retries, trial.Rejected, trial.TimedOut, trial.Shed]) _table.Field(count);
        foreach (var number in (ReadOnlySpan<double>)[trial.WaitSeconds, trial.Quality, trial.Cost]) _table.Field(number);
        foreach (var count in (ReadOnlySpan<int>)[trial.FaultsInjected, trial.Degraded, trial.DuplicateEffects, trial.Delivered]) _table.Field(count);
        foreach (var share in (ReadOnlySpan<double>)[trial.Utilisation, trial.WastedShare]) _table.Field(share);
        _table.Field(trial.Truncated);
    }
}
