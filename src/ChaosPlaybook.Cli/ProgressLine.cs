using ChaosPlaybook.Experiments;

namespace ChaosPlaybook.Cli;

/// <summary>Says how far a sweep has come: one line that is written over on a terminal, a line now and then elsewhere.</summary>
internal sealed class ProgressLine(Terminal terminal, TimeProvider clock) : IProgress<SweepProgress>, IProgress<StageProgress>, IDisposable
{
    private static readonly TimeSpan _liveEvery = TimeSpan.FromMilliseconds(100), _plainEvery = TimeSpan.FromSeconds(5);
    private readonly Lock _lock = new();
    private readonly long _started = clock.GetTimestamp();
    private long _said = clock.GetTimestamp();
    private SweepProgress _latest;
    private int _width;
    private bool _finished, _open;

    public void Report(SweepProgress value)
    {
        lock (_lock)
        {
            _latest = value;
            if (_finished || clock.GetElapsedTime(_said) < (terminal.Live ? _liveEvery : _plainEvery)) return;
            _said = clock.GetTimestamp();
            Say(Text(value));
        }
    }

    /// <summary>A stage beside the plain trials.</summary>
    public void Report(StageProgress value)
    {
        lock (_lock)
        {
            if (_finished || clock.GetElapsedTime(_said) < (terminal.Live ? _liveEvery : _plainEvery)) return;
            _said = clock.GetTimestamp();
            Say($"{(double)value.Done / Math.Max(1, value.Total),4:P0}  {value.Stage}: {value.Done:N0} of {value.Total:N0}  {clock.GetElapsedTime(_started).TotalSeconds:F1} s");
        }
    }

    /// <summary>Says the end once.</summary>
    public void Finish()
    {
        lock (_lock)
        {
            if (_finished) return;
            _finished = true;
            if (_latest.TrialsTotal > 0) Say(Text(_latest));
            if (terminal.Live && _open) terminal.Error.WriteLine();
        }
    }

    public void Dispose() => Finish();

    private string Text(SweepProgress progress)
    {
        var elapsed = clock.GetElapsedTime(_started).TotalSeconds;
        var rate = progress.TrialsDone / Math.Max(elapsed, 1e-3);
        var left = rate > 0 ? (progress.TrialsTotal - progress.TrialsDone) / rate : 0;
        return $"{(double)progress.TrialsDone / progress.TrialsTotal,4:P0}  {progress.PointsDone}/{Counted.Of(progress.PointsTotal, "design point")}  " +
            $"{Counted.Of(progress.TrialsDone, "trial")}  {(rate < 1e4 ? $"{rate:N0} trials/s" : $"{rate / 1e6:F2} M/s")}  {elapsed:F1} s{(left > 1 ? $", about {left:F0} s left" : "")}";
    }

    private void Say(string text)
    {
        if (!terminal.Live)
        {
            terminal.Error.WriteLine(text);
            return;
        }
        _open = true;
        terminal.Error.Write("\r" + text.PadRight(_width));
        _width = text.Length;
    }
}
