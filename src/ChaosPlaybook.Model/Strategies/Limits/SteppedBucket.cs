namespace ChaosPlaybook.Model;

/// <summary>
/// Tokens that come all at once, so many at every whole multiple of a period, and are kept up to a burst: .NET's
/// TokenBucketRateLimiter with automatic replenishment.
/// </summary>
/// <param name="perPeriod">Tokens per period. Range [1, ∞).</param>
/// <param name="period">Length of a period, seconds. Range (0, ∞).</param>
/// <param name="burst">Most tokens, and tokens at the beginning. Range [1, ∞).</param>
internal sealed class SteppedBucket(double perPeriod, double period, double burst) : RatePermits
{
    private readonly double _perPeriod = perPeriod, _period = period, _burst = burst;
    private double _tokens = burst, _at;
    private long _periods;

    public override double SecondsToNext => _tokens >= 1 - Hair ? 0 : Math.Max(0, (_periods + 1) * _period - _at);

    public override bool TryTake(double now)
    {
        _at = now;
        var periods = (long)Math.Floor((now + Hair) / _period);
        if (periods > _periods) _tokens = Math.Min(_burst, _tokens + (periods - _periods) * _perPeriod);
        _periods = Math.Max(_periods, periods);
        if (_tokens < 1 - Hair) return false;
        _tokens = Math.Max(0, _tokens - 1);
        return true;
    }

    public override void Reset()
    {
        _tokens = _burst;
        _at = 0;
        _periods = 0;
    }
}
