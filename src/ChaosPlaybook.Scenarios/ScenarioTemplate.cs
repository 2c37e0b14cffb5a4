namespace ChaosPlaybook.Scenarios;

/// <summary>Text of a first scenario, to be changed.</summary>
public static class ScenarioTemplate
{
    /// <summary>A small complete scenario with comments.</summary>
    /// <param name="name">Name of the scenario: a letter or digit, then letters, digits, <c>_</c> or <c>-</c>.</param>
    public static string Minimal(string name) => $$"""
        # yaml-language-server: $schema=scenario.schema.json
        name: {{name}}
        description: Does retrying pay off as the service gets worse?
        seed: 42                            # the same seed gives the same results, byte for byte
        trials: 2000                        # per cell: every failure rate with every playbook

        factors:                            # what is swept; $failureRate below stands for each level in turn
          failureRate: [0, 0.05, 0.10, 0.20]

        executors:                          # who serves
          service:
            latency: { lognormal: { median: 100 ms, p99: 1 s } }
            faults:
              - error: { rate: $failureRate, codes: [500, 503] }

        agent:                              # who calls: step by step, until one fails
          steps:
            - look:  { call: service, effect: read }
            - order: { call: service, effect: write }

        playbooks:                          # what is compared; strategies are listed outermost first
          baseline: []
          retrying:
            - timeout: 30 s
            - retry: { retries: 3, backoff: exponential, base: 500 ms, jitter: full }
            - timeout: 5 s

        hypotheses:                         # what is claimed
          - name: three retries hold 99 % at a failure rate of 10 %
            when: { playbook: retrying, failureRate: 0.10 }
            expect: successRate >= 0.99

        """;
}
