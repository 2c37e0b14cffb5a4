using ChaosPlaybook.Experiments;
using ChaosPlaybook.Model;

namespace ChaosPlaybook.Scenarios.Tests;

/// <summary>Changes beside the playbook and combinations are measured as the others are.</summary>
public sealed class ScenarioFixTests : IDisposable
{
    private const string LostReplies = """
        name: lost
        trials: 4000
        executors:
          shop:
            latency: { constant: 100 ms }
            faults:
              - loss: { reply: 20 % }   # the order is made, the client does not know
        agent:
          steps:
            - look:  { call: shop, effect: read }
            - order: { call: shop, effect: write }   # no key
        playbooks:
          patient:
            - retry: { retries: 5, backoff: constant, base: 100 ms, jitter: none }
            - timeout: 1 s
        """;

    private const string TooFewServers = """
        name: few
        trials: 6
        executors:
          shop:
            servers: 1
            queue: { limit: 5 }
            latency: { exponential: { mean: 100 ms } }
        agent:
          steps:
            - ask: { call: shop, effect: read }
        workload: { open: { rate: 9/s, for: 220 s, warmUp: 20 s, clients: 1 } }
        playbooks:
          patient: []
        """;

    private readonly string _file = System.IO.Path.Combine(Directory.CreateTempSubdirectory("chaosplaybook-fix-").FullName, "scenario.yaml");

    public void Dispose() => Directory.Delete(System.IO.Path.GetDirectoryName(_file)!, recursive: true);

    [Fact]
    [Trait("check", "S4 45")]
    public void Where_replies_of_writes_are_lost_keys_are_proposed_and_end_all_duplicates()
    {
        var advice = Ask(LostReplies);
        var fix = advice.Proposals.First(proposal => proposal.Id == "idempotency-keys");
        Assert.Equal(["agent.steps[1].order.idempotencyKey=true"], fix.Settings);
        Assert.False(fix.ChangesPlaybook);
        // A reply is lost with 0.2 and another attempt follows, five at most: 0.2 + 0.2² + … + 0.2⁵ duplicates per order.
        // An order is made where the look has succeeded: 1 − 0.2⁶ of the workflows.
        var expected = Enumerable.Range(1, 5).Sum(n => Math.Pow(0.2, n)) * (1 - Math.Pow(0.2, 6));
        // The number of further attempts is nearly geometric: variance 0.2/0.8².
        var error = Math.Sqrt(0.2 / 0.64 / advice.Trials);
        Assert.InRange(fix.Consistency.Value, expected - 5 * error, expected + 5 * error);
        Assert.True(fix.Consistency.IsGain && fix.ConsistencyConfirmed!.IsGain);
        Assert.Equal(0, fix.Gain.Value, 3);
        Assert.Equal(expected, advice.Failures.DuplicateEffects / (double)advice.Failures.Trials, 5 * Math.Sqrt(0.2 / 0.64 / advice.Failures.Trials));
    }

    [Fact]
    [Trait("check", "S4 45")]
    public void A_retry_that_would_apply_effects_twice_is_proposed_together_with_keys()
    {
        var advice = Ask(LostReplies.Replace("    - retry: { retries: 5, backoff: constant, base: 100 ms, jitter: none }\n", "", StringComparison.Ordinal));
        var both = advice.Proposals[0];
        Assert.Equal("retry-5+idempotency-keys", both.Id);
        Assert.True(both.ChangesPlaybook);
        Assert.Equal(["agent.steps[1].order.idempotencyKey=true"], both.Settings);
        Assert.Equal(0, both.Consistency.Value);
        // Two calls that both succeed with 0.8 without, nearly always with five retries.
        var expected = Math.Pow(1 - Math.Pow(0.2, 6), 2) - 0.64;
        var error = Math.Sqrt(0.64 * 0.36 / advice.Trials);
        Assert.InRange(both.Gain.Value, expected - 5 * error, expected + 5 * error);
        Assert.InRange(both.Confirmed!.Value, expected - 5 * error, expected + 5 * error);
        Assert.True(advice.Proposals.First(proposal => proposal.Id == "retry-5").Consistency.High < 0);
    }

    [Fact]
    [Trait("check", "S4 46")]
    public void A_key_that_is_applied_stands_in_the_text_beside_its_comment_and_nothing_fails_twice_any_more()
    {
        var fix = Ask(LostReplies).Proposals.First(proposal => proposal.Id == "idempotency-keys");
        var text = ScenarioEdit.Set(LostReplies, fix.Settings);
        Assert.Contains("    - order: { call: shop, effect: write, idempotencyKey: true }   # no key\n", text, StringComparison.Ordinal);
        Assert.Equal(LostReplies.Split('\n').Length, text.Split('\n').Length);
        var after = Ask(text);
        Assert.Equal(0, after.Failures.DuplicateEffects);
        Assert.DoesNotContain(after.Proposals, proposal => proposal.Id.Contains("idempotency", StringComparison.Ordinal));
    }

    [Fact]
    [Trait("check", "S4 45")]
    public void More_servers_are_proposed_where_their_number_is_the_cause_and_gain_what_the_formula_says()
    {
        var fix = Ask(TooFewServers).Proposals.First(proposal => proposal.Id == "servers-shop");
        Assert.Equal(["executors.shop.servers=2"], fix.Settings);
        Assert.True(fix.Gain.IsGain && fix.Worth.Value > 0);
        // M/M/1/6 and M/M/2/7 at 0.9 Erlang: one and two servers, five places to wait; the loss of 200 s has a standard error of about
        // 0.024, of which six trials leave 0.01.
        var erlang = 0.9;
        double Loss(int servers)
        {
            double[] weights = [.. Enumerable.Range(0, servers + 6).Select(n =>
                Math.Pow(erlang, n) / (n <= servers ? Enumerable.Range(1, n).Aggregate(1.0, (a, b) => a * b)
                    : Enumerable.Range(1, servers).Aggregate(1.0, (a, b) => a * b) * Math.Pow(servers, n - servers)))];
            return weights[^1] / weights.Sum();
        }
        Assert.InRange(fix.Gain.Value, Loss(1) - Loss(2) - 0.05, Loss(1) - Loss(2) + 0.05);
        Assert.Contains("servers: 2", ScenarioEdit.Set(TooFewServers, fix.Settings), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("check", "S4 45")]
    public async Task A_combination_is_kept_only_where_it_beats_its_best_part_and_an_independent_run_finds_it_again()
    {
        var petstore = House.At("scenarios", "petstore.yaml");
        var advice = Advisor.Ask(petstore, new(), new() { Playbook = "training", At = new Dictionary<string, string> { ["failureRate"] = "0.20" }, Trials = 2000 },
            TestContext.Current.CancellationToken);
        var both = advice.Proposals.First(proposal => proposal.Kinds.Count == 2);
        var parts = advice.Proposals.Where(proposal => proposal.Kinds.Count == 1 && both.Kinds.Contains(proposal.Kinds[0])).ToList();
        Assert.All(parts, part => Assert.True(both.Merit > part.Merit, $"{both.Id} {both.Merit}, {part.Id} {part.Merit}"));
        Assert.Contains(advice.Proposals.Take(3), proposal => proposal.Id == both.Id && proposal.Confirmed is not null);
        var part = parts.MaxBy(part => part.Merit)!;
        var text = ScenarioPatch.AddPlaybook(ScenarioPatch.AddPlaybook(File.ReadAllText(petstore), "both", both.Patch), "part", part.Patch);
        var plan = ScenarioFile.Parse(text, petstore, new() { Seed = 13_579, Trials = 4000, Sets = [("factors.failureRate", "[0.20]"), ("hypotheses", "[]")] }).Plan!;
        var cells = (await SweepRunner.Run(plan, new(), (world, seed) => new World(world, seed).Run, TestContext.Current.CancellationToken)).Cells;
        double Quality(string name) => cells.First(cell => cell.Playbook == name)[Metric.Quality].Value;
        Assert.True(Quality("both") > Quality("part"));
    }

    [Theory]
    [InlineData("a: { b: 1 }", "a.b=2", "a: { b: 2 }")]
    [InlineData("a: { b: 1 } # c", "a.c=2", "a: { b: 1, c: 2 } # c")]
    [InlineData("a:\n  b: 1 # one\n", "a.c=2", "a:\n  c: 2\n  b: 1 # one\n")]
    [InlineData("a:\n  - b: 1\n    c: 2\n", "a[0].d=3", "a:\n  - b: 1\n    d: 3\n    c: 2\n")]
    public void A_value_is_set_in_the_style_of_the_text(string text, string setting, string expected) =>
        Assert.Equal(expected, ScenarioEdit.Set(text, [setting]));

    [Theory]
    [InlineData("a: &x { b: 1 }\nc: *x\n", "a.b=2")]
    [InlineData("a: { b: \"1\" }", "a.b=2")]
    [InlineData("a: { b: '}' }", "a.c=2")]
    [InlineData("a: 1", "b.c=2")]
    public void What_cannot_be_set_safely_is_refused(string text, string setting) =>
        Assert.Contains("write it by hand", Assert.Throws<ArgumentException>(() => ScenarioEdit.Set(text, [setting])).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(60, "100 retries instead of 60", "30 retries instead of 60")]
    [InlineData(3, "7 retries instead of 3", "1 retry instead of 3")]
    [InlineData(100, null, "50 retries instead of 100")]
    public void Fixes_promise_the_number_of_retries_that_they_write(int retries, string? more, string fewer)
    {
        var advice = Ask(TooFewServers.Replace("trials: 6", "trials: 2", StringComparison.Ordinal).Replace("for: 220 s", "for: 60 s", StringComparison.Ordinal)
            .Replace("patient: []", $"patient: [ {{ retry: {{ retries: {retries}, base: 10 ms }} }} ]", StringComparison.Ordinal)
            .Replace("latency: {", "faults: [ { error: { rate: 50 % } } ]\n    latency: {", StringComparison.Ordinal));
        Assert.Equal(more, advice.Proposals.SingleOrDefault(fix => fix.Id == "more-retries")?.Title);
        Assert.Equal(fewer, advice.Proposals.Single(fix => fix.Id == "fewer-retries").Title);
        Assert.All(advice.Proposals.Where(fix => fix.Id is "more-retries" or "fewer-retries"),
            fix => Assert.Contains($"retries: {fix.Title.Split(' ')[0]},", fix.Patch, StringComparison.Ordinal));
    }

    private Advice Ask(string text)
    {
        File.WriteAllText(_file, text);
        return Advisor.Ask(_file, new(), new(), TestContext.Current.CancellationToken);
    }
}
