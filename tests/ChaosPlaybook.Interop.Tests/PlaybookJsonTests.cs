using ChaosPlaybook.Model;

namespace ChaosPlaybook.Interop.Tests;

public sealed class PlaybookJsonTests
{
    private static readonly string[] _steps = ["getInventory", "placeOrder"];

    private static PlaybookReading Read(string text) => PlaybookJson.Read(text, "p.json");

    private static string[] Told(string text) =>
        [.. Read(text).Problems.Select(p => $"{p.File}:{p.Line}:{p.Column}: {(p.IsError ? "error" : "warning")}: {p.Message}")];

    private static Rule Only(string reaction)
    {
        var reading = Read($$"""{"t": {"500": {{reaction}} } }""");
        Assert.Empty(reading.Problems);
        return reading.Tools[0].Rules[500];
    }

    [Fact]
    public void Fail_fast_and_escalation_stop()
    {
        Assert.Equal(Rule.FailFast, Only("""{"strategy": "fail_fast", "reasoning": "why", "config": {}}"""));
        Assert.Equal(new Rule(RuleAction.Escalate), Only("""{"strategy": "escalate_to_human"}"""));
    }

    [Theory]
    [InlineData("""{"strategy": "retry_linear_backoff", "config": {"delay": 2, "max_retries": 4}}""", BackoffKind.Linear, 2.0, 4)]
    [InlineData("""{"strategy": "retry_linear_backoff"}""", BackoffKind.Linear, 1.0, 3)]
    [InlineData("""{"strategy": "retry_exponential_backoff", "config": {"base_delay": 0.5}}""", BackoffKind.Exponential, 0.5, 3)]
    [InlineData("""{"strategy": "retry_exponential_backoff", "config": {"max_retries": 0}}""", BackoffKind.Exponential, 1.0, 0)]
    [InlineData("""{"strategy": "wait_and_retry", "config": {"wait_seconds": 3}}""", BackoffKind.Constant, 3.0, 3)]
    [InlineData("""{"strategy": "wait_and_retry", "config": {}}""", BackoffKind.Constant, 5.0, 3)]
    public void Retries_wait_as_the_engine_does_with_up_to_half_on_top(string reaction, BackoffKind kind, double seconds, int retries) =>
        Assert.Equal(new Rule(RuleAction.Retry, retries, new() { Kind = kind, BaseSeconds = seconds, Jitter = JitterKind.UpTo, Spread = 0.5 }), Only(reaction));

    [Fact]
    public void Waits_of_retries_follow_the_formulas()
    {
        var memory = 0.0;
        var linear = Only("""{"strategy": "retry_linear_backoff", "config": {"delay": 2}}""").Backoff!;
        var exponential = Only("""{"strategy": "retry_exponential_backoff", "config": {"base_delay": 2}}""").Backoff!;
        Assert.Equal([2, 4, 6], Enumerable.Range(0, 3).Select(i => linear.Seconds(i, 0, ref memory)));
        Assert.Equal([2, 4, 8], Enumerable.Range(0, 3).Select(i => exponential.Seconds(i, 0, ref memory)));
        Assert.Equal(3, linear.Seconds(0, 1, ref memory));
    }

    [Theory]
    [InlineData("wait", "did you mean \"wait_and_retry\"?")]
    [InlineData("retry_forever", "known: fail_fast, escalate_to_human, retry_linear_backoff, retry_exponential_backoff, wait_and_retry")]
    [InlineData("fail_fst", "did you mean \"fail_fast\"?")]
    public void An_unknown_strategy_retries_three_times_a_second_apart_with_a_warning(string strategy, string hint)
    {
        var reading = Read($$"""{"t": {"500": {"strategy": "{{strategy}}", "config": {"seconds": 9} } } }""");
        Assert.Equal(new Rule(RuleAction.Retry, 3, new() { BaseSeconds = 1, Jitter = JitterKind.UpTo, Spread = 0.5 }), reading.Tools[0].Rules[500]);
        Assert.False(reading.HasErrors);
        Assert.Contains(hint, reading.Problems[0].Message);
        Assert.Equal("t.500.config.seconds is ignored: the original engine does not know the strategy", reading.Problems[1].Message);
    }

    [Fact]
    public void A_factor_is_ignored_with_a_warning() => Assert.Equal(
        ["p.json:1:69: warning: t.500.config.factor is ignored by the original engine, which always doubles; so does this playbook"],
        Told("""{"t": {"500": {"strategy": "retry_exponential_backoff", "config": { "factor": 3}}}}"""));

    [Fact]
    public void Metadata_is_no_tool_and_default_is_no_tool()
    {
        var reading = Read("""{"_metadata": {"description": "d", "version": 3}, "t": {}, "default": {"strategy": "escalate_to_human"}}""");
        Assert.Empty(reading.Problems);
        Assert.Equal(("d", "t", RuleAction.Escalate), (reading.Description, Assert.Single(reading.Tools).Name, reading.Default.Action));
    }

    [Fact]
    public void Without_a_default_everything_else_fails_fast() => Assert.Equal(Rule.FailFast, Read("{}").Rules.Default);

    [Theory]
    [InlineData("get_inventory")]
    [InlineData("getInventory")]
    [InlineData("Get-Inventory")]
    [InlineData("GETINVENTORY")]
    public void A_tool_meets_its_step_whatever_the_spelling(string tool)
    {
        var (rules, problems) = Read($$"""{"{{tool}}": {"500": {"strategy": "fail_fast"} } }""").For(_steps);
        Assert.Empty(problems);
        Assert.Equal(["getInventory"], rules.Table.Keys);
    }

    [Fact]
    public void A_tool_without_a_step_is_a_warning_with_the_nearest_step()
    {
        var (rules, problems) = Read("{\n \"place_ordr\": {}, \"other\": {}}").For(_steps);
        Assert.Empty(rules.Table);
        Assert.Equal(
        [
            new(false, "p.json", 2, 2, "place_ordr is no step of the scenario; its rules are never used; steps: getInventory, placeOrder; did you mean \"placeOrder\"?"),
            new(false, "p.json", 2, 20, "other is no step of the scenario; its rules are never used; steps: getInventory, placeOrder"),
        ], problems);
    }

    [Fact]
    public void Two_tools_of_one_step_are_an_error() => Assert.Equal(
        [new(true, "p.json", 1, 21, "placeOrder is the second tool for the step placeOrder; one is allowed")],
        Read("""{"place_order": {}, "placeOrder": {}}""").For(_steps).Problems);

    [Theory]
    [InlineData("""{"t": {"500": {"strategy": "wait_and_retry", "config": {"wait_seconds": -1}}}}""", 73, "t.500.config.wait_seconds is -1; allowed [0, 86400] s")]
    [InlineData("""{"t": {"500": {"strategy": "wait_and_retry", "config": {"max_retries": 101}}}}""", 72, "t.500.config.max_retries is 101; allowed [0, 100]")]
    [InlineData("""{"t": {"500": {"strategy": "wait_and_retry", "config": {"max_retries": 1.5}}}}""", 72, "t.500.config.max_retries is 1.5; expected a whole number")]
    [InlineData("""{"t": {"500": {"strategy": "wait_and_retry", "config": {"max_retries": "3"}}}}""", 72, "t.500.config.max_retries is \"3\"; expected a number")]
    [InlineData("""{"t": {"500": {"strategy": "wait_and_retry", "config": {"wait_second": 3}}}}""", 57,
        "t.500.config.wait_second is unknown; wait_and_retry takes wait_seconds, max_retries; did you mean \"wait_seconds\"?")]
    [InlineData("""{"t": {"500": {"strategy": "fail_fast", "config": {"delay": 3}}}}""", 52, "t.500.config.delay is unknown; fail_fast takes no settings")]
    [InlineData("""{"t": {"500": {"strategi": "fail_fast", "strategy": "fail_fast"}}}""", 16,
        "t.500.strategi is unknown; allowed: strategy, reasoning, config; did you mean \"strategy\"?")]
    [InlineData("""{"t": {"500": {"strategy": 3}}}""", 28,
        "t.500.strategy is 3; allowed: fail_fast, escalate_to_human, retry_linear_backoff, retry_exponential_backoff, wait_and_retry")]
    [InlineData("""{"t": {"500": {}}}""", 8,
        "t.500.strategy is missing; allowed: fail_fast, escalate_to_human, retry_linear_backoff, retry_exponential_backoff, wait_and_retry")]
    [InlineData("""{"t": {"500": {"strategy": "fail_fast", "reasoning": 1}}}""", 54, "t.500.reasoning is 1; expected a text")]
    [InlineData("""{"t": {"5xx": {"strategy": "fail_fast"}}}""", 8, "t.5xx is no error code; allowed [100, 999]")]
    [InlineData("""{"t": {"099": {"strategy": "fail_fast"}}}""", 8, "t.099 is no error code; allowed [100, 999]")]
    [InlineData("""{"t": {"500": "fail_fast"}}""", 15, "t.500 is \"fail_fast\"; expected a reaction {strategy, reasoning, config}")]
    [InlineData("""{"t": []}""", 7, "t is a list; expected a tool with its error codes")]
    [InlineData("""{"t": {}, "t": {}}""", 11, "t is given twice; first at 1:2")]
    [InlineData("[]", 1, "the playbook is a list; expected an object of tools")]
    [InlineData("""{"ä": 1}""", 7, "ä is 1; expected a tool with its error codes")]
    public void What_is_wrong_is_told_with_its_place(string text, int column, string message) =>
        Assert.Equal([$"p.json:1:{column}: error: {message}"], Told(text));

    [Fact]
    public void All_problems_are_told_at_once() => Assert.Equal(
    [
        "p.json:2:16: error: a.500 is null; expected a reaction {strategy, reasoning, config}",
        "p.json:3:9: warning: b.200 is no failure; this rule is never used",
        "p.json:4:14: error: default is true; expected a reaction {strategy, reasoning, config}",
    ], Told("{\n  \"a\": {\"500\": null},\n  \"b\": {\"200\": {\"strategy\": \"fail_fast\"}},\n  \"default\": true}"));

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{\"a\": }")]
    [InlineData("{} {}")]
    [InlineData("{\"a\": {},}")]
    [InlineData("nonsense")]
    [InlineData("{\"a\": \"\\ud800\"}")]
    public void What_is_no_json_is_one_error(string text)
    {
        var problem = Assert.Single(Read(text).Problems);
        Assert.True(problem is { IsError: true, Line: 1 });
    }

    [Fact]
    public void Deep_nesting_is_an_error_and_no_overflow() =>
        Assert.StartsWith("not JSON", Assert.Single(Read(string.Concat(Enumerable.Repeat("{\"a\":", 100_000))).Problems).Message);
}
