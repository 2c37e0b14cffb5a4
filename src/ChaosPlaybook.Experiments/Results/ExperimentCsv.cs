using ChaosPlaybook.Model;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Experiments;

/// <summary>
/// <c>experiments.csv</c>: one row per cell in plan order; <c>experiment-signals.csv</c>: one per cell and signal;
/// <c>experiment-phases.csv</c>: one per cell and phase. Names and order of the columns are a contract.
/// </summary>
public static class ExperimentCsv
{
    private static readonly (string Name, Func<ExperimentSummary, double> Value)[] _numbers =
    [
        ("detected", each => each.Detected.Value), ("recovered", each => each.Recovered.Value),
        ("detectionSeconds", each => each.Detection.Value), ("recoverySeconds", each => each.Recovery.Value), ("rtoSeconds", each => each.Rto.Value),
        ("rpoSeconds", each => each.Rpo.Value), ("rollbackSeconds", each => each.RollbackSeconds.Value),
        ("score", each => each.Score.Value), ("scoreLow", each => each.Score.Low), ("scoreHigh", each => each.Score.High),
        .. ResilienceScore.Names.Select((name, part) => (name, (Func<ExperimentSummary, double>)(each => each.ScoreParts[part].Value))),
        ("contained", each => each.Contained.Value), ("cascaded", each => each.Cascaded.Value), ("cascadeDepth", each => each.CascadeDepth.Value),
        ("agents", each => each.Agents.Value), ("attempts", each => each.Attempts.Value), ("dataLoss", each => each.DataLoss.Value),
        ("lostSuccesses", each => each.LostSuccesses.Value),
    ];

    private static readonly (string Name, ExperimentEnd End)[] _ends =
    [
        ("aborted", ExperimentEnd.Aborted), ("radiusBreached", ExperimentEnd.RadiusBreached), ("killed", ExperimentEnd.Killed),
        ("validationFailed", ExperimentEnd.ValidationFailed),
    ];

    private static readonly (string Name, RollbackStatus Status)[] _rollbacks =
        [("rollbackComplete", RollbackStatus.Complete), ("rollbackPartial", RollbackStatus.Partial), ("rollbackFailed", RollbackStatus.Failed)];

    /// <summary>Writes what the experiments found.</summary>
    public static void Write(SweepResult result, TextWriter writer)
    {
        using var table = new CsvTable(writer);
        table.Header([.. Key(result), "status", "holds", "holdsLow", "holdsHigh", "trials", "conducted", "landed",
            .. _ends.Select(end => end.Name), .. _rollbacks.Select(rollback => rollback.Name), .. _numbers.Select(number => number.Name)]);
        foreach (var cell in result.Experiments)
        {
            var found = cell.Experiment;
            Begin(table, cell);
            table.Field(ResultNames.Of(found.Status));
            table.Field(found.Holds.Value);
            table.Field(found.Holds.Low);
            table.Field(found.Holds.High);
            foreach (var count in (int[])[found.Trials, found.Conducted, found.Landed]) table.Field((long)count);
            foreach (var (_, end) in _ends) table.Field((long)found.Count(end));
            foreach (var (_, status) in _rollbacks) table.Field((long)found.Count(status));
            foreach (var (_, value) in _numbers) table.Field(value(found));
            table.EndRow();
        }
    }

    /// <summary>Writes every signal of every cell.</summary>
    public static void WriteSignals(SweepResult result, TextWriter writer)
    {
        using var table = new CsvTable(writer);
        string[] moments = ["before", "during", "after", "peak"];
        table.Header([.. Key(result), "signal", .. moments.SelectMany(moment => (string[])[moment, $"{moment}Low", $"{moment}High"])]);
        foreach (var cell in result.Experiments)
        {
            foreach (var signal in cell.Experiment.Signals)
            {
                Begin(table, cell);
                table.Field(Signals.Name(signal.Signal));
                foreach (var estimate in (Estimate[])[signal.Before, signal.During, signal.After, signal.Peak])
                {
                    table.Field(estimate.Value);
                    table.Field(estimate.Low);
                    table.Field(estimate.High);
                }
                table.EndRow();
            }
        }
    }

    /// <summary>Writes every phase of every cell.</summary>
    public static void WritePhases(SweepResult result, TextWriter writer)
    {
        using var table = new CsvTable(writer);
        table.Header([.. Key(result), "phase", "fromSeconds", "toSeconds", "injected", "validated", "recovered", "recoverySeconds", "recoverySecondsLow", "recoverySecondsHigh"]);
        foreach (var cell in result.Experiments)
        {
            foreach (var phase in cell.Experiment.Phases)
            {
                Begin(table, cell);
                table.Field(phase.Name);
                table.Field(phase.FromSeconds);
                table.Field(phase.ToSeconds);
                foreach (var count in (int[])[phase.Injected, phase.Validated, phase.Recovered]) table.Field((long)count);
                table.Field(phase.Recovery.Value);
                table.Field(phase.Recovery.Low);
                table.Field(phase.Recovery.High);
                table.EndRow();
            }
        }
    }

    private static IEnumerable<string> Key(SweepResult result) => ["cell", "playbook", .. result.Plan.Factors.Select(factor => factor.Name)];

    private static void Begin(CsvTable table, CellExperiment cell)
    {
        table.Field((long)cell.Cell);
        table.Field(cell.Playbook);
        table.Fields(cell.Levels);
    }
}
