using System.Text.Json.Nodes;
using ChaosPlaybook.Experiments;
using ChaosPlaybook.Model;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Interop;

/// <summary>
/// An experiment as a journal of Chaos Toolkit (chaoslib/run.py), for tools that read one. Outputs are means over the trials. As there,
/// <c>status</c> is <c>failed</c> when the steady state does not hold before or after, the latter also being <c>deviated</c>;
/// <c>aborted</c> when more trials ended early than ran their course. Dates count from <see cref="ReportedExperiment.Epoch"/>.
/// </summary>
public static class ChaosToolkitJournal
{
    /// <summary>No probe reads more than this; JSON has no infinity.</summary>
    private const double Endless = 1e308;

    /// <summary>Writes the journal of one experiment.</summary>
    public static string Write(ReportedExperiment experiment)
    {
        var summary = experiment.Summary;
        var guards = ExperimentRow.SteadyGuards(summary).ToList();
        var ended = experiment.ToSeconds + (double.IsFinite(summary.RollbackSeconds.Value) ? summary.RollbackSeconds.Value : 0);
        var before = State(guards, summary, each => each.Before, experiment.FromSeconds, experiment.FromSeconds);
        var during = State(guards, summary, each => each.During, experiment.FromSeconds, experiment.ToSeconds);
        var after = State(guards, summary, each => each.After, ended, ended);
        var started = summary.Conducted > 0 && Met(before);
        var deviated = started && !Met(after);
        return ReportText.Json(new JsonObject
        {
            ["chaoslib-version"] = "1.0.0+chaosplaybook", ["platform"] = "ChaosPlaybook, virtual time", ["node"] = experiment.Id,
            ["experiment"] = new JsonObject
            {
                ["title"] = $"{summary.Card.Type} at {summary.Card.Target}", ["description"] = $"{summary.Card.Hypothesis} ({experiment.Setting}; {Counted.Of(summary.Trials, "trial")})",
                ["tags"] = ReportText.Texts([summary.Card.Environment, experiment.Scenario]),
                ["steady-state-hypothesis"] = new JsonObject { ["title"] = summary.Card.Hypothesis, ["probes"] = new JsonArray([.. guards.Select(Probe)]) },
                ["method"] = new JsonArray([.. summary.Phases.Select(Inject)]),
                ["rollbacks"] = new JsonArray([.. summary.RollbackSteps.Select(RollBack)]),
            },
            ["start"] = Date(0), ["status"] = !started || deviated ? "failed" : experiment.EndedEarly > summary.Count(ExperimentEnd.Completed) ? "aborted" : "completed",
            ["deviated"] = deviated,
            ["steady_states"] = new JsonObject { ["before"] = before, ["after"] = started ? after : null, ["during"] = started ? new JsonArray(during) : [] },
            ["run"] = new JsonArray([.. started ? summary.Phases.Select(phase => Ran(Inject(phase), phase.FromSeconds, Math.Clamp(experiment.ToSeconds, phase.FromSeconds, phase.ToSeconds),
                $"a fault landed in {summary.Landed} of {summary.Conducted} trials", summary.Landed > 0)) : []]),
            ["rollbacks"] = new JsonArray([.. started ? summary.RollbackSteps.Select(step => Ran(RollBack(step), experiment.ToSeconds, ended,
                string.Join(", ", summary.Rollbacks.Select(each => $"{each.What.ToUpperInvariant()} in {each.Trials}")),
                summary.Rollbacks.All(each => each.What == nameof(RollbackStatus.Complete)))) : []]),
            ["end"] = Date(ended), ["duration"] = ended,
        });
    }

    private static bool Met(JsonObject state) => (bool)state["steady_state_met"]!;

    private static JsonObject State(List<Guard> guards, ExperimentSummary summary, Func<SignalSummary, Estimate> when, double from, double to)
    {
        var probes = guards.Select(guard => (Guard: guard, when(summary.Signals.First(each => each.Signal == guard.Signal)).Value)).ToList();
        return new JsonObject
        {
            ["steady_state_met"] = probes.All(probe => probe.Guard.Holds(probe.Value)),
            ["probes"] = new JsonArray([.. probes.Select(probe =>
            {
                var ran = Ran(Probe(probe.Guard), from, to, ReportText.Number(probe.Value), true);
                ran["tolerance_met"] = probe.Guard.Holds(probe.Value);
                return ran;
            })]),
        };
    }

    private static JsonObject Probe(Guard guard)
    {
        var most = Signals.Unit(guard.Signal) == "1" ? 1 : Endless;
        var probe = Activity("probe", guard.ToString(), "signal", new JsonObject { ["name"] = EstimateText.Name(guard.Signal) });
        probe["tolerance"] = new JsonObject { ["type"] = "range", ["range"] = guard.AtLeast ? new JsonArray(guard.Threshold, most) : new JsonArray(guard.Floor ?? 0, guard.Threshold) };
        return probe;
    }

    private static JsonObject Inject(PhaseSummary phase) =>
        Activity("action", phase.Name, "inject", new JsonObject { ["targets"] = ReportText.Texts(phase.Targets), ["seconds"] = phase.ToSeconds - phase.FromSeconds });

    private static JsonObject RollBack(RollbackStep step) => Activity("action", EstimateText.Name(step), "rollback", new JsonObject { ["step"] = EstimateText.Name(step) });

    private static JsonObject Activity(string type, string name, string function, JsonObject arguments) => new()
    {
        ["type"] = type, ["name"] = name,
        ["provider"] = new JsonObject { ["type"] = "python", ["module"] = "chaosplaybook", ["func"] = function, ["arguments"] = arguments },
    };

    private static JsonObject Ran(JsonObject activity, double from, double to, JsonNode? output, bool succeeded) => new()
    {
        ["activity"] = activity, ["output"] = output, ["start"] = Date(from), ["status"] = succeeded ? "succeeded" : "failed", ["end"] = Date(to), ["duration"] = to - from,
    };

    // As Python writes a date without a zone.
    private static string Date(double seconds) => ReportText.Moment(seconds, "");
}
