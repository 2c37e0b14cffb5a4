using ChaosPlaybook.Kernel;

namespace ChaosPlaybook.Model.Tests;

public class RulesTests
{
    private static RulesOptions Table(RuleLookup lookup) => new()
    {
        Lookup = lookup,
        Table = new Dictionary<string, IReadOnlyDictionary<int, Rule>>
        {
            ["step0"] = new Dictionary<int, Rule>
            {
                [500] = new(RuleAction.Retry, 3, new Backoff { BaseSeconds = 1 }),
                [429] = new(RuleAction.Retry, 5, new Backoff { BaseSeconds = 10 }),
                [404] = new(RuleAction.Escalate),
                [503] = new(RuleAction.Retry, 1, new Backoff { BaseSeconds = 4 }),
                [408] = new(RuleAction.Retry, 1, new Backoff { BaseSeconds = 7 }),
            },
        },
    };

    private static Outcome Error(int code) => Outcome.Failure((ushort)code);

    [Fact]
    public void By_first_lookup_the_first_error_decides_about_every_later_one()
    {
        // 404 would be handed over to a person, but the rule of 500 is kept.
        var (record, outcome, _) = Small.Script([Table(RuleLookup.First)], Error(500), Error(404), Error(404), Error(404));
        Assert.Equal((4, 3.0, false, (ushort)404), (record.Attempts, record.WaitSeconds, record.Escalated, outcome.Code));
    }

    [Fact]
    public void By_each_lookup_a_new_error_is_looked_up_again_and_retries_count_through()
    {
        var (record, _, _) = Small.Script([Table(RuleLookup.Each)], Error(500), Error(429), Error(500), Error(404));
        Assert.Equal((4, 1.0 + 10 + 1, true), (record.Attempts, record.WaitSeconds, record.Escalated));
    }

    [Fact]
    [Trait("check", "S5 47")]
    public void An_error_without_a_rule_fails_fast() =>
        Assert.Equal(1, Small.Script([Table(RuleLookup.First)], Error(418)).Record.Attempts);

    [Fact]
    public void The_default_is_used_where_step_or_code_is_missing()
    {
        var rules = Table(RuleLookup.First) with { Default = new Rule(RuleAction.Retry, 2, new Backoff { BaseSeconds = 0 }) };
        Assert.Equal(3, Small.Script([rules], Error(418)).Record.Attempts);
        Assert.Equal(3, Small.Script([rules with { Table = new Dictionary<string, IReadOnlyDictionary<int, Rule>>() }], Error(500)).Record.Attempts);
    }

    [Fact]
    public void A_refusal_is_looked_up_as_503_and_its_wait_is_waited()
    {
        var breaker = new CircuitBreakerOptions { ConsecutiveFailures = 1, BreakSeconds = double.PositiveInfinity };
        var (record, outcome, _) = Small.Script([Table(RuleLookup.Each), breaker], Error(500));
        // 500: wait 1 s; then refused as 503, whose one retry is used up.
        Assert.Equal((1, 1, 1.0, OutcomeKind.Rejected), (record.Attempts, record.Rejected, record.WaitSeconds, outcome.Kind));
    }

    [Fact]
    public void A_timeout_is_looked_up_as_408()
    {
        var (record, _, _) = Small.Script([Table(RuleLookup.First), new TimeoutOptions { Seconds = 0.05 }], Outcome.Success);
        Assert.Equal((2, 7.0), (record.Attempts, record.WaitSeconds));
    }

    [Fact]
    public void An_escalation_that_a_fallback_makes_good_is_none()
    {
        var options = Small.World([new FallbackOptions(), Table(RuleLookup.First)], [new ErrorFaultOptions { Rate = 1, Codes = [new(404, 1)] }]);
        Assert.False(Small.Run(options).Escalated);
        Assert.True(Small.Run(options with { Playbook = new("tested", [Table(RuleLookup.First)]) }).Escalated);
    }
}
