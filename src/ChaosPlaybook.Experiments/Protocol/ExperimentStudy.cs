using ChaosPlaybook.Model;

namespace ChaosPlaybook.Experiments;

/// <summary>
/// Carries an experiment out, replication by replication under the same luck: the world with its injections, and a twin without
/// them. One sample proves nothing: the verdict is the share of trials in which the hypothesis holds, with its interval.
/// </summary>
/// <param name="world">The world with its experiment; it needs a workload.</param>
/// <param name="card">What is claimed.</param>
/// <param name="seed">Master seed of all luck.</param>
public sealed class ExperimentStudy(WorldOptions world, ExperimentCard card, ulong seed)
{
    /// <summary>Rise of an executor's share of failed attempts over the twin's from which it counts as affected.</summary>
    private const double Affected = 0.01;

    /// <summary>Time to recover that leaves nothing of the score's part when nothing else is asked for, seconds.</summary>
    private const double UsualTarget = 60;

    private readonly MonitorOptions _monitor = world.Experiment ?? throw new ArgumentException("the world has no experiment");
    private readonly WorkloadOptions _workload = world.Workload ?? throw new ArgumentException("an experiment needs a workload");
    private readonly World _injected = new(world, seed);
    private readonly World _twin = new(world with { Experiment = world.Experiment! with { IsTwin = true } }, seed);

    /// <summary>Makes one trial and its twin.</summary>
    public ExperimentTrial Run(long replication)
    {
        _twin.Run(replication, out var twin);
        _injected.Run(replication, out var trial);
        return Measure(replication, trial, twin);
    }

    /// <summary>Sums trials up.</summary>
    public static ExperimentResult Sum(ExperimentCard card, IReadOnlyList<ExperimentTrial> trials, double confidence) => new(card, trials, confidence);

    private ExperimentTrial Measure(long replication, in TrialRecord trial, in TrialRecord twin)
    {
        var record = _injected.Monitored!;
        var timeline = _injected.Timeline!;
        var injected = double.IsNaN(record.InjectedAt) ? _monitor.Phases[0].FromSeconds : record.InjectedAt;
        var stopped = double.IsNaN(record.StoppedAt) ? _monitor.Phases[^1].ToSeconds : record.StoppedAt;
        var end = _workload.ForSeconds;
        var recovered = Recovered(timeline, stopped, end, out var violated);
        var after = double.IsNaN(recovered) ? stopped : recovered;
        Range before = timeline.BinsIn(injected - _monitor.SteadySeconds, injected), later = timeline.BinsIn(after, end);
        // Between two phases nothing is injected.
        Range[] during = [.. _monitor.Phases.Take(Math.Max(1, record.Phases)).Select(phase => timeline.BinsIn(phase.FromSeconds, Math.Min(phase.ToSeconds, stopped)))];
        var signals = Enum.GetValues<Signal>().ToDictionary(signal => signal, signal => new Passage(
            Signals.Read(timeline, signal, before), Signals.Read(timeline, signal, during), Signals.Read(timeline, signal, later), Peak(timeline, signal, injected, end)));
        // Until the injection both are the same, so the bin of time into which it falls counts whole.
        var since = timeline.BinsIn(Math.Floor(injected / timeline.BinSeconds + 1e-9) * timeline.BinSeconds, double.IsNaN(recovered) ? end : recovered);
        var radius = Reach(timeline.BinsIn(since.Start.Value * timeline.BinSeconds, end), stopped - injected, [.. during, timeline.BinsIn(injected, after), timeline.BinsIn(injected, end)]);
        var broken = record.BrokenAt.Where((at, i) => !double.IsNaN(at) && !IsTarget(i)).Count();
        var degradation = Degradation(during);
        var measured = new ExperimentTrial
        {
            Replication = replication, Monitor = record, Landed = _injected.InjectionLanded, Signals = signals,
            RecoverySeconds = violated ? recovered - stopped : 0,
            RtoSeconds = violated ? recovered - injected : 0,
            RpoSeconds = _injected.Watch!.SilenceSeconds,
            DataLoss = Math.Max(0, trial.PartialWrites + trial.SilentCorruptions - twin.PartialWrites - twin.SilentCorruptions),
            LostSuccesses = Lost(timeline, before, since),
            Radius = radius, CascadeDepth = broken, Degradation = degradation,
            Defence = Defence.Of(signals[Signal.Utilisation].Peak, signals[Signal.ErrorRate].Peak),
            Phases = [.. _monitor.Phases.Select((_, phase) => Outcome(phase, record, timeline, stopped, end))],
            Score = default, Broken = [],
        };
        return measured with { Score = Score(measured), Broken = [.. Failures(measured)] };
    }

    private ResilienceScore Score(ExperimentTrial trial)
    {
        var target = card.Success.RecoverySeconds ?? card.Success.RtoSeconds ?? UsualTarget;
        var others = _injected.Watch!.Executors.Where((_, i) => !IsTarget(i)).Select(executor => executor.Name).ToList();
        var hit = others.Count(trial.Radius.Executors.Contains);
        return new(
            100 * Math.Clamp(Availability(trial), 0, 1),
            double.IsNaN(trial.RecoverySeconds) ? 0 : 100 * Math.Max(0, 1 - trial.RecoverySeconds / target),
            others.Count == 0 ? 100 : 100 * (1 - (double)hit / others.Count),
            100 * trial.Degradation);
    }

    /// <summary>
    /// Workflows that succeeded as a share of those meant to start while faults were injected. Where that was less than a bin of time, or
    /// nobody came, the seconds that there are count; where nobody came in those either, the window that ends with them; and who was never
    /// asked refused nobody.
    /// </summary>
    private double Availability(ExperimentTrial trial)
    {
        var share = trial.Signals[Signal.GoodputShare].During;
        if (!double.IsNaN(share)) return share;
        if (trial.Monitor.Begun > 0) return (double)trial.Monitor.Succeeded / trial.Monitor.Begun;
        var timeline = _injected.Timeline!;
        var last = timeline.BinsIn(trial.Monitor.StoppedAt - Math.Max(_monitor.WindowSeconds, timeline.BinSeconds), trial.Monitor.StoppedAt);
        share = Signals.Read(timeline, Signal.GoodputShare, last);
        return double.IsNaN(share) ? 1 : share;
    }

    /// <summary>The criteria that do not hold, in words.</summary>
    private IEnumerable<string> Failures(ExperimentTrial trial)
    {
        var asked = card.Success;
        if (trial.RecoverySeconds is var recovery && asked.RecoverySeconds is { } most && !(recovery <= most)) yield return $"recovery {Said(recovery)}, allowed {most:R} s";
        if (asked.RtoSeconds is { } rto && !(trial.RtoSeconds <= rto)) yield return $"RTO {Said(trial.RtoSeconds)}, allowed {rto:R} s";
        if (asked.RpoSeconds is { } rpo && !(trial.RpoSeconds <= rpo)) yield return $"RPO {Said(trial.RpoSeconds)}, allowed {rpo:R} s";
        if (asked.DetectionSeconds is { } detection && !(trial.DetectionSeconds <= detection)) yield return $"detection {Said(trial.DetectionSeconds)}, allowed {detection:R} s";
        if (asked.DataLoss is { } loss && trial.DataLoss > loss) yield return $"data loss {trial.DataLoss}, allowed {loss:R}";
        if (!asked.Cascades && trial.CascadeDepth > 0) yield return $"{trial.CascadeDepth} executors broke down beyond the targets";
        if (asked.Defence is { } level && trial.Defence > level) yield return $"alert level {trial.Defence}, allowed {level}";
        foreach (var guard in asked.During.Where(guard => !guard.Holds(trial.Signals[guard.Signal].During))) yield return $"during the injection {guard}";
        foreach (var guard in asked.After.Where(guard => !guard.Holds(trial.Signals[guard.Signal].After))) yield return $"afterwards {guard}";
        foreach (var (phase, outcome) in _monitor.Phases.Zip(trial.Phases))
            if (phase.ExpectedSeconds is { } expected && outcome.Injected && !(outcome.RecoverySeconds <= expected)) yield return $"recovery after {phase.Name} beyond {expected:R} s";
        if (trial.Monitor.End != ExperimentEnd.Completed) yield return $"given up: {trial.Monitor.Cause}";
    }

    private static string Said(double seconds) => double.IsNaN(seconds) ? "never" : $"{seconds:0.###} s";

    /// <summary>
    /// Since when every window up to the end of the horizon meets the steady state; NaN when the last does not. Windows begin at the end
    /// of the injection; <paramref name="violated"/> tells whether any from the start of the injection on did not.
    /// </summary>
    private double Recovered(Timeline timeline, double stopped, double end, out bool violated)
    {
        var window = WindowBins(timeline);
        bool Healthy(int bin) => IsSteady(timeline, bin..(bin + window));
        var (first, from, last) = (timeline.BinsIn(_monitor.Phases[0].FromSeconds, end).Start.Value, timeline.BinsIn(stopped, end).Start.Value, timeline.BinsIn(0, end).End.Value - window);
        violated = false;
        for (var bin = first; bin <= last && !violated; bin++) violated = !Healthy(bin);
        if (last < from || !Healthy(last)) return double.NaN;
        var start = last;
        while (start > from && Healthy(start - 1)) start--;
        return start * timeline.BinSeconds;
    }

    private PhaseOutcome Outcome(int phase, MonitorRecord record, Timeline timeline, double stopped, double end)
    {
        if (phase >= record.Phases) return new(false, false, double.NaN);
        // A phase that was cut short ends where the experiment did.
        var from = phase == record.Phases - 1 ? stopped : _monitor.Phases[phase].ToSeconds;
        var until = phase == record.Phases - 1 ? end : _monitor.Phases[phase + 1].FromSeconds;
        var window = WindowBins(timeline);
        var bins = timeline.BinsIn(from, until);
        for (var bin = bins.Start.Value; bin + window <= bins.End.Value; bin++)
        {
            if (IsSteady(timeline, bin..(bin + window)))
                return new(true, record.Validated.Contains(phase), Math.Max(0, bin * timeline.BinSeconds - from));
        }
        return new(true, record.Validated.Contains(phase), double.NaN);
    }

    private double Peak(Timeline timeline, Signal signal, double from, double end)
    {
        var window = WindowBins(timeline);
        var bins = timeline.BinsIn(from, end);
        var worst = double.NaN;
        for (var bin = bins.Start.Value; bin + window <= bins.End.Value; bin++)
        {
            var value = Signals.Read(timeline, signal, bin..(bin + window));
            if (double.IsNaN(worst) || (Signals.HighIsBad(signal) ? value > worst : value < worst)) worst = value;
        }
        return worst;
    }

    /// <param name="bins">Where attempts are counted.</param>
    /// <param name="seconds">How long faults were injected.</param>
    /// <param name="stretches">
    /// Where shares are compared: while the faults of each phase were injected, until the recovery, to the end. An attempt that was sent into the
    /// injection may fail long after it.
    /// </param>
    private BlastRadius Reach(Range bins, double seconds, Range[] stretches)
    {
        Watch here = _injected.Watch!, there = _twin.Watch!;
        var executors = new List<string>();
        var attempts = 0;
        for (var i = 0; i < here.Executors.Count; i++)
        {
            if (stretches.Any(stretch => Rise(here.Executors[i], there.Executors[i], stretch) > Affected)) executors.Add(here.Executors[i].Name);
            attempts += Math.Max(0, Total(here.Executors[i].Failures[bins]) - Total(there.Executors[i].Failures[bins]));
        }
        var agents = 0;
        for (var i = 0; i < Math.Min(here.Ends.Count, there.Ends.Count); i++)
            if (there.Ends[i] == WorkflowEnd.Succeeded && here.Ends[i] is (WorkflowEnd.Failed or WorkflowEnd.UnderWay)) agents++;
        var limits = _monitor.Radius;
        var contained = !(executors.Count > limits.Executors) && !(agents > limits.Agents) && !(attempts > limits.Attempts) && !(seconds > limits.Seconds + 1e-9);
        return new(executors, agents, attempts, contained);
    }

    private static double Rise(WatchedExecutor here, WatchedExecutor there, Range bins)
    {
        var twins = there.FailureShare(bins);
        return here.FailureShare(bins) - (double.IsNaN(twins) ? 0 : twins);
    }

    /// <summary>Worth delivered during the injection as a share of the twin's: the sum of the quality of what ended meanwhile.</summary>
    private double Degradation(Range[] during)
    {
        double Worth(World world)
        {
            var worth = 0.0;
            foreach (var stretch in during)
                foreach (var value in world.Watch!.Worth[stretch]) worth += value;
            return worth;
        }
        var usual = Worth(_twin);
        return usual > 0 ? Math.Clamp(Worth(_injected) / usual, 0, 1) : 1;
    }

    private static double Lost(Timeline timeline, Range before, Range bins)
    {
        var share = Signals.Read(timeline, Signal.GoodputShare, before);
        if (double.IsNaN(share)) return 0;
        var lost = 0.0;
        for (var bin = bins.Start.Value; bin < bins.End.Value; bin++)
            lost += share * timeline.Values(Timeline.Offered)[bin] - timeline.Values(Timeline.Goodput)[bin];
        return Math.Max(0, lost * timeline.BinSeconds);
    }

    private int WindowBins(Timeline timeline) => Math.Max(1, (int)Math.Round(_monitor.WindowSeconds / timeline.BinSeconds));

    private bool IsSteady(Timeline timeline, Range window) => _monitor.Steady.All(guard => guard.Holds(Signals.Read(timeline, guard.Signal, window)));

    private bool IsTarget(int executor) => _monitor.Phases.Any(phase => phase.Targets.Contains(_injected.Watch!.Executors[executor].Name));

    private static int Total(ReadOnlySpan<int> counts)
    {
        var sum = 0;
        foreach (var count in counts) sum += count;
        return sum;
    }
}
