using System.CommandLine;
using ChaosPlaybook.Experiments;
using ChaosPlaybook.Model;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Cli.Commands;

/// <summary><c>plan SCENARIO</c>: what a run would do, and how well it would know.</summary>
internal static class PlanCommand
{
    public static Command Make(Terminal terminal)
    {
        var scenario = new Argument<string>("SCENARIO") { Description = "The scenario file." };
        var change = new ScenarioArguments();
        var command = new Command("plan", "Shows what a run would do: factors, playbooks, cells, trials, expected precision; runs nothing.") { scenario };
        change.AddTo(command);
        command.SetAction(parsed =>
        {
            if (ScenarioArguments.Plan(terminal, parsed.GetValue(scenario)!, change.Read(parsed)) is not { } plan) return ExitCode.BadInput;
            Print(plan, terminal.Output);
            return ExitCode.Done;
        });
        return command;
    }

    private static void Print(Plan plan, TextWriter output)
    {
        output.WriteLine(plan.Name);
        if (plan.Description.Length > 0) output.WriteLine($"  {plan.Description.Trim()}");
        output.WriteLine();
        foreach (var factor in plan.Factors) output.WriteLine($"  factor {factor.Name}: {string.Join(", ", factor.Levels.Select(level => level.Text))}");
        for (var i = 0; i < plan.Playbooks.Count; i++)
        {
            var playbook = plan.Points[0].Worlds[i].Playbook;
            var own = string.Concat(playbook.Steps.Select(step => $"; step {step.Key}: {Layers(step.Value)}"))
                + string.Concat(playbook.Executors.Select(executor => $"; calls of {executor.Key}: {Layers(executor.Value)}"));
            output.WriteLine($"  playbook {plan.Playbooks[i]}{(plan.Playbooks[i] == plan.Baseline ? " (baseline)" : "")}: {Layers(playbook.Pipeline)}{own}");
        }
        output.WriteLine();
        output.WriteLine($"  {Counted.Of(plan.Points.Count, "design point")} × {Counted.Of(plan.Playbooks.Count, "playbook")} = {Counted.Of(plan.Cells, "cell")}");
        if (plan.Precision is { } precision)
        {
            output.WriteLine($"  {plan.Trials:N0} to {Counted.Of(precision.MaxTrials, "trial")} per cell, until {precision.Metric} is known to {precision.HalfWidth:R}");
            output.WriteLine($"  at most {Counted.Of(plan.Cells * precision.MaxTrials, "trial")}, seed {plan.Seed}");
        }
        else
        {
            output.WriteLine($"  {Counted.Of(plan.Trials, "trial")} per cell = {Counted.Of(plan.Cells * plan.Trials, "trial")}, seed {plan.Seed}");
        }
        // The interval of a world with a workload comes from how much its trials differ, which only a run can tell.
        if (plan.HasWorkload) output.WriteLine("  a trial is a world of many agents; how sharp its rates get depends on how much trials differ: the report says how sharp they are");
        else
        {
            foreach (var share in (double[])[0.5, 0.9, 0.99])
            {
                var interval = ProportionInterval.Wilson((long)Math.Round(share * plan.Trials), plan.Trials, plan.Confidence);
                output.WriteLine($"  a success rate of {share:P0} would be known to about ±{100 * interval.HalfWidth:F2} percentage points ({plan.Confidence:P0} confidence)");
            }
        }
        if (plan.Hypotheses.Count > 0) output.WriteLine();
        foreach (var claim in plan.Hypotheses)
            output.WriteLine($"  hypothesis \"{claim.Name}\": {claim.Playbook}, {claim.Metric} {ResultNames.Expected(claim)}");
    }

    private static string Layers(IReadOnlyList<StrategyOptions> pipeline) =>
        pipeline.Count == 0 ? "no strategies" : string.Join(" > ", pipeline.Select(layer => layer.Word));
}
