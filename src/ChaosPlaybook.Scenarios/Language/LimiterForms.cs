using ChaosPlaybook.Model;

namespace ChaosPlaybook.Scenarios;

/// <summary>Strategies that let only so much pass: by rate and by number.</summary>
internal static class LimiterForms
{
    private static readonly TokenBucketOptions _bucketDefaults = new() { Rate = 1 };
    private static readonly RateLimiterOptions _limiter = new() { Permits = _bucketDefaults };
    private static readonly BulkheadOptions _bulkhead = new();

    private static readonly Field<double> _rate = Fields.Needed("rate", new RateForm(RateLimitOptions.RateBounds), "Permits that come, continuously.");
    private static readonly Field<double> _burst = Fields.Default("burst", new NumberForm(RateLimitOptions.BurstBounds),
        "Most permits, and permits at the beginning.", _bucketDefaults.Burst);
    private static readonly Field<double> _period = Fields.Optional("period", new DurationForm(SlidingWindowOptions.WindowBounds),
        "Time after which the permits of a period, at least one, come all at once, as in .NET.", "they come continuously");
    private static readonly Field<RatePermitOptions> _bucket = Fields.Optional("tokenBucket", new Shape<RatePermitOptions>("tokenBucket",
        "Permits that come at a steady rate and are kept up to a burst.", [_rate, _burst, _period],
        v => new TokenBucketOptions { Rate = v.Get(_rate), Burst = v.Get(_burst), PeriodSeconds = v.Has(_period) ? v.Get(_period) : null }, check: BringsOne), "At most burst + rate·t pass within any time t.");

    private static readonly Field<long> _windowPermits = Fields.Needed("permits", new CountForm(SlidingWindowOptions.PermitsBounds), "Permits per window.");
    private static readonly Field<double> _window = Fields.Needed("window", new DurationForm(SlidingWindowOptions.WindowBounds), "Length of the window.");
    private static readonly Field<long> _segments = Fields.Optional("segments", new CountForm(SlidingWindowOptions.SegmentsBounds),
        "Segments that the window moves by, as in .NET.", "the exact window");
    private static readonly Field<RatePermitOptions> _sliding = Fields.Optional("slidingWindow", new Shape<RatePermitOptions>("slidingWindow",
        "At most so many pass within the window that ends now.", [_windowPermits, _window, _segments], v => new SlidingWindowOptions
        {
            Permits = (int)v.Get(_windowPermits), WindowSeconds = v.Get(_window), Segments = v.Has(_segments) ? (int)v.Get(_segments) : null,
        }), "At most so many pass within the window that ends now.");

    private static readonly Field<long> _queue =
        Fields.Default("queue", new CountForm(RateLimiterOptions.QueueBounds), "Attempts that may wait, first come, first served.", _limiter.Queue);
    private static readonly Field<double> _maxWait = Fields.Default("maxWait", new DurationForm(RateLimiterOptions.MaxWaitBounds, orForever: true),
        "Longest wait.", _limiter.MaxWaitSeconds);
    private static readonly Field<Scope> _scope = Scopes.Field("Who shares it: the calls of one client to an executor, or of all.", _limiter.Scope);

    private static readonly Field<long> _permits =
        Fields.Default("permits", new CountForm(BulkheadOptions.PermitsBounds), "Attempts at a time.", _bulkhead.Permits);

    /// <summary>The strategies.</summary>
    public static IReadOnlyList<Variant<StrategyOptions>> All { get; } =
    [
        new("rateLimiter", "Lets attempts pass at a limited rate.", new Shape<StrategyOptions>("rateLimiter",
            "Lets attempts pass at a limited rate; the others wait in line or are refused with 429.", [_bucket, _sliding, _queue, _maxWait, _scope],
            v => new RateLimiterOptions
            {
                Permits = v.Has(_bucket) ? v.Get(_bucket) : v.Get(_sliding), Queue = (int)v.Get(_queue), MaxWaitSeconds = v.Get(_maxWait), Scope = v.Get(_scope),
            }, new([[_bucket], [_sliding]]), WarnOfIdle)),
        new("bulkhead", "Lets only so many attempts be under way.", new Shape<StrategyOptions>("bulkhead",
            "Lets only so many attempts be under way at a time; the others wait in line or are refused with 503.", [_permits, _queue, _maxWait, _scope],
            v => new BulkheadOptions
            {
                Permits = (int)v.Get(_permits), Queue = (int)v.Get(_queue), MaxWaitSeconds = v.Get(_maxWait), Scope = v.Get(_scope),
            }, check: WarnOfIdle)),
    ];

    private static bool BringsOne(Values v)
    {
        if (!v.Has(_period) || v.Get(_period) * v.Get(_rate) >= 1 - 1e-9) return true;
        v.Refuse(_period, $"allowed from 1/rate ({1 / v.Get(_rate):G4} s) on");
        return false;
    }

    private static bool WarnOfIdle(Values v)
    {
        if (v.Has(_maxWait) && !v.IsSwept(_queue) && v.Get(_queue) == 0)
            v.Binding.Problems.Warn(v.At(_maxWait).Place, $"{v.Path.Child(_maxWait.Key)} has no effect with queue: 0; nobody waits");
        return true;
    }
}
