using ChaosPlaybook.Kernel;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>Settings of <c>aws</c>: the retry quota of the AWS SDKs in standard mode.</summary>
public sealed record AwsBudgetOptions : RetryBudgetOptions
{
    /// <summary>Most tokens, and tokens at the beginning. Range [1, 10⁹]. Default 500.</summary>
    public double Capacity { get; init; } = 500;

    /// <summary>Tokens that a retry takes. Range (0, 10⁶]. Default 5.</summary>
    public double Cost { get; init; } = 5;

    /// <summary>Tokens that a retry after a timeout takes. Range (0, 10⁶]. Default 10.</summary>
    public double TimeoutCost { get; init; } = 10;

    /// <summary>
    /// Tokens that a retry after a 429 takes; nothing for the same as any other. Range (0, 10⁶]. The new retry mode has 5 here and 14
    /// for all others.
    /// </summary>
    public double? ThrottleCost { get; init; }

    /// <summary>Tokens that a success at the first attempt gives back. Range [0, 10⁶]. Default 1.</summary>
    public double Refund { get; init; } = 1;

    /// <summary>Allowed capacities.</summary>
    public static Bounds CapacityBounds => new(1, 1e9);

    /// <summary>Allowed costs.</summary>
    public static Bounds CostBounds => new(0, 1e6, LowOpen: true);

    /// <summary>Allowed refunds.</summary>
    public static Bounds RefundBounds => new(0, 1e6);

    /// <inheritdoc/>
    public override IEnumerable<Violation> Check() =>
    [
        .. Violation.Of("capacity", Capacity, CapacityBounds),
        .. Violation.Of("cost", Cost, CostBounds),
        .. Violation.Of("timeoutCost", TimeoutCost, CostBounds),
        .. Violation.Of("throttleCost", ThrottleCost ?? 1, CostBounds),
        .. Violation.Of("refund", Refund, RefundBounds),
    ];

    /// <inheritdoc/>
    internal override RetryBudget Build() => new AwsBudget(this);
}

/// <summary>
/// Retries take tokens; a success gives back what its own attempt cost, or the refund if it was the first attempt. What the
/// earlier retries of the call cost is gone, and failures give nothing back.
/// </summary>
internal sealed class AwsBudget(AwsBudgetOptions options) : RetryBudget, ITokens
{
    private const ushort TooManyRequests = 429;
    private readonly double _capacity = options.Capacity, _refund = options.Refund;
    private readonly double _cost = options.Cost, _timeoutCost = options.TimeoutCost;
    private readonly double _throttleCost = options.ThrottleCost ?? options.Cost;
    private double _tokens = options.Capacity;

    public override void AttemptEnded(Outcome outcome, bool retryable, double paid)
    {
        if (outcome.Succeeded) _tokens = Math.Min(_capacity, _tokens + (paid > 0 ? paid : _refund));
    }

    public override bool TryPay(double now, Outcome outcome, out double paid)
    {
        paid = outcome.Kind == OutcomeKind.TimedOut ? _timeoutCost : outcome.Code == TooManyRequests ? _throttleCost : _cost;
        if (_tokens < paid) return false;
        _tokens -= paid;
        return true;
    }

    public double TokensAt(double now) => _tokens;

    public override void Reset() => _tokens = _capacity;
}
