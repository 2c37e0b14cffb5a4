using System.Text.RegularExpressions;
using ChaosPlaybook.Scenarios;

namespace ChaosPlaybook.House.Tests;

/// <summary>What proves a check: a test with the trait <c>check</c>, or a hypothesis whose name begins with the number.</summary>
internal sealed partial record Proof(string Number, string Name, string Result)
{
    /// <summary>Every proof of the house, in order of files; the name of none is unknown unless it stands on no method.</summary>
    public static IReadOnlyList<Proof> All { get; } = [.. Tests(), .. Hypotheses()];

    private static IEnumerable<Proof> Tests()
    {
        foreach (var path in Repository.SourceFiles("tests"))
        {
            if (path.Contains("/obj/", StringComparison.Ordinal)) continue;
            List<string> numbers = [];
            foreach (var line in File.ReadLines(path))
            {
                numbers.AddRange(Traits().Matches(line).Select(trait => trait.Groups[1].Value));
                if (numbers.Count == 0 || Method().Match(line) is not { Success: true } method) continue;
                foreach (var number in numbers) yield return new Proof(number, $"{Path.GetFileNameWithoutExtension(path)}.{method.Groups[1].Value}", "test");
                numbers.Clear();
            }
            foreach (var number in numbers) yield return new Proof(number, $"{Repository.Relative(path)}: a trait above no method", "unknown");
        }
    }

    private static IEnumerable<Proof> Hypotheses()
    {
        foreach (var file in ScenarioTests.Files.Select(row => row.Data))
        {
            if (ScenarioFile.Read(Repository.PathOf(file)).Plan is not { } plan) continue;
            var experiments = plan.Points.Select(point => point.Experiment?.Hypothesis).OfType<string>().Distinct();
            foreach (var name in plan.Hypotheses.Select(hypothesis => hypothesis.Name).Concat(experiments))
            {
                if (Numbers().Match(name) is not { Success: true } match) continue;
                var result = name.Contains(ScenarioTests.MeantToFail, StringComparison.Ordinal) ? "REJECTED, as meant" : "CONFIRMED";
                foreach (var number in match.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries))
                    yield return new Proof(number, $"{file["scenarios/".Length..]}: {name[match.Length..]}", result);
            }
        }
    }

    [GeneratedRegex("""[\[ ]Trait\("check", "([^"]*)"\)""")]
    private static partial Regex Traits();

    [GeneratedRegex(@"^\s*public .*?\b(\w+)\(")]
    private static partial Regex Method();

    [GeneratedRegex(@"^(S\d+ \d+(?:, S\d+ \d+)*): ")]
    private static partial Regex Numbers();
}
