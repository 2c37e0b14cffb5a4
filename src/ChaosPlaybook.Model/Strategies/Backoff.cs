using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>How the wait grows from retry to retry, before jitter.</summary>
public enum BackoffKind
{
    /// <summary>b</summary>
    Constant,
    /// <summary>b·(i + 1)</summary>
    Linear,
    /// <summary>b·fⁱ with growth f</summary>
    Exponential,
    /// <summary>b·(2ⁱ⁺¹ − 1): Envoy's schedule</summary>
    Envoy,
}

/// <summary>How luck spreads the wait d of the backoff. U is uniform on (0, 1), fresh for every retry.</summary>
public enum JitterKind
{
    /// <summary>d</summary>
    None,
    /// <summary>U·d: full jitter (Brooker 2015)</summary>
    Full,
    /// <summary>d/2 + U·d/2: equal jitter (Brooker 2015); Genesis</summary>
    Equal,
    /// <summary>d·(1 − s + 2sU) with spread s: resilience4j (s = 0.5), gRPC (s = 0.2)</summary>
    PlusMinus,
    /// <summary>d·(1 + sU) with spread s: the original engine (s = 0.5)</summary>
    UpTo,
    /// <summary>min(m, b + U·(3p − b)), p the previous wait, b before the first: decorrelated jitter (Brooker 2015)</summary>
    Decorrelated,
    /// <summary>Polly's own: d·(0.75 + 0.5U) for constant and linear backoff, decorrelated jitter v2 for exponential</summary>
    Polly,
    /// <summary>−d·ln(1 − U): exponential with mean d, so that clients come back as a Poisson process would (Falin and Templeton 1997)</summary>
    Exponential,
}

/// <summary>The waits between attempts.</summary>
public sealed record Backoff
{
    /// <summary>Growth of the wait. Default constant.</summary>
    public BackoffKind Kind { get; init; } = BackoffKind.Constant;

    /// <summary>b, seconds. Range [0, 86400]. Default 2.</summary>
    public double BaseSeconds { get; init; } = 2;

    /// <summary>f, growth per retry of exponential backoff. Range [1, 100]. Default 2.</summary>
    public double Growth { get; init; } = 2;

    /// <summary>m, longest wait before jitter, seconds (Polly's jitter: after jitter). Range [0, 86400]. Default 86400.</summary>
    public double MaxSeconds { get; init; } = 86400;

    /// <summary>Spread of the wait. Default none.</summary>
    public JitterKind Jitter { get; init; } = JitterKind.None;

    /// <summary>s, of <see cref="JitterKind.PlusMinus"/> and <see cref="JitterKind.UpTo"/>. Range [0, 1]. Default 0.5.</summary>
    public double Spread { get; init; } = 0.5;

    /// <summary>Allowed waits.</summary>
    public static Bounds SecondsBounds => new(0, 86400, "s");

    /// <summary>Allowed growth.</summary>
    public static Bounds GrowthBounds => new(1, 100);

    /// <summary>Every value outside its bounds.</summary>
    public IEnumerable<Violation> Check() =>
    [
        .. Violation.Of("base", BaseSeconds, SecondsBounds),
        .. Violation.Of("growth", Growth, GrowthBounds),
        .. Violation.Of("max", MaxSeconds, SecondsBounds),
        .. Violation.Of("spread", Spread, Bounds.Ratio),
    ];

    /// <summary>The wait before retry <paramref name="retry"/> (0 = the first retry), seconds.</summary>
    /// <param name="retry">Retries already made by this call.</param>
    /// <param name="luck">Uniform on (0, 1), fresh for this retry.</param>
    /// <param name="memory">Carried from retry to retry of one call by the decorrelated kinds; start with 0.</param>
    public double Seconds(int retry, double luck, ref double memory)
    {
        if (BaseSeconds == 0) return 0;
        if (Jitter == JitterKind.Decorrelated)
        {
            var previous = retry == 0 ? BaseSeconds : memory;
            return memory = Math.Min(MaxSeconds, BaseSeconds + luck * (3 * previous - BaseSeconds));
        }
        if (Jitter == JitterKind.Polly && Kind == BackoffKind.Exponential)
            return Math.Min(MaxSeconds, DecorrelatedJitterV2(retry, luck, ref memory));
        var wait = Math.Min(MaxSeconds, Unjittered(retry));
        return Jitter switch
        {
            JitterKind.Full => luck * wait,
            JitterKind.Equal => wait / 2 + luck * wait / 2,
            JitterKind.PlusMinus => wait * (1 - Spread + 2 * Spread * luck),
            JitterKind.UpTo => wait * (1 + Spread * luck),
            JitterKind.Exponential => -Math.Log(1 - luck) * wait,
            JitterKind.Polly => Math.Min(MaxSeconds, Unjittered(retry) * (0.75 + 0.5 * luck)),
            _ => wait,
        };
    }

    private double Unjittered(int retry) => Kind switch
    {
        BackoffKind.Linear => BaseSeconds * (retry + 1),
        BackoffKind.Exponential => BaseSeconds * Math.Pow(Growth, retry),
        BackoffKind.Envoy => BaseSeconds * (Math.Pow(2, retry + 1) - 1),
        _ => BaseSeconds,
    };

    /// <summary>
    /// Decorrelated jitter v2 (Polly.Contrib.WaitAndRetry): with t = retry + U and n(t) = 2ᵗ·tanh √(4t), the wait is
    /// (n(t) − previous n)·b/1.4. Successive waits telescope. Above t = 1023 the power overflows and the longest wait is taken.
    /// </summary>
    private double DecorrelatedJitterV2(int retry, double luck, ref double memory)
    {
        var t = retry + luck;
        var n = Math.Pow(2, t) * Math.Tanh(Math.Sqrt(4 * t));
        if (double.IsInfinity(n)) return MaxSeconds;
        var wait = (n - memory) / 1.4 * BaseSeconds;
        memory = n;
        return wait;
    }
}
