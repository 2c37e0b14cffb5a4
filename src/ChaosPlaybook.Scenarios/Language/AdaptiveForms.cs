using ChaosPlaybook.Model;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Scenarios;

/// <summary>Strategies that learn how much to let pass.</summary>
internal static class AdaptiveForms
{
    private static readonly AdaptiveThrottleOptions _throttle = new();
    private static readonly AdmissionControlOptions _admission = new();
    private static readonly AimdLimitOptions _aimdLimit = new();
    private static readonly VegasLimitOptions _vegasLimit = new();
    private static readonly Gradient2LimitOptions _gradientLimit = new();
    private static readonly FilterForm _filter = new();
    private static readonly Field<Scope> _scope = Scopes.Field("Who shares it: the calls of one client to an executor, or of all.", _throttle.Scope);

    private static readonly Field<double> _k =
        Fields.Default("k", new NumberForm(AdaptiveThrottleOptions.KBounds), "Tries that are sent for each that is accepted.", _throttle.K);
    private static readonly Field<double> _throttleWindow =
        Fields.Default("window", new DurationForm(AdaptiveThrottleOptions.WindowBounds), "Length of the window.", _throttle.WindowSeconds);
    private static readonly Field<ErrorFilter> _notAccepted =
        Fields.Default("on", _filter, "What counts as not accepted.", _throttle.On, FilterForm.Write(_throttle.On));

    private static readonly Field<double> _admissionWindow =
        Fields.Default("window", new DurationForm(AdaptiveThrottleOptions.WindowBounds), "Length of the window.", _admission.WindowSeconds);
    private static readonly Field<double> _threshold = Fields.Default("threshold", new RatioForm(AdmissionControlOptions.ThresholdBounds),
        "Success rate below which tries are refused.", _admission.Threshold);
    private static readonly Field<double> _aggression = Fields.Default("aggression", new NumberForm(AdmissionControlOptions.AggressionBounds),
        "Above 1, low probabilities of a refusal grow faster.", _admission.Aggression);
    private static readonly Field<double> _maxRefusal =
        Fields.Default("maxRefusal", new RatioForm(Bounds.Ratio), "Highest probability of a refusal.", _admission.MaxRefusal);
    private static readonly Field<double> _minRate = Fields.Default("minRate", new RateForm(AdmissionControlOptions.MinRateBounds),
        "Answers below which nothing is refused.", _admission.MinRate);
    private static readonly Field<ErrorFilter> _failure =
        Fields.Default("on", _filter, "What counts as a failure.", _admission.On, FilterForm.Write(_admission.On));

    private static readonly Field<long> _initial =
        Fields.Default("initial", new CountForm(ConcurrencyLimitOptions.LimitBounds), "Limit at the beginning.", _aimdLimit.Initial);
    private static readonly Field<double> _window = Fields.Default("window", new DurationForm(ConcurrencyLimitOptions.WindowBounds),
        "Time that one sample sums up; 0 s to learn from every attempt.", _aimdLimit.WindowSeconds);
    private static readonly Field<long> _minSamples = Fields.Default("minSamples", new CountForm(ConcurrencyLimitOptions.MinSamplesBounds),
        "Fewest attempts in a window for it to count.", _aimdLimit.MinSamples);
    private static readonly Field<ErrorFilter> _dropped =
        Fields.Default("on", _filter, "What counts as dropped; other failures teach nothing.", _aimdLimit.On, FilterForm.Write(_aimdLimit.On));
    private static readonly Field<long> _min =
        Fields.Default("min", new CountForm(ConcurrencyLimitOptions.LimitBounds), "Lowest limit.", _aimdLimit.Min);
    private static readonly Field<long> _max =
        Fields.Default("max", new CountForm(ConcurrencyLimitOptions.LimitBounds), "Highest limit.", _aimdLimit.Max);
    private static readonly Field<long> _vegasMax =
        Fields.Default("max", new CountForm(ConcurrencyLimitOptions.LimitBounds), "Highest limit.", _vegasLimit.Max);
    private static readonly Field<double> _backoff =
        Fields.Default("backoff", new RatioForm(AimdLimitOptions.BackoffBounds), "What a drop leaves of the limit.", _aimdLimit.Backoff);
    private static readonly Field<double> _timeout = Fields.Default("timeout", new DurationForm(AimdLimitOptions.TimeoutBounds),
        "Latency above which a sample counts as dropped.", _aimdLimit.TimeoutSeconds);
    private static readonly Field<long> _probe = Fields.Default("probeMultiplier", new CountForm(VegasLimitOptions.ProbeMultiplierBounds),
        "The latency without load is measured anew every U(0.5, 1) times this times the limit samples.", _vegasLimit.ProbeMultiplier);
    private static readonly Field<long> _headroom = Fields.Default("headroom", new CountForm(Gradient2LimitOptions.HeadroomBounds),
        "What the limit may grow by.", _gradientLimit.Headroom);
    private static readonly Field<double> _tolerance = Fields.Default("tolerance", new NumberForm(Gradient2LimitOptions.ToleranceBounds),
        "Latency that is tolerated, as a multiple of the long-term one.", _gradientLimit.Tolerance);
    private static readonly Field<double> _smoothing = Fields.Default("smoothing", new RatioForm(Gradient2LimitOptions.SmoothingBounds),
        "Share of the new limit in the next.", _gradientLimit.Smoothing);
    private static readonly Field<long> _longWindow = Fields.Default("longWindow", new CountForm(ConcurrencyLimitOptions.LimitBounds),
        "Samples that the long-term latency is averaged over.", _gradientLimit.LongWindow);

    private enum Algorithm
    {
        Aimd,
        Vegas,
        Gradient2,
    }

    private static readonly IReadOnlyList<Field> _common = [_window, _minSamples, _dropped, _scope];

    /// <summary>How a limit of concurrency learns.</summary>
    public static ChoiceForm<StrategyOptions> Algorithms { get; } = new("an algorithm", "How the limit follows what is learnt.",
    [
        new("aimd", "One more when all is well, a tenth less when anything is dropped.", new Shape<StrategyOptions>("aimdLimit",
            "One more when all is well, a tenth less when anything is dropped.", [_initial, _min, _max, _backoff, _timeout, .. _common],
            v => With(v, new AimdLimitOptions { Min = (int)v.Get(_min), Max = (int)v.Get(_max), Backoff = v.Get(_backoff), TimeoutSeconds = v.Get(_timeout) }),
            check: v => Fits(v, _max, v.Get(_min)))),
        new("vegas", "Follows the queue that latency tells of.", new Shape<StrategyOptions>("vegasLimit",
            "Follows the queue that latency tells of.", [_initial, _vegasMax, _probe, .. _common],
            v => With(v, new VegasLimitOptions { Max = (int)v.Get(_vegasMax), ProbeMultiplier = (int)v.Get(_probe) }), check: v => Fits(v, _vegasMax, 1))),
        new("gradient2", "Follows the ratio of long-term latency to the latency of the moment.", new Shape<StrategyOptions>("gradient2Limit",
            "Follows the ratio of long-term latency to the latency of the moment.",
            [_initial, _min, _max, _headroom, _tolerance, _smoothing, _longWindow, .. _common],
            v => With(v, new Gradient2LimitOptions
            {
                Min = (int)v.Get(_min), Max = (int)v.Get(_max), Headroom = (int)v.Get(_headroom), Tolerance = v.Get(_tolerance),
                Smoothing = v.Get(_smoothing), LongWindow = (int)v.Get(_longWindow),
            }), check: v => Fits(v, _max, v.Get(_min)))),
    ]);

    /// <summary>The strategies.</summary>
    public static IReadOnlyList<Variant<StrategyOptions>> All { get; } =
    [
        new("adaptiveThrottle", "Refuses a share of the tries while too few are accepted.", new Shape<StrategyOptions>("adaptiveThrottle",
            "Refuses with probability max(0, (requests − k·accepts)/(requests + 1)) (Google SRE).", [_k, _throttleWindow, _notAccepted, _scope],
            v => new AdaptiveThrottleOptions { K = v.Get(_k), WindowSeconds = v.Get(_throttleWindow), On = v.Get(_notAccepted), Scope = v.Get(_scope) })),
        new("admissionControl", "Refuses a share of the tries while too few succeed.", new Shape<StrategyOptions>("admissionControl",
            "Refuses with probability ((n − ok/threshold)/(n + 1))^(1/aggression), n answers, ok of them successes (Envoy).",
            [_admissionWindow, _threshold, _aggression, _maxRefusal, _minRate, _failure, _scope],
            v => new AdmissionControlOptions
            {
                WindowSeconds = v.Get(_admissionWindow), Threshold = v.Get(_threshold), Aggression = v.Get(_aggression),
                MaxRefusal = v.Get(_maxRefusal), MinRate = v.Get(_minRate), On = v.Get(_failure), Scope = v.Get(_scope),
            })),
        AdaptiveRateForm.AdaptiveRate,
        new("concurrencyLimit", "Learns how many attempts to let be under way.", new KindForm<StrategyOptions>(
            "aimd, vegas, gradient2, or a mapping of one of them to its settings",
            scalar: new MappedForm<Algorithm, StrategyOptions>(new WordForm<Algorithm>(), algorithm => algorithm switch
            {
                Algorithm.Aimd => _aimdLimit, Algorithm.Vegas => _vegasLimit, _ => _gradientLimit,
            }),
            map: new MappedForm<Chosen<StrategyOptions>, StrategyOptions>(Algorithms, chosen => chosen.Value))),
    ];

    private static ConcurrencyLimitOptions With(Values v, ConcurrencyLimitOptions options) => options with
    {
        Initial = (int)v.Get(_initial), WindowSeconds = v.Get(_window), MinSamples = (int)v.Get(_minSamples), On = v.Get(_dropped), Scope = v.Get(_scope),
    };

    private static bool Fits(Values v, Field<long> max, long min)
    {
        var least = Math.Max(min, v.Get(_initial));
        if (v.Get(max) >= least) return true;
        v.Refuse(max, $"allowed [{least}, {ConcurrencyLimitOptions.LimitBounds.High:R}]: neither below min nor below initial");
        return false;
    }
}
