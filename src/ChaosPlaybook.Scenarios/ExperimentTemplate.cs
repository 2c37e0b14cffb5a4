namespace ChaosPlaybook.Scenarios;

/// <summary>Text of a first chaos experiment, to be changed.</summary>
public static class ExperimentTemplate
{
    /// <summary>A small complete experiment with comments.</summary>
    /// <param name="name">Name of the scenario: a letter or digit, then letters, digits, <c>_</c> or <c>-</c>.</param>
    public static string Of(string name) => $$"""
        # yaml-language-server: $schema=scenario.schema.json
        name: {{name}}
        description: Does the service stand a failing database?
        trials: 50                          # each with a twin without injection under the same luck

        executors:                          # who serves
          service:
            latency: { lognormal: { median: 20 ms, p99: 100 ms } }
            calls: [ { call: database } ]
          database:
            latency: { lognormal: { median: 5 ms, p99: 50 ms } }

        agent:                              # who calls
          steps:
            - order: { call: service, effect: write }

        workload:                           # warm-up, steady state, injection and rollback must fit in
          open: { rate: 20/s, for: 5 min, warmUp: 10 s }

        experiment:
          type: database-failure
          target: database                  # something must be injected there
          environment: staging              # dev, test, staging, production; production needs approved: true
          hypothesis: retries keep the success rate at 99 % while the database fails now and then
          claimedOf: [retrying]             # baseline is conducted for comparison only
          steadyState:                      # verified before the injection and after the rollback
            expect: [successRate >= 99 %, p99 <= 500 ms]
            window: 1 min
          inject:                           # or phases: a list of them, each with a name
            at: 80 s
            for: 90 s
            faults:
              database:
                - error: { rate: 10 %, codes: [503] }
          sampling: 1 s                     # how often signals are looked at
          window: 10 s                      # over what time they are read
          blastRadius: { executors: 2, requests: 1000, duration: 5 min, environments: [test, staging], checkEvery: 10 s }
          abort:                            # conditions that end it
            - { when: errorRate > 50 %, action: rollback }
            - { when: p99 > 5 s, action: gracefulRollback }
          rollback:
            steps: [stopFaults, restoreInstances, closeBreakers, clearQueues]
            within: 30 s
          success:                          # what must be true of a trial
            recovery: 30 s
            during: [successRate >= 99 %]
          holdsIn: 90 %                     # of the trials
          preFlight: { monitoring: true, onCall: true }

        playbooks:                          # what is compared; strategies are listed outermost first
          baseline: []
          retrying:
            - retry: { retries: 3, backoff: exponential, base: 50 ms, jitter: full }

        """;
}
