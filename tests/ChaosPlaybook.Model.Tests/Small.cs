using ChaosPlaybook.Kernel;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model.Tests;

/// <summary>Small worlds and scripted layers.</summary>
internal static class Small
{
    public static WorldOptions World(IReadOnlyList<StrategyOptions> pipeline, IReadOnlyList<FaultOptions>? faults = null, int steps = 1, Effect effect = Effect.None) => new()
    {
        Agent = new([.. Enumerable.Range(0, steps).Select(i => new StepOptions($"step{i}", "service", effect))]),
        Executors =
        [
            new ExecutorOptions { Name = "service", Latency = new Constant(0.1), Faults = faults ?? [], Cost = 2 },
            new ExecutorOptions { Name = "spare", Latency = new Constant(1) },
        ],
        Playbook = new("tested", pipeline),
    };

    public static TrialRecord Run(WorldOptions options, long replication = 0, ulong seed = 1)
    {
        new World(options, seed).Run(replication, out var record);
        return record;
    }

    /// <summary>Runs a pipeline around scripted answers, one per attempt, each after a tenth of a second.</summary>
    public static (TrialRecord Record, Outcome Outcome, double Seconds) Script(IReadOnlyList<StrategyOptions> pipeline, params Outcome[] answers)
    {
        var trial = new Trial { MaxAttempts = 1000 };
        trial.Begin(new Luck(1, 0));
        var scripted = new Scripted(answers);
        Strategy layers = scripted;
        var simulation = new Simulation();
        var context = new PipelineContext(simulation, trial, new Dictionary<string, Executor>());
        foreach (var options in pipeline.Reverse()) layers = options.Around(layers, context);
        var call = new Call(trial);
        call.Begin(0, new StepOptions("step0", "service"), trial.Counted);
        var probe = new Probe(layers, call);
        simulation.Spawn(probe);
        simulation.Run();
        Assert.Equal(0, simulation.LiveStrands);
        Assert.Equal(0, simulation.PendingTimers);
        trial.Counted.Record.Attempts = scripted.Made;
        return (trial.Counted.Record, probe.Outcome, simulation.Now);
    }

    private sealed class Scripted(Outcome[] answers) : Strategy
    {
        public int Made;

        public override SimTask<Outcome> Run(Strand strand, Call call) => strand.After(0.1, answers[Math.Min(Made++, answers.Length - 1)]);
    }

    private sealed class Probe(Strategy layers, Call call) : Process
    {
        public Outcome Outcome;

        public override async SimTask<Outcome> Run(Strand strand, object? context) => Outcome = await layers.Run(strand, call);
    }
}
