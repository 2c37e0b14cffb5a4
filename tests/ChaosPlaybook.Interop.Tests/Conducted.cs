using ChaosPlaybook.Experiments;
using ChaosPlaybook.Model;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Interop.Tests;

/// <summary>Small experiments whose outcome is known: a share of the answers of a service is an error from second 30 to 50.</summary>
internal static class Conducted
{
    public const int Trials = 12;

    public static WorldOptions World(double rate, MonitorOptions? monitor = null) => new()
    {
        Agent = new([new StepOptions("ask", "service")]),
        Executors = [new ExecutorOptions { Name = "service", Latency = new Constant(0.05) }],
        Playbook = new("none", []),
        Workload = new OpenWorkloadOptions { ForSeconds = 100, Arrivals = new PoissonArrivalOptions { Rate = 20 } },
        Experiment = (monitor ?? new() { Phases = [], Steady = [new(Signal.SuccessRate, AtLeast: true, 0.9)], SteadySeconds = 20, WindowSeconds = 5 }) with
        {
            Phases = [new("errors", 30, 20, new Dictionary<string, IReadOnlyList<FaultOptions>> { ["service"] = [new ErrorFaultOptions { Rate = rate }] })],
        },
    };

    public static ExperimentCard Card(SuccessCriteria? success = null) => new()
    {
        Type = "error|injection", Target = "service", Hypothesis = "The <b>service</b> stands", Environment = "test", Success = success ?? new(), HoldsIn = 0.6,
    };

    public static CellExperiment Cell(int cell, string playbook, WorldOptions world, ExperimentCard card)
    {
        var study = new ExperimentStudy(world, card, 7);
        var trials = Enumerable.Range(0, Trials).Select(replication => study.Run(replication)).ToList();
        return new(cell, playbook, [], ExperimentSummary.Of(ExperimentStudy.Sum(card, trials, 0.95), world.Experiment!));
    }

    public static ReportedExperiment Reported(CellExperiment cell) => new("small", 7, 0.95, [], cell);

    /// <summary>Errors of 30 %: bearable.</summary>
    public static ReportedExperiment Held { get; } = Reported(Cell(0, "weak", World(0.3), Card(
        new() { RecoverySeconds = 10, DetectionSeconds = 10, Defence = DefenceLevel.Red, During = [new(Signal.ErrorRate, AtLeast: false, 0.6)] })));

    /// <summary>Everything fails: not bearable, and the damage passes its limits.</summary>
    public static ReportedExperiment Lost { get; } = Reported(Cell(1, "none", World(1, World(1).Experiment! with { Radius = new() { Agents = 50 } }), Card(
        new() { Defence = DefenceLevel.Yellow, During = [new(Signal.ErrorRate, AtLeast: false, 0.1)] })));

    /// <summary>No fault lands.</summary>
    public static ReportedExperiment Nothing { get; } = Reported(Cell(2, "idle", World(0), Card()));
}
