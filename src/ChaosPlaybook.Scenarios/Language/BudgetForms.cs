using ChaosPlaybook.Model;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Scenarios;

/// <summary>What retries and rules share beside their waits: budgets and Retry-After.</summary>
internal static class BudgetForms
{
    private static readonly RatioBudgetOptions _ratio = new();
    private static readonly TokenBucketBudgetOptions _bucket = new();
    private static readonly GrpcBudgetOptions _grpc = new();
    private static readonly EnvoyBudgetOptions _envoy = new();
    private static readonly AwsBudgetOptions _aws = new();

    private static readonly Field<Scope> _scope = Scopes.Field("Whose calls to an executor share it: those of one client, or of all.", _ratio.Scope);

    private static readonly Field<double> _percent =
        Fields.Default("percent", new RatioForm(RatioBudgetOptions.PercentBounds), "Retries per call.", _ratio.Percent);
    private static readonly Field<double> _minPerSecond = Fields.Default("minPerSecond", new NumberForm(RatioBudgetOptions.MinPerSecondBounds),
        "Retries per second that are allowed beside.", _ratio.MinPerSecond);
    private static readonly Field<double> _ttl = Fields.Default("ttl", new DurationForm(RatioBudgetOptions.TtlBounds),
        "Time after which deposits and withdrawals are forgotten.", _ratio.TtlSeconds);

    private static readonly Field<double> _capacity = Fields.Default("capacity", new NumberForm(TokenBucketBudgetOptions.CapacityBounds),
        "Most tokens, and tokens at the beginning.", _bucket.Capacity);
    private static readonly Field<double> _refill =
        Fields.Default("refill", new NumberForm(TokenBucketBudgetOptions.RefillBounds), "Tokens that a call puts in.", _bucket.Refill);
    private static readonly Field<double> _cost = Fields.Default("cost", new NumberForm(TokenBucketBudgetOptions.CostBounds),
        "Tokens that a retry takes; there must be more than that.", _bucket.Cost);

    private static readonly Field<long> _maxTokens = Fields.Default("maxTokens", new CountForm(GrpcBudgetOptions.MaxTokensBounds),
        "Most tokens, and tokens at the beginning; a failed attempt takes one, retries are allowed above half of them.", _grpc.MaxTokens);
    private static readonly Field<double> _tokenRatio = Fields.Default("tokenRatio", new NumberForm(GrpcBudgetOptions.TokenRatioBounds),
        "Tokens that a success gives back, three decimals counted.", _grpc.TokenRatio);

    private static readonly Field<double> _share = Fields.Default("percent", new RatioForm(Bounds.Ratio), "Retries under way per attempt under way.", _envoy.Percent);
    private static readonly Field<long> _minConcurrency = Fields.Default("minConcurrency", new CountForm(EnvoyBudgetOptions.MinConcurrencyBounds),
        "Retries under way that are allowed in any case.", _envoy.MinConcurrency);

    private static readonly Field<double> _quota = Fields.Default("capacity", new NumberForm(AwsBudgetOptions.CapacityBounds),
        "Most tokens, and tokens at the beginning.", _aws.Capacity);
    private static readonly Field<double> _retryCost =
        Fields.Default("cost", new NumberForm(AwsBudgetOptions.CostBounds), "Tokens that a retry takes; its success gives them back.", _aws.Cost);
    private static readonly Field<double> _timeoutCost =
        Fields.Default("timeoutCost", new NumberForm(AwsBudgetOptions.CostBounds), "The same after a timeout.", _aws.TimeoutCost);
    private static readonly Field<double> _throttleCost = Fields.Optional("throttleCost", new NumberForm(AwsBudgetOptions.CostBounds),
        "The same after a 429; the new retry mode of the SDKs has 5 here and 14 for `cost` and `timeoutCost`.", "that of any other");
    private static readonly Field<double> _refund = Fields.Default("refund", new NumberForm(AwsBudgetOptions.RefundBounds),
        "Tokens that a success at the first attempt gives back.", _aws.Refund);

    /// <summary>All of them.</summary>
    public static ChoiceForm<RetryBudgetOptions> Choice { get; } = new("a budget", "What limits the retries of many calls together.",
    [
        Kind("ratio", "ratioBudget", "Finagle's budget: retries as a share of calls, beside a few per second.", [_percent, _minPerSecond, _ttl, _scope],
            v => new RatioBudgetOptions { Percent = v.Get(_percent), MinPerSecond = v.Get(_minPerSecond), TtlSeconds = v.Get(_ttl), Scope = v.Get(_scope) }),
        Kind("tokenBucket", "tokenBucketBudget", "Brooker's bucket: calls fill it, retries empty it.", [_capacity, _refill, _cost, _scope],
            v => new TokenBucketBudgetOptions { Capacity = v.Get(_capacity), Refill = v.Get(_refill), Cost = v.Get(_cost), Scope = v.Get(_scope) }),
        Kind("grpc", "grpcBudget", "gRPC's retry throttling: failures take tokens, successes give some back.", [_maxTokens, _tokenRatio, _scope],
            v => new GrpcBudgetOptions { MaxTokens = (int)v.Get(_maxTokens), TokenRatio = v.Get(_tokenRatio), Scope = v.Get(_scope) }),
        Kind("envoy", "envoyBudget", "Envoy's budget: retries under way at a time.", [_share, _minConcurrency, _scope],
            v => new EnvoyBudgetOptions { Percent = v.Get(_share), MinConcurrency = (int)v.Get(_minConcurrency), Scope = v.Get(_scope) }),
        Kind("aws", "awsBudget", "The retry quota of the AWS SDKs.", [_quota, _retryCost, _timeoutCost, _throttleCost, _refund, _scope],
            v => new AwsBudgetOptions
            {
                Capacity = v.Get(_quota), Cost = v.Get(_retryCost), TimeoutCost = v.Get(_timeoutCost),
                ThrottleCost = v.Has(_throttleCost) ? v.Get(_throttleCost) : null, Refund = v.Get(_refund), Scope = v.Get(_scope),
            }),
    ]);

    private static readonly Field<Chosen<RetryBudgetOptions>> _chosen = Fields.Optional("budget", Choice,
        "What limits the retries of many calls together; a refused retry ends the call as its last attempt did.", "no such limit");
    private static readonly Field<bool> _honour = Fields.Default("honourRetryAfter", new FlagForm(),
        "Whether a wait that the answer asks for (Retry-After) replaces the computed one; it is not cut to `max`.", true, "true");
    private static readonly Field<double> _spread = Fields.Default("retryAfterSpread", new RatioForm(Bounds.Ratio),
        "s: the wait w asked for becomes w·(1 … 1 + s), so that clients refused together do not return together.", RetryAfterOptions.Exactly.Spread);

    /// <summary>How a wait that is asked for is taken; for retries only.</summary>
    public static Field<Pushback> Pushback { get; } = Fields.Default("pushback", new WordForm<Pushback>(),
        "How a wait that is asked for is taken: as told; as gRPC does, after which the backoff starts anew and which may forbid retries; as AWS does, " +
        "within 5 s above the computed one; or as Envoy does, times U(1, 1.5) and not above 300 s.", RetryAfterOptions.Exactly.Pushback);

    /// <summary>The keys in the order of the manual.</summary>
    public static IReadOnlyList<Field> All { get; } = [_honour, _spread, _chosen];

    /// <summary>The budget from its key, or nothing.</summary>
    public static RetryBudgetOptions? Budget(Values v) => v.Has(_chosen) ? v.Get(_chosen).Value : null;

    /// <summary>What is done about Retry-After.</summary>
    public static RetryAfterOptions RetryAfter(Values v) => new(v.Get(_honour), v.Get(_spread));

    private static Variant<RetryBudgetOptions> Kind(
        string key, string name, string doc, IReadOnlyList<Field> fields, Func<Values, RetryBudgetOptions> make) =>
        new(key, doc, new Shape<RetryBudgetOptions>(name, doc, fields, make));
}

/// <summary>The key <c>scope</c>.</summary>
internal static class Scopes
{
    /// <summary>Whose calls share a state.</summary>
    public static Field<Scope> Field(string doc, Scope value) => Fields.Default("scope", new WordForm<Scope>(), doc, value);
}
