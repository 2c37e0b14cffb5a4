using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>Settings of <c>adaptiveThrottle</c>: client-side throttling (Google SRE book, "Handling Overload").</summary>
public sealed record AdaptiveThrottleOptions : StrategyOptions
{
    /// <summary>K: so many tries are sent for each that the executor accepts. Range [1, 1000]. Default 2.</summary>
    public double K { get; init; } = 2;

    /// <summary>Length of the window, seconds. Range [1, 86400]. Default 120.</summary>
    public double WindowSeconds { get; init; } = 120;

    /// <summary>What counts as not accepted. Default 429, 503 and timeouts.</summary>
    public ErrorFilter On { get; init; } = Overload;

    /// <summary>Who shares its memory. Default <see cref="Scope.Client"/>.</summary>
    public Scope Scope { get; init; } = Scope.Client;

    /// <summary>The answers of an executor that has too much to do: 429, 503 and timeouts.</summary>
    public static ErrorFilter Overload { get; } = new(["429", "503", "timeout"]);

    /// <summary>Allowed values of <see cref="K"/>.</summary>
    public static Bounds KBounds => new(1, 1000);

    /// <summary>Allowed windows.</summary>
    public static Bounds WindowBounds => new(1, 86400, "s");

    /// <inheritdoc/>
    public override IEnumerable<Violation> Check() => [.. Violation.Of("k", K, KBounds), .. Violation.Of("window", WindowSeconds, WindowBounds)];

    /// <inheritdoc/>
    internal override Strategy Around(Strategy next, PipelineContext context) =>
        new Throttle(On, next, context.State<ThrottleMemory>(this, Scope, () => new AcceptMemory(this)));
}

/// <summary>
/// Refuses with probability max(0, (requests − K·accepts)/(requests + 1)) over the window. Requests are counted when they come,
/// refused ones included; accepts when their answer comes. The window moves in sixtieths of its length.
/// </summary>
internal sealed class AcceptMemory(AdaptiveThrottleOptions options) : ThrottleMemory
{
    private const int Buckets = 60;
    private readonly double _k = options.K;
    private readonly RollingCounts _counts = new(options.WindowSeconds, Buckets);

    public override double RefusalProbability(double now)
    {
        _counts.Look(now);
        return Math.Max(0, (_counts.All - _k * _counts.Good) / (_counts.All + 1));
    }

    public override void Asked(double now, bool refused) => _counts.Add(now, 1, 0);

    public override void Ended(double now, bool accepted)
    {
        if (accepted) _counts.Add(now, 0, 1);
    }

    public override void Reset() => _counts.Reset();
}
