using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>
/// Settings that resilience4j's breakers share: they open when the share of failed or of slow calls in a window reaches its
/// limit, and after the break decide anew on a few probes.
/// </summary>
public abstract record WindowBreakerOptions : StrategyOptions
{
    /// <summary>Fewest calls in the window before it may open. Range [1, 10⁹]. Default 100.</summary>
    public int MinimumCalls { get; init; } = 100;

    /// <summary>Share of failed calls that opens it. Range (0, 1]. Default 0.5.</summary>
    public double FailureRatio { get; init; } = 0.5;

    /// <summary>Share of slow calls that opens it. Range (0, 1]. Default 1.</summary>
    public double SlowRatio { get; init; } = 1;

    /// <summary>Duration above which a call is slow, whether it failed or not, seconds. Range [0, 86400]. Default 60.</summary>
    public double SlowSeconds { get; init; } = 60;

    /// <summary>Time it stays open, seconds; +∞ for ever. Range [0.001, +∞]. Default 60.</summary>
    public double BreakSeconds { get; init; } = 60;

    /// <summary>Calls that may enter while it is half open. Range [1, 10⁶]. Default 10.</summary>
    public int Probes { get; init; } = 10;

    /// <summary>Longest time half open before it opens again, seconds; +∞ for any. Range [0.001, +∞]. Default +∞.</summary>
    public double HalfOpenSeconds { get; init; } = double.PositiveInfinity;

    /// <summary>Who shares its memory. Default <see cref="Scope.Client"/>.</summary>
    public Scope Scope { get; init; } = Scope.Client;

    /// <summary>What counts as a failure. Default 4xx, 5xx and timeouts.</summary>
    public ErrorFilter On { get; init; } = ErrorFilter.Failures;

    /// <summary>Allowed fewest calls.</summary>
    public static Bounds MinimumCallsBounds => new(1, 1e9);

    /// <summary>Allowed shares.</summary>
    public static Bounds RatioBounds => new(0, 1, LowOpen: true);

    /// <summary>Allowed durations of a slow call.</summary>
    public static Bounds SlowBounds => new(0, 86400, "s");

    /// <summary>Allowed breaks.</summary>
    public static Bounds BreakBounds => new(0.001, double.PositiveInfinity, "s");

    /// <summary>Allowed probes.</summary>
    public static Bounds ProbesBounds => new(1, 1e6);

    /// <inheritdoc/>
    public override IEnumerable<Violation> Check() =>
    [
        .. Violation.Of("minimumCalls", MinimumCalls, MinimumCallsBounds),
        .. Violation.Of("failureRatio", FailureRatio, RatioBounds),
        .. Violation.Of("slowRatio", SlowRatio, RatioBounds),
        .. Violation.Of("slowAfter", SlowSeconds, SlowBounds),
        .. Violation.Of("break", BreakSeconds, BreakBounds),
        .. Violation.Of("probes", Probes, ProbesBounds),
        .. Violation.Of("halfOpen", HalfOpenSeconds, BreakBounds),
    ];

    /// <inheritdoc/>
    internal override Strategy Around(Strategy next, PipelineContext context) =>
        new CircuitBreaker(On, next, context.Watcher(Word), context.State<Circuit>(this, Scope, () => new WindowCircuit(this, NewWindow())));

    /// <summary>The window while it is closed.</summary>
    private protected abstract CallWindow NewWindow();
}

/// <summary>Settings of <c>countBreaker</c>: the window is a number of calls (resilience4j, COUNT_BASED).</summary>
public sealed record CountBreakerOptions : WindowBreakerOptions
{
    /// <summary>Calls in the window. Range [1, 10⁶]. Default 100.</summary>
    public int Window { get; init; } = 100;

    /// <summary>Allowed windows.</summary>
    public static Bounds WindowBounds => new(1, 1e6);

    /// <inheritdoc/>
    public override IEnumerable<Violation> Check() => Violation.Of("window", Window, WindowBounds).Concat(base.Check());

    /// <inheritdoc/>
    private protected override CallWindow NewWindow() => new CountWindow(Window);
}

/// <summary>Settings of <c>timeBreaker</c>: the window is the current whole second and those before it (resilience4j, TIME_BASED).</summary>
public sealed record TimeBreakerOptions : WindowBreakerOptions
{
    /// <summary>Whole seconds in the window, the current one included. Range [1, 86400]. Default 100.</summary>
    public int WindowSeconds { get; init; } = 100;

    /// <summary>Allowed windows.</summary>
    public static Bounds WindowBounds => new(1, 86400, "s");

    /// <inheritdoc/>
    public override IEnumerable<Violation> Check() => Violation.Of("window", WindowSeconds, WindowBounds).Concat(base.Check());

    /// <inheritdoc/>
    private protected override CallWindow NewWindow() => new TimeWindow(WindowSeconds);
}

/// <summary>How many of the calls that a window holds failed, and how many were slow.</summary>
internal abstract class CallWindow
{
    public int Calls { get; protected set; }

    public int Failed { get; protected set; }

    public int Slow { get; protected set; }

    /// <summary>The most calls it can hold.</summary>
    public virtual int Capacity => int.MaxValue;

    public abstract void Add(double now, bool failed, bool slow);

    public virtual void Clear() => Calls = Failed = Slow = 0;
}

/// <summary>The latest calls.</summary>
internal sealed class CountWindow(int capacity) : CallWindow
{
    private readonly (bool Failed, bool Slow)[] _ring = new (bool, bool)[capacity];
    private int _next;

    public override int Capacity => _ring.Length;

    public override void Add(double now, bool failed, bool slow)
    {
        ref var place = ref _ring[_next];
        if (Calls == _ring.Length) Count(place, -1);
        place = (failed, slow);
        Count(place, 1);
        _next = (_next + 1) % _ring.Length;
    }

    private void Count((bool Failed, bool Slow) call, int by)
    {
        Calls += by;
        if (call.Failed) Failed += by;
        if (call.Slow) Slow += by;
    }
}

/// <summary>The calls of the latest whole seconds; the trial begins at the start of a second.</summary>
internal sealed class TimeWindow(int seconds) : CallWindow
{
    private readonly (int Calls, int Failed, int Slow)[] _ring = new (int, int, int)[seconds];
    private long _second;

    public override void Add(double now, bool failed, bool slow)
    {
        var second = (long)now;
        if (second - _second >= _ring.Length) Empty();
        else
            for (var passed = _second + 1; passed <= second; passed++) Drop(passed);
        _second = second;
        ref var bucket = ref _ring[second % _ring.Length];
        bucket.Calls++;
        Calls++;
        if (failed) (bucket.Failed, Failed) = (bucket.Failed + 1, Failed + 1);
        if (slow) (bucket.Slow, Slow) = (bucket.Slow + 1, Slow + 1);
    }

    public override void Clear()
    {
        Empty();
        _second = 0;
    }

    private void Drop(long second)
    {
        ref var bucket = ref _ring[second % _ring.Length];
        Calls -= bucket.Calls;
        Failed -= bucket.Failed;
        Slow -= bucket.Slow;
        bucket = default;
    }

    private void Empty()
    {
        Array.Clear(_ring);
        base.Clear();
    }
}
