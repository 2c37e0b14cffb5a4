using System.Runtime.CompilerServices;

namespace ChaosPlaybook.Interop;

/// <summary>
/// A clock for code of the .NET platform that moves only when nothing else is left to do. Timers strike in order of their due
/// time, then of their arming.
/// </summary>
/// <remarks>
/// Task.Delay hops to the thread pool when it is cancelled, so the order of continuations is the pool's business. With one
/// worker the pool is a queue: the clock runs as a work item of it and steps aside while others are pending. That limit is
/// process-wide, so one run at a time goes through <see cref="RunAlone"/>, and the process should do nothing else meanwhile.
/// </remarks>
internal sealed class VirtualTime : TimeProvider
{
    private static readonly DateTimeOffset _epoch = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly SemaphoreSlim _one = new(1, 1);
    private readonly PriorityQueue<Timer, (long Due, long Sequence)> _timers = new();
    private long _now, _sequence;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>Time since the beginning.</summary>
    public TimeSpan Elapsed => TimeSpan.FromTicks(_now);

    public override long GetTimestamp() => _now;

    public override DateTimeOffset GetUtcNow() => _epoch.AddTicks(_now);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>A delay to the tick, which Task.Delay would cut to whole milliseconds; its continuation runs at once.</summary>
    public Sleep Delay(TimeSpan time, CancellationToken cancel) => new(this, time, cancel);

    /// <summary>Runs each world to its end, one after the other, while the thread pool has one worker.</summary>
    /// <param name="worlds">Each makes its clock, starts its work and gives both; called when the one before has ended.</param>
    public static async Task RunAlone(IEnumerable<(VirtualTime Time, Func<Task> Work)> worlds)
    {
        await _one.WaitAsync().ConfigureAwait(false);
        ThreadPool.GetMinThreads(out var fewest, out var fewestPorts);
        ThreadPool.GetMaxThreads(out var most, out var mostPorts);
        try
        {
            if (!ThreadPool.SetMinThreads(1, 1) || !ThreadPool.SetMaxThreads(1, 1))
                throw new InvalidOperationException("the thread pool refuses to be limited to one worker");
            using var all = worlds.GetEnumerator();
            var pump = new Pump(all);
            ThreadPool.UnsafeQueueUserWorkItem(pump, preferLocal: false);
            await pump.Done.ConfigureAwait(false);
        }
        finally
        {
            ThreadPool.SetMaxThreads(most, mostPorts);
            ThreadPool.SetMinThreads(fewest, fewestPorts);
            _one.Release();
        }
    }

    private bool Step()
    {
        while (_timers.TryDequeue(out var timer, out var key))
        {
            if (timer.Armed != key.Sequence) continue;
            _now = Math.Max(_now, key.Due);
            timer.Strike(key.Due);
            return true;
        }
        return false;
    }

    private long Arm(Timer timer, long due)
    {
        _timers.Enqueue(timer, (due, ++_sequence));
        return _sequence;
    }

    private sealed class Pump(IEnumerator<(VirtualTime Time, Func<Task> Work)> worlds) : IThreadPoolWorkItem
    {
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private VirtualTime? _time;
        private Task? _root;

        public Task Done => _done.Task;

        public void Execute()
        {
            try
            {
                for (; ; )
                {
                    if (ThreadPool.PendingWorkItemCount != 0)
                    {
                        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false); // continuations that hopped go first
                        return;
                    }
                    if (_root is null or { IsCompleted: true })
                    {
                        _root?.GetAwaiter().GetResult();
                        if (!worlds.MoveNext()) break;
                        _time = worlds.Current.Time;
                        _root = worlds.Current.Work();
                    }
                    else if (!_time!.Step()) throw new InvalidOperationException("the world waits for something that virtual time does not know");
                }
                _done.SetResult();
            }
#pragma warning disable CA1031 // Whatever goes wrong belongs to who waits for the run.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                _done.SetException(exception);
            }
        }
    }

    private sealed class Timer(VirtualTime time, TimerCallback callback, object? state) : ITimer
    {
        private long _period;
        private bool _disposed;

        /// <summary>Sequence under which it is armed, 0 for not.</summary>
        public long Armed { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (_disposed) return false;
            _period = Math.Max(0, period.Ticks);
            Armed = dueTime >= TimeSpan.Zero ? time.Arm(this, time._now + dueTime.Ticks) : 0;
            return true;
        }

        public void Strike(long due)
        {
            Armed = _period > 0 ? time.Arm(this, due + _period) : 0;
            callback(state);
        }

        public void Dispose()
        {
            _disposed = true;
            Armed = 0;
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }

    /// <summary>An exact delay that throws when it is cancelled.</summary>
    internal sealed class Sleep : ICriticalNotifyCompletion
    {
        private readonly CancellationToken _cancel;
        private readonly ITimer? _timer;
        private readonly CancellationTokenRegistration _registration;
        private Action? _continuation;

        public Sleep(VirtualTime time, TimeSpan delay, CancellationToken cancel)
        {
            _cancel = cancel;
            IsCompleted = delay <= TimeSpan.Zero || cancel.IsCancellationRequested;
            if (IsCompleted) return;
            _timer = time.CreateTimer(static state => ((Sleep)state!).End(), this, delay, Timeout.InfiniteTimeSpan);
            _registration = cancel.UnsafeRegister(static state => ((Sleep)state!).End(), this);
        }

        public bool IsCompleted { get; private set; }

        public Sleep GetAwaiter() => this;

        public void GetResult() => _cancel.ThrowIfCancellationRequested();

        public void OnCompleted(Action continuation) => _continuation = continuation;

        public void UnsafeOnCompleted(Action continuation) => _continuation = continuation;

        private void End()
        {
            if (IsCompleted) return;
            IsCompleted = true;
            _timer!.Dispose();
            _registration.Dispose();
            _continuation?.Invoke();
        }
    }
}
