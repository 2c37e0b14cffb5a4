using ChaosPlaybook.Kernel;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>Settings of <c>envoy</c>: Envoy's retry budget, a limit on the retries under way at a time.</summary>
public sealed record EnvoyBudgetOptions : RetryBudgetOptions
{
    /// <summary>Retries under way per attempt under way. Range [0, 1]. Default 0.2.</summary>
    public double Percent { get; init; } = 0.2;

    /// <summary>Retries under way that are allowed in any case. Range [0, 10⁶]. Default 3.</summary>
    public int MinConcurrency { get; init; } = 3;

    /// <summary>Allowed concurrencies.</summary>
    public static Bounds MinConcurrencyBounds => new(0, 1e6);

    /// <inheritdoc/>
    public override IEnumerable<Violation> Check() =>
        [.. Violation.Of("percent", Percent, Bounds.Ratio), .. Violation.Of("minConcurrency", MinConcurrency, MinConcurrencyBounds)];

    /// <inheritdoc/>
    internal override RetryBudget Build() => new EnvoyBudget(this);
}

/// <summary>
/// Allows a retry while fewer are under way than max(minimum, ⌊percent of the attempts under way⌋). A retry is under way from the
/// decision, through its wait, to its end; an attempt from its beginning to its end, waits between attempts left out.
/// </summary>
internal sealed class EnvoyBudget(EnvoyBudgetOptions options) : RetryBudget
{
    private readonly double _percent = options.Percent;
    private readonly int _minimum = options.MinConcurrency;
    private int _attempts, _retries;

    public override void AttemptBegan() => _attempts++;

    public override void AttemptEnded(Outcome outcome, bool retryable, double paid)
    {
        _attempts--;
        if (paid > 0) _retries--;
    }

    public override void CalledOff() => _retries--;

    public override bool TryPay(double now, Outcome outcome, out double paid)
    {
        paid = 1;
        // A hair more before rounding down: 0.2 · 15 is to be 3.
        if (_retries >= Math.Max(_minimum, Math.Floor(_percent * _attempts + 1e-9))) return false;
        _retries++;
        return true;
    }

    public override void Reset() => _attempts = _retries = 0;

    public override bool IsIdle => _attempts == 0 && _retries == 0;
}
