using ChaosPlaybook.Model;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Scenarios;

/// <summary>The cache of a pipeline.</summary>
internal static class CacheForms
{
    private static readonly CacheOptions _cache = new();
    private static readonly Field<double> _hit = Fields.Optional("hit", new RatioForm(Bounds.Ratio),
        "Share of the calls that find their answer; without, the cache remembers.");
    private static readonly Field<long> _keys = Fields.Default("keys", new CountForm(CacheOptions.KeysBounds),
        "Different things that a step may ask for.", _cache.Keys);
    private static readonly Field<double> _skew = Fields.Default("skew", new NumberForm(CacheOptions.SkewBounds),
        "s of the popularity 1/k^s of the k-th key; 0 for equally popular ones.", _cache.Skew);
    private static readonly Field<double> _ttl = Fields.Default("ttl", new DurationForm(CacheOptions.TtlBounds, orForever: true),
        "Time for which an answer is fresh.", _cache.TtlSeconds);
    private static readonly Field<double> _stale = Fields.Default("stale", new DurationForm(CacheOptions.StaleBounds, orForever: true),
        "Time after that in which it may still stand in for a failure.", _cache.StaleSeconds);
    private static readonly Field<double> _staleQuality = Fields.Default("staleQuality", new RatioForm(Bounds.Ratio),
        "Worth of a stale answer.", _cache.StaleQuality);
    private static readonly Field<Scope> _scope = Fields.Default("scope", new WordForm<Scope>(), "Who shares what it remembers.", _cache.Scope);

    /// <summary>Settings of a cache.</summary>
    public static Shape<StrategyOptions> Cache { get; } = new("cache", "Answers from what was fetched before; writes pass through.",
        [_hit, _keys, _skew, _ttl, _stale, _staleQuality, _scope],
        v => new CacheOptions
        {
            Hit = v.Has(_hit) ? v.Get(_hit) : null, Keys = (int)v.Get(_keys), Skew = v.Get(_skew), TtlSeconds = v.Get(_ttl),
            StaleSeconds = v.Get(_stale), StaleQuality = v.Get(_staleQuality), Scope = v.Get(_scope),
        },
        new([[_hit], [_keys, _skew, _ttl, _stale, _staleQuality, _scope]], Complete: false, Needed: false));
}
