using System.Diagnostics;
using ChaosPlaybook.Experiments;

namespace ChaosPlaybook.Cli;

/// <summary>Writes down in the results folder how far the sweep is, and looks there whether it is asked to stop.</summary>
internal sealed class SweepJournal : IProgress<SweepProgress>, IProgress<StageProgress>, IDisposable
{
    private static readonly TimeSpan _look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _write = TimeSpan.FromSeconds(5);
    private readonly Lock _lock = new();
    private readonly ResultsFolder _folder;
    private readonly ProgressLine? _line;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _stop;
    private readonly ITimer _timer;
    private RunNote _note;
    private long _written;
    private bool _over;

    /// <param name="folder">The results folder.</param>
    /// <param name="plan">What is run.</param>
    /// <param name="taken">Design points that are taken over.</param>
    /// <param name="wanted">Design points that there shall be in the end.</param>
    /// <param name="line">Says the same on the terminal, or nothing.</param>
    /// <param name="clock">The clock on the wall.</param>
    /// <param name="stop">Stops the sweep when that is asked for.</param>
    public SweepJournal(ResultsFolder folder, Plan plan, int taken, int wanted, ProgressLine? line, TimeProvider clock, CancellationTokenSource stop)
    {
        (_folder, _line, _clock, _stop) = (folder, line, clock, stop);
        using var self = Process.GetCurrentProcess();
        var now = clock.GetUtcNow();
        _note = new(plan.Name, PlanFingerprint.Of(plan), Environment.MachineName, self.Id, self.StartTime.ToUniversalTime(), now, now,
            plan.Playbooks.Count, plan.Points.Count, taken, wanted);
        folder.DropNote();
        folder.Note(_note);
        _written = clock.GetTimestamp();
        _timer = clock.CreateTimer(_ => Look(), null, _look, _look);
    }

    public void Report(SweepProgress value)
    {
        _line?.Report(value);
        lock (_lock) _note = _note with { PointsDone = value.PointsDone, TrialsDone = value.TrialsDone, TrialsTotal = value.TrialsTotal };
    }

    public void Report(StageProgress value)
    {
        _line?.Report(value);
        lock (_lock)
        {
            if (_note.Stage != value.Stage) _note = _note with { Stage = value.Stage, StageStartedAt = _clock.GetUtcNow() };
            _note = _note with { StageDone = value.Done, StageTotal = value.Total };
        }
    }

    /// <summary>The sweep is over.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        lock (_lock)
        {
            if (_over) return;
            _over = true;
            _folder.DropNote();
        }
    }

    private void Look()
    {
        lock (_lock)
        {
            if (_over) return;
            try
            {
                if (_folder.IsAskedToStop) _stop.Cancel();
                if (_clock.GetElapsedTime(_written) < _write) return;
                _written = _clock.GetTimestamp();
                _note = _note with { At = _clock.GetUtcNow() };
                _folder.Note(_note);
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
            {
                // Whoever asks then sees an older note; the sweep goes on.
            }
        }
    }
}
