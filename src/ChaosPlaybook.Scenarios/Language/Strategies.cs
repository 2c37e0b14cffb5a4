using ChaosPlaybook.Model;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Scenarios;

/// <summary>The strategies of a pipeline.</summary>
internal static class Strategies
{
    private const int MostStrategies = 20;

    private static readonly RetryOptions _retry = new();
    private static readonly CircuitBreakerOptions _breaker = new();
    private static readonly FallbackOptions _fallback = new();
    private static readonly FilterForm _filter = new();

    private static readonly Field<long> _retries =
        Fields.Default("retries", new CountForm(RetryOptions.RetriesBounds), "Attempts after the first.", _retry.Retries);
    private static readonly Field<ErrorFilter> _retryOn =
        Fields.Default("on", _filter, "What is retried.", _retry.On, FilterForm.Write(_retry.On));

    private static readonly Field<long> _consecutive = Fields.Optional("consecutiveFailures",
        new CountForm(CircuitBreakerOptions.ConsecutiveFailuresBounds), "Failures in a row that open it; without, the ratio form.");
    private static readonly Field<double> _ratio = Fields.Default("failureRatio", new RatioForm(CircuitBreakerOptions.FailureRatioBounds),
        "Share of failures in the window that opens it.", _breaker.FailureRatio);
    private static readonly Field<long> _throughput = Fields.Default("minimumThroughput",
        new CountForm(CircuitBreakerOptions.MinimumThroughputBounds), "Fewest attempts in the window before it may open.", _breaker.MinimumThroughput);
    private static readonly Field<double> _window = Fields.Default("window", new DurationForm(CircuitBreakerOptions.WindowBounds),
        "Length of the window.", _breaker.WindowSeconds);
    private static readonly Field<double> _break = Fields.Default("break", new DurationForm(CircuitBreakerOptions.BreakBounds, orForever: true),
        "Time it stays open.", _breaker.BreakSeconds);
    private static readonly Field<ErrorFilter> _breakerOn =
        Fields.Default("on", _filter, "What counts as a failure.", _breaker.On, FilterForm.Write(_breaker.On));

    private static readonly Field<string> _executor = Fields.Optional("executor",
        new ReferenceForm("executor", binding => binding.Names.Executors), "Executor that gives the lesser answer, one attempt.", "an answer at hand at once");
    private static readonly Field<double> _quality =
        Fields.Default("quality", new RatioForm(Bounds.Ratio), "Worth of the lesser answer.", _fallback.Quality);
    private static readonly Field<ErrorFilter> _fallbackOn =
        Fields.Default("on", _filter, "What it answers for.", _fallback.On, FilterForm.Write(_fallback.On));

    /// <summary>Settings of a retry.</summary>
    public static Shape<StrategyOptions> Retry { get; } = new("retry", "Tries again after a wait.",
        [_retries, .. WaitKeys.All, _retryOn, .. BudgetForms.All, BudgetForms.Pushback],
        v => new RetryOptions
        {
            Retries = (int)v.Get(_retries), Backoff = WaitKeys.Make(v), On = v.Get(_retryOn),
            RetryAfter = BudgetForms.RetryAfter(v) with { Pushback = v.Get(BudgetForms.Pushback) }, Budget = BudgetForms.Budget(v),
        }, check: WaitKeys.WarnOfIdle);

    /// <summary>What a pipeline is made of.</summary>
    public static ChoiceForm<StrategyOptions> Strategy { get; } = new("a strategy", "One layer of a pipeline.",
    [
        new("timeout", "Gives up waiting: outside a retry for the whole call, inside it for each attempt.",
            new MappedForm<double, StrategyOptions>(new DurationForm(TimeoutOptions.SecondsBounds), seconds => new TimeoutOptions { Seconds = seconds })),
        new("retry", "Tries again after a wait.", Retry),
        new("circuitBreaker", "Refuses attempts for a while after too many failures.", new Shape<StrategyOptions>("circuitBreaker",
            "Refuses attempts for a while after too many failures: in a row, or as a share of a window.",
            [_consecutive, _ratio, _throughput, _window, _break, _breakerOn], Breaker,
            new([[_consecutive], [_ratio, _throughput, _window]], Complete: false, Needed: false))),
        new("fallback", "Gives a lesser answer instead of a failure.", new Shape<StrategyOptions>("fallback",
            "Gives a lesser answer instead of a failure. A chain is several of them, the last resort outermost.", [_executor, _quality, _fallbackOn],
            v => new FallbackOptions { Executor = v.Get(_executor), Quality = v.Get(_quality), On = v.Get(_fallbackOn) })),
        new("cache", "Answers from what was fetched before.", CacheForms.Cache),
        new("rules", "Reacts by step and error code.", RuleForms.Rules),
        HedgeForms.Hedge,
        RouteForms.Route,
        .. BreakerForms.Breakers,
        .. LimiterForms.All,
        .. AdaptiveForms.All,
    ], mayBeDisabled: true);

    /// <summary>Strategies in order, outermost first.</summary>
    public static ListForm<Chosen<StrategyOptions>> Pipeline { get; } = new(Strategy, 0, MostStrategies);

    private static CircuitBreakerOptions Breaker(Values v) => new()
    {
        ConsecutiveFailures = v.Has(_consecutive) ? (int)v.Get(_consecutive) : null,
        FailureRatio = v.Get(_ratio), MinimumThroughput = (int)v.Get(_throughput), WindowSeconds = v.Get(_window),
        BreakSeconds = v.Get(_break), On = v.Get(_breakerOn),
    };
}
