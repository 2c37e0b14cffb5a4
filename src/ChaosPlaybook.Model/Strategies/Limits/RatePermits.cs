using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>When a rate limiter has a permit.</summary>
public abstract record RatePermitOptions
{
    /// <summary>Every value outside its bounds.</summary>
    public abstract IEnumerable<Violation> Check();

    /// <summary>The permits themselves.</summary>
    internal abstract RatePermits Build();
}

/// <summary>Settings of <c>tokenBucket</c>: at most B + r·t pass within any interval of length t.</summary>
public sealed record TokenBucketOptions : RatePermitOptions
{
    /// <summary>r, permits per second, coming continuously. Range (0, 10⁹].</summary>
    public required double Rate { get; init; }

    /// <summary>B, most permits, and permits at the beginning. Range [1, 10⁹]. Default 1.</summary>
    public double Burst { get; init; } = 1;

    /// <summary>
    /// Time after which the permits of a period come all at once, as in .NET's TokenBucketRateLimiter, seconds; r times it is at least
    /// one permit. Nothing for continuously. Range [0.001, 86400].
    /// </summary>
    public double? PeriodSeconds { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<Violation> Check() =>
    [
        .. Violation.Of("rate", Rate, RateLimitOptions.RateBounds), .. Violation.Of("burst", Burst, RateLimitOptions.BurstBounds),
        .. Violation.Of("period", PeriodSeconds ?? 1, SlidingWindowOptions.WindowBounds with { Low = PeriodSeconds is null ? 0.001 : Math.Max(0.001, (1 - 1e-9) / Rate) }),
    ];

    /// <inheritdoc/>
    internal override RatePermits Build() =>
        PeriodSeconds is { } period ? new SteppedBucket(Rate * period, period, Burst) : new TokenBucket(Rate, Burst);
}

/// <summary>Settings of <c>slidingWindow</c>: at most so many pass within a window that ends now.</summary>
public sealed record SlidingWindowOptions : RatePermitOptions
{
    /// <summary>Permits per window. Range [1, 10⁶].</summary>
    public required int Permits { get; init; }

    /// <summary>w, length of the window, seconds. Range [0.001, 86400].</summary>
    public required double WindowSeconds { get; init; }

    /// <summary>
    /// Segments that the window is made of, as in .NET's SlidingWindowRateLimiter; nothing for the exact window (t − w, t].
    /// Range [1, 10000].
    /// </summary>
    public int? Segments { get; init; }

    /// <summary>Allowed permits.</summary>
    public static Bounds PermitsBounds => new(1, 1e6);

    /// <summary>Allowed windows.</summary>
    public static Bounds WindowBounds => new(0.001, 86400, "s");

    /// <summary>Allowed segments.</summary>
    public static Bounds SegmentsBounds => new(1, 10_000);

    /// <inheritdoc/>
    public override IEnumerable<Violation> Check() =>
    [
        .. Violation.Of("permits", Permits, PermitsBounds),
        .. Violation.Of("window", WindowSeconds, WindowBounds),
        .. Violation.Of("segments", Segments ?? 1, SegmentsBounds),
    ];

    /// <inheritdoc/>
    internal override RatePermits Build() => Segments is { } segments
        ? new SegmentedWindow(Permits, WindowSeconds, segments)
        : new SlidingLog(Permits, WindowSeconds);
}

/// <summary>Permits that come with time.</summary>
internal abstract class RatePermits
{
    // Who waits exactly until the next permit is there must not miss it by a rounding error.
    protected const double Hair = 1e-9;

    /// <summary>Takes a permit if there is one.</summary>
    public abstract bool TryTake(double now);

    /// <summary>Time from the last look to the next permit, seconds; 0 when one is there.</summary>
    public abstract double SecondsToNext { get; }

    /// <summary>Back to the beginning.</summary>
    public abstract void Reset();
}

/// <summary>Remembers every passage within the window: exact.</summary>
internal sealed class SlidingLog(int permits, double window) : RatePermits
{
    private readonly int _permits = permits;
    private readonly double _window = window;
    private readonly Queue<double> _passed = new();
    private double _at;

    public override double SecondsToNext => _passed.Count < _permits ? 0 : Math.Max(0, _passed.Peek() + _window - _at);

    public override bool TryTake(double now)
    {
        _at = now;
        while (_passed.TryPeek(out var first) && first + _window <= now + Hair) _passed.Dequeue();
        if (_passed.Count >= _permits) return false;
        _passed.Enqueue(now);
        return true;
    }

    public override void Reset()
    {
        _passed.Clear();
        _at = 0;
    }
}

/// <summary>
/// Counts passages by segment of the window, segments beginning at whole multiples of their length. What passed in a segment comes
/// back when the segment leaves the window.
/// </summary>
internal sealed class SegmentedWindow(int permits, double window, int segments) : RatePermits
{
    private readonly int _permits = permits;
    private readonly double _length = window / segments;
    private readonly int[] _passed = new int[segments];
    private double _at;
    private long _current;
    private int _sum;

    public override double SecondsToNext
    {
        get
        {
            if (_sum < _permits) return 0;
            var segment = Math.Max(0, _current - _passed.Length + 1);
            while (_passed[segment % _passed.Length] == 0) segment++;
            return Math.Max(0, (segment + _passed.Length) * _length - _at);
        }
    }

    public override bool TryTake(double now)
    {
        _at = now;
        var segment = (long)Math.Floor((now + Hair) / _length);
        for (var left = Math.Min(segment - _current, _passed.Length); left > 0; left--)
        {
            // The segments that leave the window are the ones that the new ones take the place of.
            ref var place = ref _passed[(segment - left + 1) % _passed.Length];
            _sum -= place;
            place = 0;
        }
        _current = segment;
        if (_sum >= _permits) return false;
        _passed[segment % _passed.Length]++;
        _sum++;
        return true;
    }

    public override void Reset()
    {
        Array.Clear(_passed);
        _at = _current = _sum = 0;
    }
}
