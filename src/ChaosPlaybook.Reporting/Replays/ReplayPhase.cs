using ChaosPlaybook.Model;

namespace ChaosPlaybook.Reporting;

/// <summary>What an experiment is at in a stretch of a trial.</summary>
public enum ReplayPhaseKind
{
    /// <summary>Its steady state is verified.</summary>
    SteadyState,
    /// <summary>A phase injects faults.</summary>
    Injection,
    /// <summary>The world is put back.</summary>
    Rollback,
    /// <summary>The steady state is awaited again.</summary>
    Recovery,
}

/// <summary>A stretch of a trial in which its experiment is at something.</summary>
/// <param name="Kind">At what.</param>
/// <param name="Name">In words: <c>steady state</c>, the name of the injected phase, <c>rollback</c>, <c>recovery</c>.</param>
/// <param name="BeganSeconds">When it began, seconds since the start of the trial.</param>
/// <param name="EndedSeconds">When it ended.</param>
public readonly record struct ReplayPhase(ReplayPhaseKind Kind, string Name, double BeganSeconds, double EndedSeconds)
{
    /// <summary>The phases of an experiment, read off what happened to it; none without one.</summary>
    /// <param name="events">What happened, in the order of time.</param>
    public static IReadOnlyList<ReplayPhase> Of(IReadOnlyList<ExperimentEvent> events)
    {
        var phases = new List<ReplayPhase>();
        double restored = double.NaN, stopped = double.NaN;
        for (var i = 0; i < events.Count; i++)
        {
            var (seconds, kind, what) = events[i];
            var rest = events.Skip(i + 1);
            switch (kind)
            {
                case ExperimentEventKind.Started:
                    Add(ReplayPhaseKind.SteadyState, "steady state", seconds, First(rest, ExperimentEventKind.Verified, ExperimentEventKind.Aborted));
                    break;
                case ExperimentEventKind.Injected:
                    var at = what.IndexOf(" at ", StringComparison.Ordinal);
                    Add(ReplayPhaseKind.Injection, at < 0 ? what : what[..at], seconds, First(rest, ExperimentEventKind.Stopped, ExperimentEventKind.Aborted));
                    break;
                case ExperimentEventKind.Stopped or ExperimentEventKind.Aborted:
                    stopped = seconds;
                    break;
                case ExperimentEventKind.RolledBack:
                    restored = seconds;
                    break;
                case ExperimentEventKind.Completed when !double.IsNaN(restored):
                    Add(ReplayPhaseKind.Rollback, "rollback", double.IsNaN(stopped) ? restored : stopped, restored);
                    var back = events.Where(each => each.Kind == ExperimentEventKind.Verified && each.Seconds >= restored).Select(each => each.Seconds);
                    Add(ReplayPhaseKind.Recovery, "recovery", restored, back.DefaultIfEmpty(seconds).First());
                    break;
            }
        }
        return phases;

        void Add(ReplayPhaseKind kind, string name, double from, double to) => phases.Add(new(kind, name, from, double.IsNaN(to) ? events[^1].Seconds : to));
    }

    private static double First(IEnumerable<ExperimentEvent> events, ExperimentEventKind one, ExperimentEventKind other) =>
        events.Where(each => each.Kind == one || each.Kind == other).Select(each => each.Seconds).DefaultIfEmpty(double.NaN).First();
}
