using ChaosPlaybook.Experiments;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Scenarios;

/// <summary>A playbook in a search.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Settings">What sets it apart, in words.</param>
/// <param name="Playbook">The playbook as written.</param>
internal sealed record Contender(string Name, string Settings, Node Playbook);

/// <summary>One contender in one round.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Settings">What sets it apart.</param>
/// <param name="Value">Estimate of the metric.</param>
/// <param name="Violation">How far it misses what it is subject to, in that metric's unit; 0 when it does not.</param>
/// <param name="Survives">Whether it goes on to the next round.</param>
public sealed record RoundEntry(string Name, string Settings, Estimate Value, double Violation, bool Survives);

/// <summary>A round of a search.</summary>
/// <param name="Trials">Trials of every contender.</param>
/// <param name="Entries">Contenders, best first.</param>
public sealed record SearchRound(long Trials, IReadOnlyList<RoundEntry> Entries);

/// <summary>What a search should find.</summary>
/// <param name="Metric">The metric to make good.</param>
/// <param name="Limit">A metric that must keep a bound, or nothing.</param>
/// <param name="Relation">Direction of the bound.</param>
/// <param name="Threshold">The bound.</param>
public sealed record SearchGoal(Metric Metric, Metric? Limit = null, Relation Relation = Relation.AtMost, double Threshold = 0);

/// <summary>
/// Successive halving: every round gives each contender the same replications, and the best third goes on with three times as many.
/// Jamieson and Talwalkar, "Non-stochastic best arm identification and hyperparameter optimization", AISTATS (2016); η = 3.
/// </summary>
internal static class Halving
{
    private const int Eta = 3;
    private const long Fewest = 20;

    /// <summary>Runs the rounds; the last has one survivor.</summary>
    /// <param name="pick">The world.</param>
    /// <param name="contenders">At least one; their names differ.</param>
    /// <param name="goal">What is good.</param>
    /// <param name="budget">Trials in all, about.</param>
    public static (IReadOnlyList<SearchRound> Rounds, Contender Winner) Run(WorldPick pick, IReadOnlyList<Contender> contenders, SearchGoal goal, long budget)
    {
        var rounds = new List<SearchRound>();
        var number = Math.Max(1, (int)Math.Ceiling(Math.Log(contenders.Count, Eta) - 1e-9));
        while (true)
        {
            var trials = Math.Max(Fewest, budget / number / contenders.Count);
            var cells = pick.Run(pick.Compare([.. contenders.Select(contender => (contender.Name, contender.Playbook))]), trials, pick.Whole.Seed, $"trials of round {rounds.Count + 1} of {number}").Cells;
            var ranked = contenders.Zip(cells).Select(pair => (Contender: pair.First, Value: pair.Second[goal.Metric], Violation: Violation(pair.Second, goal)))
                .OrderBy(row => row.Violation).ThenBy(row => Loss(row.Value.Value, goal.Metric)).ThenBy(row => row.Contender.Name, StringComparer.Ordinal).ToList();
            var kept = contenders.Count <= Eta ? 1 : (contenders.Count + Eta - 1) / Eta;
            rounds.Add(new(trials, [.. ranked.Select((row, i) => new RoundEntry(row.Contender.Name, row.Contender.Settings, row.Value, row.Violation, i < kept))]));
            contenders = [.. ranked.Take(kept).Select(row => row.Contender)];
            if (kept == 1) return (rounds, contenders[0]);
        }
    }

    /// <summary>How far a cell misses the bound.</summary>
    public static double Violation(CellResult cell, SearchGoal goal)
    {
        if (goal.Limit is null) return 0;
        var value = cell[goal.Limit].Value;
        var missed = goal.Relation == Relation.AtMost ? value - goal.Threshold : goal.Threshold - value;
        return double.IsNaN(missed) ? double.PositiveInfinity : Math.Max(0, missed);
    }

    private static double Loss(double value, Metric metric) =>
        double.IsNaN(value) ? double.PositiveInfinity : metric.Better == Direction.Higher ? -value : value;
}
