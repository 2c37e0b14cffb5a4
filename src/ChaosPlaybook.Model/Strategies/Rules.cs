using ChaosPlaybook.Kernel;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>What a rule does about an error.</summary>
public enum RuleAction
{
    /// <summary>Gives up at once.</summary>
    FailFast,
    /// <summary>Gives up at once and hands over to a person; counted as an outcome of its own.</summary>
    Escalate,
    /// <summary>Waits and tries again.</summary>
    Retry,
}

/// <summary>The reaction to one error code of one step.</summary>
/// <param name="Action">What to do.</param>
/// <param name="Retries">Attempts after the first, for <see cref="RuleAction.Retry"/>. Range [0, 100].</param>
/// <param name="Backoff">The waits, for <see cref="RuleAction.Retry"/>.</param>
public sealed record Rule(RuleAction Action, int Retries = 0, Backoff? Backoff = null)
{
    /// <summary>Gives up at once.</summary>
    public static Rule FailFast { get; } = new(RuleAction.FailFast);
}

/// <summary>Which error decides about the retries of a call.</summary>
public enum RuleLookup
{
    /// <summary>The first error; its rule is kept for the rest of the call, as in the original engine.</summary>
    First,
    /// <summary>Every error is looked up anew; the retries of a call are counted through.</summary>
    Each,
}

/// <summary>
/// Settings of <c>rules</c>: a table from step and error code to a reaction. Looked up by step and code, then the default,
/// then fail fast. A timeout is looked up as 408 and a rejection as 503, the codes a client would see.
/// </summary>
public sealed record RulesOptions : StrategyOptions
{
    /// <summary>Reactions by step name, then by error code.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<int, Rule>> Table { get; init; } =
        new Dictionary<string, IReadOnlyDictionary<int, Rule>>();

    /// <summary>Reaction to every other error. Default fail fast.</summary>
    public Rule Default { get; init; } = Rule.FailFast;

    /// <summary>Which error decides. Default <see cref="RuleLookup.First"/>.</summary>
    public RuleLookup Lookup { get; init; } = RuleLookup.First;

    /// <summary>What it does about Retry-After. Default: waits exactly as told.</summary>
    public RetryAfterOptions RetryAfter { get; init; } = RetryAfterOptions.Exactly;

    /// <summary>What limits the retries of many calls together; nothing for no such limit.</summary>
    public RetryBudgetOptions? Budget { get; init; }

    /// <summary>Allowed retries of a rule.</summary>
    public static Bounds RetriesBounds => new(0, 100);

    /// <inheritdoc/>
    public override IEnumerable<Violation> Check() =>
        Table.Values.SelectMany(codes => codes.Values).Append(Default)
            .SelectMany(rule => Violation.Of("retries", rule.Retries, RetriesBounds).Concat(rule.Backoff?.Check() ?? []))
            .Concat(Violation.Of("retryAfterSpread", RetryAfter.Spread, Bounds.Ratio)).Concat(Budget?.Check() ?? []);

    /// <inheritdoc/>
    internal override Strategy Around(Strategy next, PipelineContext context) =>
        new Rules(this, next, Purse.Of(Budget, this, context));
}

/// <summary>Reacts to each error as a table says, step by step and code by code.</summary>
internal sealed class Rules(RulesOptions options, Strategy next, Scoped<RetryBudget>? budget) : Strategy
{
    private const ushort TimeoutCode = 408, RejectionCode = 503;

    public override async SimTask<Outcome> Run(Strand strand, Call call)
    {
        Rule? rule = null;
        var memory = 0.0;
        var purse = new Purse(budget, strand, call);
        for (var retry = 0; ; retry++)
        {
            purse.AttemptBegins();
            var outcome = await next.Run(strand, call);
            var failed = !outcome.Succeeded && !outcome.IsCancelled;
            if (failed && (rule is null || options.Lookup == RuleLookup.Each)) rule = Find(call.Step, CodeOf(outcome));
            var retryable = failed && rule!.Action == RuleAction.Retry;
            purse.AttemptEnded(outcome, retryable);
            if (failed && rule!.Action == RuleAction.Escalate) call.Tally.Record.Escalated = true;
            if (!retryable || retry >= rule!.Retries || !purse.Allows(strand, call, outcome)) return retry > 0 ? call.After(Masker.Rules, outcome) : outcome;
            var luck = call.NextJitter();
            var wait = RetryAfter.Wait(outcome, rule.Backoff!.Seconds(retry, luck, ref memory), options.RetryAfter, luck);
            if (await call.WaitToRetry(strand, wait)) continue;
            purse.CalledOff();
            return Outcome.Cancelled;
        }
    }

    private Rule Find(string step, int code) =>
        options.Table.TryGetValue(step, out var codes) && codes.TryGetValue(code, out var rule) ? rule : options.Default;

    private static ushort CodeOf(Outcome outcome) => outcome.Kind switch
    {
        OutcomeKind.TimedOut => TimeoutCode,
        OutcomeKind.Rejected => RejectionCode,
        _ => outcome.Code,
    };
}
