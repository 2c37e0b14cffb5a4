using ChaosPlaybook.Kernel;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>Settings of <c>grpc</c>: retry throttling of gRPC (gRFC A6, retryThrottling).</summary>
public sealed record GrpcBudgetOptions : RetryBudgetOptions
{
    /// <summary>Most tokens, and tokens at the beginning. Range [1, 1000]. Default 10.</summary>
    public int MaxTokens { get; init; } = 10;

    /// <summary>Tokens that a success gives back, three decimals counted. Range [0.001, 1000]. Default 0.1.</summary>
    public double TokenRatio { get; init; } = 0.1;

    /// <summary>Allowed tokens.</summary>
    public static Bounds MaxTokensBounds => new(1, 1000);

    /// <summary>Allowed ratios.</summary>
    public static Bounds TokenRatioBounds => new(0.001, 1000);

    /// <inheritdoc/>
    public override IEnumerable<Violation> Check() =>
        [.. Violation.Of("maxTokens", MaxTokens, MaxTokensBounds), .. Violation.Of("tokenRatio", TokenRatio, TokenRatioBounds)];

    /// <inheritdoc/>
    internal override RetryBudget Build() => new GrpcBudget(this);
}

/// <summary>
/// Every failed attempt of the kind that is retried takes a token, every success gives the ratio back, and retries are allowed
/// while more than half of the tokens are there. Retries themselves cost nothing.
/// </summary>
internal sealed class GrpcBudget(GrpcBudgetOptions options) : RetryBudget, ITokens
{
    private const int Thousandths = 1000;
    private readonly int _most = options.MaxTokens * Thousandths;
    // Rounded first: 0.001 · 1000 may fall a hair below 1.
    private readonly int _success = (int)Math.Floor(Math.Round(options.TokenRatio * Thousandths, 6));
    private int _tokens = options.MaxTokens * Thousandths;

    public override void AttemptEnded(Outcome outcome, bool retryable, double paid)
    {
        if (outcome.Succeeded) _tokens = Math.Min(_most, _tokens + _success);
        else if (retryable) _tokens = Math.Max(0, _tokens - Thousandths);
    }

    public override bool TryPay(double now, Outcome outcome, out double paid)
    {
        paid = 1;
        return 2 * _tokens > _most;
    }

    public double TokensAt(double now) => (double)_tokens / Thousandths;

    public override void Reset() => _tokens = _most;
}
