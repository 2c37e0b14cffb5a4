using ChaosPlaybook.Kernel;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>
/// Settings of <c>tokenBucket</c> as a retry budget: every call puts a little into a bucket, every retry takes more out of it
/// (Brooker, "Fixing retries with token buckets and circuit breakers", 2022).
/// </summary>
public sealed record TokenBucketBudgetOptions : RetryBudgetOptions
{
    /// <summary>Most tokens, and tokens at the beginning. Range (0, 10⁹]. Default 5.</summary>
    public double Capacity { get; init; } = 5;

    /// <summary>Tokens that a call puts in. Range [0, 10⁶]. Default 0.1.</summary>
    public double Refill { get; init; } = 0.1;

    /// <summary>Tokens that a retry takes; there must be more than that. Range (0, 10⁶]. Default 1.</summary>
    public double Cost { get; init; } = 1;

    /// <summary>Allowed capacities.</summary>
    public static Bounds CapacityBounds => new(0, 1e9, LowOpen: true);

    /// <summary>Allowed refills.</summary>
    public static Bounds RefillBounds => new(0, 1e6);

    /// <summary>Allowed costs.</summary>
    public static Bounds CostBounds => new(0, 1e6, LowOpen: true);

    /// <inheritdoc/>
    public override IEnumerable<Violation> Check() =>
    [
        .. Violation.Of("capacity", Capacity, CapacityBounds),
        .. Violation.Of("refill", Refill, RefillBounds),
        .. Violation.Of("cost", Cost, CostBounds),
    ];

    /// <inheritdoc/>
    internal override RetryBudget Build() => new TokenBucketBudget(this);
}

/// <summary>A bucket that calls fill and retries empty; time does nothing to it.</summary>
internal sealed class TokenBucketBudget(TokenBucketBudgetOptions options) : RetryBudget, ITokens
{
    private readonly double _capacity = options.Capacity, _refill = options.Refill, _cost = options.Cost;
    private double _tokens = options.Capacity;

    public override void CallBegan(double now) => _tokens = Math.Min(_capacity, _tokens + _refill);

    public override bool TryPay(double now, Outcome outcome, out double paid)
    {
        paid = _cost;
        if (_tokens <= _cost) return false;
        _tokens -= _cost;
        return true;
    }

    public double TokensAt(double now) => _tokens;

    public override void Reset() => _tokens = _capacity;
}
