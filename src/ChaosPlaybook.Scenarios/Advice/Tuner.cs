using ChaosPlaybook.Experiments;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Scenarios;

/// <summary>What a search found.</summary>
/// <param name="Scenario">Name of the scenario.</param>
/// <param name="Playbook">The playbook that was varied.</param>
/// <param name="Levels">Levels by factor.</param>
/// <param name="Goal">What is good.</param>
/// <param name="Rounds">Every round.</param>
/// <param name="Winner">Settings of the winner.</param>
/// <param name="Present">The metric of the playbook as it is, on fresh luck.</param>
/// <param name="Found">The metric of the winner, on the same fresh luck.</param>
/// <param name="Gain">Winner minus present, paired.</param>
/// <param name="Violation">How far the winner misses the bound on fresh luck; 0 when it does not.</param>
/// <param name="FreshTrials">Trials behind the last three.</param>
/// <param name="Text">The winner: YAML of a scenario's playbook, or the JSON of a playbook file.</param>
public sealed record Tuning(
    string Scenario, string Playbook, IReadOnlyDictionary<string, string> Levels, SearchGoal Goal, IReadOnlyList<SearchRound> Rounds, string Winner,
    Estimate Present, Estimate Found, FixGain? Gain, double Violation, long FreshTrials, string Text);

/// <summary>Searches settings of a playbook by successive halving, and measures the winner anew on fresh luck.</summary>
public static class Tuner
{
    private const int Contenders = 27;
    private const byte Shuffle = 1, Place = 2;
    private const long SearchReplication = 1L << 40;

    /// <summary>Searches ranges of settings; the settings tried are a Latin hypercube, and the present ones are among them.</summary>
    /// <param name="path">The scenario file.</param>
    /// <param name="overrides">Values that replace those of the file.</param>
    /// <param name="playbook">The playbook, or nothing for the first that is not the baseline.</param>
    /// <param name="at">Level by factor; the others are taken where the playbook does worst.</param>
    /// <param name="vary">What may be chosen, such as <c>retry.base=100 ms..5 s</c>.</param>
    /// <param name="goal">What is good.</param>
    /// <param name="budget">Trials of the search, about.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancel">Interrupts it.</param>
    /// <exception cref="ArgumentException">What is asked for is not there.</exception>
    public static Tuning Tune(
        string path, ScenarioOverrides overrides, string? playbook, IReadOnlyDictionary<string, string> at, IReadOnlyList<string> vary,
        SearchGoal goal, long budget, IProgress<StageProgress>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(vary);
        var pick = WorldPick.Of(path, overrides, playbook, at, progress, cancel);
        var variations = vary.Select(Variation.Parse).ToList();
        var places = variations.Select(variation => variation.In(pick.Playbook, pick.Node)).ToList();
        Allow();
        var luck = new Luck(pick.Whole.Seed, SearchReplication);
        var contenders = new List<Contender> { new("present", "as it is", pick.Node) };
        var drawn = variations.Select((_, dimension) => Hypercube(luck, dimension, Contenders - 1)).ToList();
        for (var i = 0; i < Contenders - 1; i++)
        {
            var values = variations.Select((variation, dimension) => variation.At(drawn[dimension][i])).ToList();
            var problems = new ProblemList();
            var root = Overrides.Apply(pick.Root, new() { Sets = [.. places.Zip(values)] }, problems);
            if (problems.HasErrors) throw new ArgumentException(AsAsked(string.Join(Environment.NewLine, problems.Sorted(""))));
            var node = ((MapNode)((MapNode)root)["playbooks"]!)[pick.Playbook]!;
            var settings = string.Join(", ", variations.Zip(values).Select(pair => $"{pair.First.Path} {pair.Second}"));
            if (i == 0) Try(node);
            contenders.Add(new($"c{i + 1}", settings, node));
        }
        contenders = [.. contenders.Where(contender => pick.Holds(contender.Name, contender.Playbook)).DistinctBy(contender => YamlText.Flow(contender.Playbook))];
        return Search(pick, contenders, goal, budget, winner => YamlText.Block($"{pick.Playbook}-tuned", winner.Playbook, 0));

        // Settings that do not go together are left out below; a word or an end that is not allowed at all is a mistake.
        void Allow()
        {
            var wrong = new List<string>();
            foreach (var (variation, place) in variations.Zip(places))
            {
                foreach (var value in variation.Extremes)
                {
                    var root = Overrides.Apply(pick.Root, new() { Sets = [(place, value)] }, new ProblemList());
                    try
                    {
                        Try(((MapNode)((MapNode)root)["playbooks"]!)[pick.Playbook]!);
                    }
                    catch (ArgumentException problem)
                    {
                        wrong.AddRange(problem.Message.Split('\n').Select(line => line.Trim()).Where(line => line.Contains($"--vary {variation.Path} is ", StringComparison.Ordinal) && line.Contains("; allowed", StringComparison.Ordinal)));
                    }
                }
            }
            if (wrong.Count > 0) throw new ArgumentException(string.Join($"{Environment.NewLine}error: ", wrong.Distinct()));
        }

        void Try(Node node)
        {
            try
            {
                pick.Compare([(pick.Playbook, node)]);
            }
            catch (ArgumentException problem)
            {
                throw new ArgumentException(AsAsked(problem.Message), problem);
            }
        }

        // Problems have the place that the setting has in the scenario; what was written is its path in the playbook.
        string AsAsked(string message) => variations.Zip(places).Aggregate(message, (text, pair) => text
            .Replace($"--set {pair.Second}: error: {pair.Second}", $"--vary {pair.First.Path}", StringComparison.Ordinal)
            .Replace($"--set {pair.Second}", $"--vary {pair.First.Path}", StringComparison.Ordinal));
    }

    /// <summary>The search itself, and the winner against the present on luck that the search has not seen.</summary>
    internal static Tuning Search(WorldPick pick, IReadOnlyList<Contender> contenders, SearchGoal goal, long budget, Func<Contender, string> text)
    {
        var (rounds, winner) = Halving.Run(pick, contenders, goal, budget);
        var trials = Math.Max(rounds[^1].Trials, 200);
        var isPresent = ReferenceEquals(winner, contenders[0]);
        var plan = pick.Compare([(contenders[0].Name, contenders[0].Playbook), .. isPresent ? [] : new[] { (winner.Name, winner.Playbook) }]);
        var fresh = pick.Run(plan, trials, pick.Whole.Seed ^ 0x9E3779B97F4A7C15, "trials of the winner on fresh luck");
        var compared = fresh.Comparisons.FirstOrDefault(comparison => comparison.Metric == goal.Metric.Name);
        return new(pick.Whole.Name, pick.Playbook, fresh.Plan.Factors.Zip(fresh.Plan.Points[0].Levels).ToDictionary(pair => pair.First.Name, pair => pair.Second.Text),
            goal, rounds, winner.Settings, fresh.Cells[0][goal.Metric], fresh.Cells[^1][goal.Metric],
            compared is null ? null : new(compared.Difference.Value, compared.Difference.Low, compared.Difference.High, compared.PValue),
            Halving.Violation(fresh.Cells[^1], goal), trials, text(winner));
    }

    /// <summary>One dimension of a Latin hypercube: one point in each of <paramref name="count"/> equal strata, in random order.</summary>
    internal static double[] Hypercube(Luck luck, int dimension, int count)
    {
        int[] order = [.. Enumerable.Range(0, count).OrderBy(i => luck.Uniform(Shuffle, dimension, i, 0))];
        return [.. order.Select((stratum, i) => (stratum + luck.Uniform(Place, dimension, i, 0)) / count)];
    }
}
