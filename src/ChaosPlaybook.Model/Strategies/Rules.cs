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

    /// <summary>Allowed retries of a rule.</summary>
    public static Bounds RetriesBounds => new(0, 100);

    /// <inheritdoc/>
    public override IEnumerable<Violation> Check() =>
        Table.Values.SelectMany(codes => codes.Values).Append(Default)
            .SelectMany(rule => Violation.Of("retries", rule.Retries, RetriesBounds).Concat(rule.Backoff?.Check() ?? []));
}
