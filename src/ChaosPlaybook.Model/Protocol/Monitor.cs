using ChaosPlaybook.Kernel;

namespace ChaosPlaybook.Model;

/// <summary>
/// Conducts an experiment inside a trial: verifies the steady state, lets the injections run while it looks at the signals again
/// and again, ends them when a limit is broken, puts the world back step by step and verifies that it is back.
/// </summary>
internal sealed class Monitor : Process
{
    private const string KillSwitch = "kill switch";

    private readonly MonitorOptions _options;
    private readonly Timeline _timeline;
    private readonly Watch _watch;
    private readonly Rollback _rollback;
    private readonly Injection[] _injections;
    private readonly bool[] _isTarget;
    private readonly double[] _usualFailures;
    private double _nextRadius;
    private (int Workflows, int Attempts) _failedBefore;
    private AbortAction _action;

    /// <param name="options">The experiment.</param>
    /// <param name="timeline">Where signals are read.</param>
    /// <param name="watch">What is known of the executors.</param>
    /// <param name="injections">What stops the faults of each phase.</param>
    /// <param name="rollback">Puts the world back.</param>
    public Monitor(MonitorOptions options, Timeline timeline, Watch watch, Injection[] injections, Rollback rollback)
    {
        (_options, _timeline, _watch, _injections, _rollback) = (options, timeline, watch, injections, rollback);
        _isTarget = [.. watch.Executors.Select(executor => options.Phases.Any(phase => phase.Targets.Contains(executor.Name)))];
        _usualFailures = new double[_isTarget.Length];
    }

    /// <summary>What was noted of the trial.</summary>
    public MonitorRecord Record { get; private set; } = new();

    /// <summary>Back to the beginning.</summary>
    public void Begin()
    {
        Record = new() { BrokenAt = [.. _isTarget.Select(_ => double.NaN)] };
        _action = AbortAction.Rollback;
    }

    public override async SimTask<Outcome> Run(Strand strand, object? context)
    {
        var (first, kill) = (_options.Phases[0].FromSeconds, _options.KillSwitchSeconds ?? double.PositiveInfinity);
        if (kill < first)
        {
            if (!await strand.Delay(kill - strand.Now)) return Outcome.Cancelled;
            Record.StoppedAt = kill;
            End(ExperimentEnd.Killed, KillSwitch, AbortAction.GracefulRollback);
            return await PutBack(strand);
        }
        if (!await strand.Delay(first - strand.Now)) return Outcome.Cancelled;
        Record.Note(first - _options.SteadySeconds, ExperimentEventKind.Started, "steady state under verification");
        if (!IsSteady(strand.Now))
        {
            Record.Note(strand.Now, ExperimentEventKind.Aborted, $"not steady: {Record.Cause}");
            return Outcome.Success;
        }
        Record.Note(strand.Now, ExperimentEventKind.Verified, "steady");
        Record.InjectedAt = first;
        var (begun, succeeded) = (_watch.Begun, _watch.Succeeded);
        _failedBefore = Failed();
        _nextRadius = first + _options.Radius.CheckSeconds;
        for (var i = 0; i < _options.Phases.Count && Record.End == ExperimentEnd.Completed; i++)
        {
            var phase = _options.Phases[i];
            if (kill < phase.FromSeconds)
            {
                // Pressed between two phases: nothing is at work, and nothing more is injected.
                if (!await strand.Delay(Math.Max(0, kill - strand.Now))) return Outcome.Cancelled;
                End(ExperimentEnd.Killed, KillSwitch, AbortAction.GracefulRollback);
                break;
            }
            if (!await strand.Delay(phase.FromSeconds - strand.Now)) return Outcome.Cancelled;
            Record.Phases++;
            Record.Note(strand.Now, ExperimentEventKind.Injected, $"{phase.Name} at {string.Join(", ", phase.Targets)}");
            while (strand.Now < phase.ToSeconds && Record.End == ExperimentEnd.Completed)
            {
                if (!await strand.Delay(Math.Min(_options.SamplingSeconds, phase.ToSeconds - strand.Now))) return Outcome.Cancelled;
                Look(strand.Now);
            }
            Record.StoppedAt = strand.Now;
            (Record.Begun, Record.Succeeded) = (_watch.Begun - begun, _watch.Succeeded - succeeded);
            if (Record.End == ExperimentEnd.Completed)
            {
                Record.Note(strand.Now, ExperimentEventKind.Stopped, phase.Name);
                Validate(i, strand.Now);
            }
        }
        return await PutBack(strand);
    }

    private async SimTask<Outcome> PutBack(Strand strand)
    {
        var plan = _options.Rollback;
        var started = strand.Now;
        if (Record.End != ExperimentEnd.Completed) Record.Note(started, ExperimentEventKind.Aborted, $"{Record.Cause}: {Names.Word(_action)}");
        if (_action == AbortAction.GracefulRollback)
        {
            if (plan.Steps.Contains(RollbackStep.StopFaults)) _rollback.Take(RollbackStep.StopFaults);
            if (!await strand.Delay(_options.WindowSeconds)) return Outcome.Cancelled;
        }
        foreach (var step in plan.Steps)
        {
            _rollback.Take(step);
            Record.Note(strand.Now, ExperimentEventKind.RolledBack, Names.Word(step));
            if (_action != AbortAction.EmergencyStop && !await strand.Delay(plan.StepSeconds)) return Outcome.Cancelled;
        }
        // Only what happened after the last step says whether the steady state is back.
        var restored = strand.Now;
        while (strand.Now < started + plan.WithinSeconds)
        {
            if (!await strand.Delay(Math.Min(_options.SamplingSeconds, started + plan.WithinSeconds - strand.Now))) return Outcome.Cancelled;
            var from = strand.Now - plan.VerifySeconds;
            if (from < restored - 1e-9 || _options.Steady.Any(guard => !guard.Holds(Read(guard.Signal, from, strand.Now)))) continue;
            Record.VerifiedAt = strand.Now;
            Record.Note(strand.Now, ExperimentEventKind.Verified, "steady again");
            break;
        }
        var residue = _rollback.Residue(strand.Now);
        Record.Residue = residue;
        Record.Rollback = (residue == Residue.None, !double.IsNaN(Record.VerifiedAt)) switch
        {
            (true, true) => RollbackStatus.Complete,
            (false, false) => RollbackStatus.Failed,
            _ => RollbackStatus.Partial,
        };
        Record.Note(strand.Now, ExperimentEventKind.Completed, $"{Names.Word(Record.End)}, rollback {Names.Word(Record.Rollback)}");
        return Outcome.Success;
    }

    private bool IsSteady(double now)
    {
        var from = now - _options.SteadySeconds;
        Record.Unsteady = [.. _options.Steady.Where(guard => !guard.Holds(Read(guard.Signal, from, now)))];
        for (var i = 0; i < _usualFailures.Length; i++)
        {
            var share = _watch.Executors[i].FailureShare(Bins(from, now));
            _usualFailures[i] = double.IsNaN(share) ? 0 : share;
        }
        if (Record.Unsteady.Count == 0) return true;
        Record.End = ExperimentEnd.NotSteady;
        Record.Cause = string.Join(", ", Record.Unsteady);
        foreach (var injection in _injections) injection.Stop();
        return false;
    }

    /// <summary>One look at everything.</summary>
    private void Look(double now)
    {
        var from = Math.Max(now - _options.WindowSeconds, Record.InjectedAt);
        var spread = false;
        for (var i = 0; i < _isTarget.Length; i++)
        {
            if (!double.IsNaN(Record.BrokenAt[i]) || !(_watch.Executors[i].FailureShare(Bins(from, now)) > _usualFailures[i] + _options.BrokenShare)) continue;
            Record.BrokenAt[i] = now;
            Record.Note(now, ExperimentEventKind.Violated, $"{_watch.Executors[i].Name} breaks down");
            spread |= !_isTarget[i];
        }
        var abort = _options.Aborts.FirstOrDefault(abort => abort.Cascade ? spread : !abort.Guard!.Value.Holds(Read(abort.Guard.Value.Signal, from, now)));
        if (double.IsNaN(Record.DetectedAt) && (abort is not null || spread || Read(Signal.BreakerOpenShare, from, now) > 0
            || _options.Steady.Any(guard => !guard.Holds(Read(guard.Signal, from, now)))))
        {
            Record.DetectedAt = now;
            var broken = _options.Steady.Where(guard => !guard.Holds(Read(guard.Signal, from, now))).Select(guard => guard.ToString()).ToList();
            Record.Note(now, ExperimentEventKind.Violated, broken.Count > 0 ? string.Join(", ", broken) : abort is null && !spread ? "a circuit opens" : "noticed");
        }
        if (abort is not null) End(ExperimentEnd.Aborted, abort.ToString(), abort.Action);
        else if (_options.KillSwitchSeconds <= now) End(ExperimentEnd.Killed, KillSwitch, AbortAction.GracefulRollback);
        else if (now >= _nextRadius - 1e-9)
        {
            _nextRadius = now + _options.Radius.CheckSeconds;
            if (Breach(now) is { } breach) End(ExperimentEnd.RadiusBreached, breach, AbortAction.Rollback);
        }
    }

    private string? Breach(double now)
    {
        var limits = _options.Radius;
        var broken = Record.BrokenAt.Count(at => !double.IsNaN(at));
        if (broken > limits.Executors) return $"{broken} executors affected, allowed {limits.Executors}";
        var (agents, attempts) = (Failed().Workflows - _failedBefore.Workflows, Failed().Attempts - _failedBefore.Attempts);
        if (agents > limits.Agents) return $"{agents} workflows failed, allowed {limits.Agents}";
        if (attempts > limits.Attempts) return $"{attempts} attempts failed, allowed {limits.Attempts}";
        return now - Record.InjectedAt > limits.Seconds ? $"{now - Record.InjectedAt:R} s of injection, allowed {limits.Seconds:R} s" : null;
    }

    // Workflows and attempts that failed so far.
    private (int Workflows, int Attempts) Failed()
    {
        var attempts = 0;
        foreach (var executor in _watch.Executors)
            foreach (var count in executor.Failures) attempts += count;
        return (_watch.Failed, attempts);
    }

    private void Validate(int number, double now)
    {
        var phase = _options.Phases[number];
        var from = Math.Max(now - _options.WindowSeconds, phase.FromSeconds);
        var broken = (phase.Validation ?? []).Where(guard => !guard.Holds(Read(guard.Signal, from, now))).ToList();
        if (broken.Count == 0) Record.Validate(number);
        else if (_options.AbortOnFailure) End(ExperimentEnd.ValidationFailed, $"{phase.Name}: {string.Join(", ", broken)}", AbortAction.Rollback);
    }

    private void End(ExperimentEnd end, string cause, AbortAction action) => (Record.End, Record.Cause, _action) = (end, cause, action);

    private double Read(Signal signal, double from, double now)
    {
        _timeline.Advance(now);
        return Signals.Read(_timeline, signal, Bins(from, now));
    }

    // Where no bin lies wholly in the stretch, the last that is over and reaches into it: a window as long as a bin sees something wherever it begins.
    private Range Bins(double from, double now)
    {
        var bins = _timeline.BinsIn(from, now);
        if (bins.Start.Value < bins.End.Value) return bins;
        var over = _timeline.BinsIn(0, now).End.Value;
        return over * _timeline.BinSeconds > from + 1e-9 ? (over - 1)..over : bins;
    }
}
