using ChaosPlaybook.Model;

namespace ChaosPlaybook.Scenarios;

/// <summary>The strategy <c>adaptiveRate</c>.</summary>
internal static class AdaptiveRateForm
{
    private static readonly AdaptiveRateOptions _usual = new();

    private static readonly Field<double> _beta =
        Fields.Default("beta", new RatioForm(AdaptiveRateOptions.BetaBounds), "What a throttled attempt leaves of the rate.", _usual.Beta);
    private static readonly Field<double> _scale =
        Fields.Default("scale", new NumberForm(AdaptiveRateOptions.ScaleBounds), "c, of the growth c·(t − k)³ + w.", _usual.Scale);
    private static readonly Field<double> _minRate =
        Fields.Default("minRate", new RateForm(RateLimitOptions.RateBounds), "Lowest rate.", _usual.MinRate);
    private static readonly Field<double> _smoothing = Fields.Default("smoothing", new RatioForm(AdaptiveRateOptions.SmoothingBounds),
        "Share of the last half second in the measured rate.", _usual.Smoothing);
    private static readonly Field<ErrorFilter> _on =
        Fields.Default("on", new FilterForm(), "What counts as throttled.", _usual.On, FilterForm.Write(_usual.On));
    private static readonly Field<Scope> _scope = Scopes.Field("Who shares it.", _usual.Scope);

    /// <summary>Among the strategies.</summary>
    public static Variant<StrategyOptions> AdaptiveRate { get; } = new("adaptiveRate", "Lets attempts wait for tokens at a rate that follows CUBIC, once throttled (AWS SDKs).",
        new Shape<StrategyOptions>("adaptiveRate",
            "The adaptive retry mode's rate limiter of the AWS SDKs: from the first throttled attempt on attempts wait for tokens at a rate that follows CUBIC.",
            [_beta, _scale, _minRate, _smoothing, _on, _scope],
            v => new AdaptiveRateOptions
            {
                Beta = v.Get(_beta), Scale = v.Get(_scale), MinRate = v.Get(_minRate), Smoothing = v.Get(_smoothing), On = v.Get(_on), Scope = v.Get(_scope),
            }));
}
