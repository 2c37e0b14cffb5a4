namespace ChaosPlaybook.Model;

/// <summary>
/// Tokens that come at a steady rate r and are kept up to a burst B: tokens = min(B, tokens + r·Δt). Whatever arrives, at most
/// B + r·t pass within any interval of length t; under overload r per second pass in the long run.
/// </summary>
/// <param name="rate">r, tokens per second. Range (0, ∞).</param>
/// <param name="burst">B, tokens. Range [1, ∞).</param>
internal sealed class TokenBucket(double rate, double burst) : RatePermits
{
    private readonly double _rate = rate, _burst = burst;
    private double _tokens = burst, _at;

    public override double SecondsToNext => _tokens >= 1 - Hair ? 0 : (1 - _tokens) / _rate;

    public override void Reset() => (_tokens, _at) = (_burst, 0);

    public override bool TryTake(double now)
    {
        Refill(now);
        if (_tokens < 1 - Hair) return false;
        _tokens = Math.Max(0, _tokens - 1);
        return true;
    }

    /// <summary>Brings the tokens up to now. A clock that has been set back gives none until it has caught up.</summary>
    public void Refill(double now)
    {
        if (now < _at) return;
        _tokens = Math.Min(_burst, _tokens + _rate * (now - _at));
        _at = now;
    }

    /// <summary>Takes a token that is not there, down to −B.</summary>
    public void Charge() => _tokens = Math.Max(-_burst, _tokens - 1);
}
