namespace ChaosPlaybook.Cli.Tests;

/// <summary>What is said of a world that many workflows share is not said as of a lone agent.</summary>
public sealed class ManyAgentsTests : InFolder
{
    public ManyAgentsTests() => File.WriteAllText(Scenario, """
        name: counter
        trials: 2
        executors:
          desk: { latency: 100 ms, servers: 2, faults: [ { error: { script: [ok, ok, 503] } } ] }
          till: { latency: 10 ms, servers: 1, calls: [ { call: desk } ] }
        agent: { steps: [ { ask: { call: desk } }, { pay: { call: till } } ] }
        workload: { open: { arrivals: { constant: { rate: 2/s } }, for: 5 s } }
        playbooks:
          bare: []
          own: { steps: { ask: [ { retry: { retries: 1 } }, { timeout: 1 s } ] }, executors: { till: [ { timeout: 2 s } ] } }
        """);

    private string Scenario => At("counter.yaml");

    [Fact]
    public void A_replay_counts_the_workflows_and_numbers_their_steps()
    {
        var picture = At("counter.svg");
        var text = Done("replay", Scenario, "--cell", "0", "--svg", picture);
        // Ten arrivals in five seconds; the third attempt at the desk fails and ends the second workflow.
        Assert.StartsWith("bare, replication 0: 9 of 10 workflows that began after the warm-up succeeded, the last step ended after ", text, StringComparison.Ordinal);
        Assert.Contains("  0 ask: succeeded", text, StringComparison.Ordinal);
        Assert.Contains("  9 pay: succeeded", text, StringComparison.Ordinal);
        Assert.Contains(">9 pay<", File.ReadAllText(picture), StringComparison.Ordinal);
    }

    [Fact]
    public void A_plan_promises_no_precision_that_only_the_trials_can_tell()
    {
        var text = Done("plan", Scenario);
        Assert.DoesNotContain("would be known", text, StringComparison.Ordinal);
        Assert.Contains("depends on how much trials differ", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_plan_names_the_strategies_of_single_steps_and_executors()
    {
        Assert.Contains("playbook own: no strategies; step ask: retry > timeout; calls of till: timeout", Done("plan", Scenario), StringComparison.Ordinal);
    }

    [Fact]
    public void A_price_of_a_thousand_duplicates_has_no_decimals()
    {
        File.WriteAllText(Scenario, """
            name: twice
            trials: 2
            executors: { shop: { latency: 10 ms, faults: [ { loss: { reply: 50 % } } ] } }
            agent: { steps: [ { order: { call: shop, effect: write } } ] }
            workload: { open: { rate: 30/s, for: 50 s } }
            playbooks: { patient: [ { retry: { retries: 8, base: 10 ms } }, { timeout: 100 ms } ] }
            """);
        // Nearly one duplicate per order, of which there are 1,500.
        Assert.Matches("duplicate effects −1,[0-9]{3} per trial", Done("advise", Scenario));
    }

    [Fact]
    public void Workflows_that_only_the_deadline_ended_are_not_passed_over()
    {
        File.WriteAllText(Scenario, """
            name: late
            trials: 200
            executors: { shop: { latency: { exponential: { mean: 100 ms } } } }
            agent: { deadline: 200 ms, steps: [ { order: { call: shop } } ] }
            playbooks: { bare: [] }
            """);
        var text = Done("advise", Scenario);
        Assert.DoesNotContain("nothing failed", text, StringComparison.Ordinal);
        Assert.Contains("no call failed, so there is nothing to mend; workflows that did not succeed were called off, as by the deadline of the agent", text, StringComparison.Ordinal);
    }

    private static string Done(params string[] arguments)
    {
        var (code, output, error) = Run(arguments);
        Assert.True(code == ExitCode.Done, error);
        return output;
    }
}
