using ChaosPlaybook.Kernel;

namespace ChaosPlaybook.Model;

/// <summary>
/// Looks at the end of every trial whether its accounts close and nothing was left behind. What it finds is a bug of ours. It looks once
/// per trial, at counters that are kept anyway or cost an increment per attempt.
/// </summary>
internal sealed class Audit(Simulation simulation, Trial trial, IReadOnlyList<Executor> executors, IReadOnlyList<IState> states)
{
    private readonly (Executor Executor, Station[] Stations)[] _executors = [.. executors.Select(executor => (executor, executor.Stations.ToArray()))];
    private readonly IState[] _states = [.. states];

    /// <summary>Checks the trial that has just ended.</summary>
    /// <exception cref="InvalidOperationException">Something was left behind, or an account does not close.</exception>
    public void Close(long replication)
    {
        if (simulation.LiveStrands != 0) Fail(replication, $"left {simulation.LiveStrands} strands behind");
        if (simulation.PendingTimers is var timers and not 0) Fail(replication, $"left {timers} timers behind");
        foreach (var state in _states)
        {
            if (!state.IsIdle) Fail(replication, $"ended with a permit of a {state.GetType().Name} taken");
        }
        Close(trial.Counted.Record, replication, "counted");
        var attempts = trial.Counted.Record.Attempts;
        if (trial.Timeline is not null)
        {
            Close(trial.WarmUp.Record, replication, "warm-up");
            attempts += trial.WarmUp.Record.Attempts;
        }
        long seen = 0;
        foreach (var (executor, stations) in _executors) seen += Close(executor, stations, replication);
        if (seen != trial.Attempts || attempts != trial.Attempts)
            Fail(replication, $"made {trial.Attempts} attempts, counted {attempts}, and its executors saw {seen}");
    }

    /// <summary>Every workflow has one end. A lone agent's is in <see cref="TrialRecord.Ended"/>.</summary>
    private void Close(in TrialRecord record, long replication, string part)
    {
        var ended = trial.Timeline is null ? 1 : record.Successes + record.Failures + record.Rejections + record.Timeouts + record.Censored;
        if (ended != record.Agents) Fail(replication, $"began {record.Agents} {part} workflows and ended {ended}");
    }

    /// <summary>Attempts that the executor saw; each was turned away, was lost on its way, or came to a station and met its end there.</summary>
    private static long Close(Executor executor, Station[] stations, long replication)
    {
        if (stations.Length == 0) return executor.Seen;
        long arrived = 0;
        foreach (var station in stations)
        {
            ref var counts = ref station.Counts;
            arrived += counts.Arrived;
            if (station.Busy != 0) Fail(replication, $"ended with {station.Busy} servers of a station at work");
            if (counts.Arrived != counts.Served + counts.Shed + counts.Abandoned + counts.Lost)
            {
                Fail(replication, $"has a station to which {counts.Arrived} attempts came, of which {counts.Served} were served, {counts.Shed} shed, "
                    + $"{counts.Abandoned} abandoned and {counts.Lost} lost");
            }
        }
        if (arrived != executor.Seen - executor.NotServed)
            Fail(replication, $"has an executor with {executor.Seen} attempts, {executor.NotServed} of them not served, and {arrived} at its stations");
        return executor.Seen;
    }

    private static void Fail(long replication, string what) => throw new InvalidOperationException($"replication {replication} {what}");
}
