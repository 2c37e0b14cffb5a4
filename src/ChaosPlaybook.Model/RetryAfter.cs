using ChaosPlaybook.Kernel;

namespace ChaosPlaybook.Model;

/// <summary>
/// When a server or a limiter says how long to wait: seconds of the HTTP header Retry-After. A failure or a rejection has no
/// quality, so its <see cref="Outcome.Quality"/> carries them; 0 stands for none.
/// </summary>
internal static class RetryAfter
{
    private const double LongestAboveComputed = 5, LongestTold = 300, EnvoySpread = 0.5;

    /// <summary>A failure that says how long to wait.</summary>
    /// <param name="code">Error code.</param>
    /// <param name="seconds">Range [0, ∞).</param>
    public static Outcome Failure(ushort code, double seconds) => new(OutcomeKind.Failed, code, Carried(seconds));

    /// <summary>A rejection that says how long to wait.</summary>
    /// <param name="code">Error code.</param>
    /// <param name="seconds">Range [0, ∞).</param>
    public static Outcome Rejection(ushort code, double seconds) => new(OutcomeKind.Rejected, code, Carried(seconds));

    /// <summary>The seconds that an outcome carries, or nothing.</summary>
    public static double? Of(Outcome outcome) =>
        outcome.Kind is OutcomeKind.Failed or OutcomeKind.Rejected && outcome.Quality > 0 ? outcome.Quality : null;

    /// <summary>The wait before the next retry: what the outcome says, where that is honoured, otherwise what was computed.</summary>
    /// <param name="outcome">How the attempt before ended.</param>
    /// <param name="computed">Wait of the backoff, seconds.</param>
    /// <param name="options">Whether it is honoured, and how it is spread.</param>
    /// <param name="luck">Uniform on (0, 1), fresh for this retry.</param>
    public static double Wait(Outcome outcome, double computed, RetryAfterOptions options, double luck) =>
        options.Honour && Of(outcome) is { } seconds ? options.Pushback switch
        {
            Pushback.Aws => Math.Clamp(seconds, computed, computed + LongestAboveComputed),
            Pushback.Envoy => seconds > LongestTold ? computed : seconds * (1 + EnvoySpread * luck),
            _ => seconds * (1 + options.Spread * luck),
        } : computed;

    /// <summary>A failure that says not to retry at all, as a negative grpc-retry-pushback-ms does.</summary>
    public static Outcome Never(ushort code) => new(OutcomeKind.Failed, code, -1);

    /// <summary>Whether the outcome says not to retry, to somebody who listens.</summary>
    public static bool Forbids(Outcome outcome, RetryAfterOptions options) =>
        options is { Honour: true, Pushback: Pushback.Grpc } && outcome is { Kind: OutcomeKind.Failed, Quality: < 0 };

    /// <summary>Whether the backoff starts anew after this outcome.</summary>
    public static bool Restarts(Outcome outcome, RetryAfterOptions options) =>
        options is { Honour: true, Pushback: Pushback.Grpc } && Of(outcome) is not null;

    // Rounded up: a client that comes back a rounding error too early is refused again. Above 0, because 0 stands for none.
    private static float Carried(double seconds)
    {
        var rounded = (float)seconds;
        if (rounded < seconds) rounded = MathF.BitIncrement(rounded);
        return Math.Max(rounded, float.Epsilon);
    }
}

/// <summary>How a wait that the answer asks for is taken.</summary>
public enum Pushback
{
    /// <summary>As told, spread as the options say: Retry-After of HTTP.</summary>
    Http,
    /// <summary>As told; the next computed wait is the first one again, and an answer may forbid retries: grpc-retry-pushback-ms (gRFC A6).</summary>
    Grpc,
    /// <summary>Not below the computed wait t and not above t + 5 s: x-amz-retry-after.</summary>
    Aws,
    /// <summary>As told times U(1, 1.5); above 300 s it is ignored: Envoy's rate-limited backoff.</summary>
    Envoy,
}

/// <summary>What a retry does about Retry-After. It overrides the computed wait and is not cut to the longest one, as in Polly.</summary>
/// <param name="Honour">Whether it waits as told. Default true.</param>
/// <param name="Spread">s: it waits w·(1 + sU) where w was told, so that clients refused together do not return together. Range [0, 1]. Default 0.</param>
public readonly record struct RetryAfterOptions(bool Honour, double Spread)
{
    /// <summary>Waits exactly as told.</summary>
    public static RetryAfterOptions Exactly { get; } = new(true, 0);

    /// <summary>How the wait told is taken. Default as in HTTP.</summary>
    public Pushback Pushback { get; init; }
}
