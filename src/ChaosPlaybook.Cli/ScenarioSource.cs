using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using ChaosPlaybook.Cli.Commands;
using ChaosPlaybook.Experiments;
using ChaosPlaybook.Interop;
using ChaosPlaybook.Scenarios;

namespace ChaosPlaybook.Cli;

/// <summary>
/// Where advice and search start from: a scenario, or results and the scenario that made them. Results count for a scenario whose plan has their
/// fingerprint once it has their seed and number of trials; worlds, factors, playbooks, stopping rule and confidence must agree.
/// </summary>
/// <param name="Scenario">The scenario file.</param>
/// <param name="Overrides">What replaces its values.</param>
/// <param name="Folder">The results folder; nothing for a scenario.</param>
/// <param name="Results">What it holds.</param>
internal sealed record ScenarioSource(string Scenario, ScenarioOverrides Overrides, string? Folder, SweepResult? Results)
{
    /// <summary>Whether cells of the plan are missing in the results.</summary>
    public bool IsPartial => Results is { } results && (results.Interrupted || results.Cells.Count < results.Plan.Cells);

    /// <summary>What the results hold, in words: <c>partial: 12 of 28 cells</c>.</summary>
    public string Extent => Results is not { } results ? "" : IsPartial ? $"partial: {results.Cells.Count} of {results.Plan.Cells} cells" : $"{results.Cells.Count} cells";

    /// <summary>The source that an argument names.</summary>
    /// <param name="argument">A scenario file or a results folder.</param>
    /// <param name="scenario">The scenario behind the results, where it is named.</param>
    /// <param name="change">Values that replace those of the scenario.</param>
    /// <exception cref="InputException">The scenario behind the results is not to be found, or is another one by now.</exception>
    public static ScenarioSource Of(string argument, string? scenario, ScenarioOverrides change)
    {
        if (!Directory.Exists(argument))
        {
            return scenario is null ? new(argument, change, null, null)
                : throw new InputException($"--scenario names the scenario behind a results folder, and {argument} is none");
        }
        var results = ResultsWriter.Read(argument).Result;
        if (results.Fingerprint.Length == 0) throw new InputException($"{argument} does not say of which plan it is; run the scenario again, or give the scenario instead");
        if (results.Cells.Count == 0) throw new InputException($"{argument} holds no finished cell; give the scenario instead");
        var made = Made(argument, scenario is not null);
        var wanted = change with { Trials = results.Plan.Trials, Seed = results.Plan.Seed, Sets = [.. made?.Sets ?? [], .. change.Sets] };
        var path = scenario ?? Found(argument, made!.Value.Scenario, wanted, results.Fingerprint);
        Verify(argument, path, wanted, results.Fingerprint);
        return new(path, wanted with { Trials = change.Trials ?? wanted.Trials, Seed = change.Seed ?? wanted.Seed }, argument, results);
    }

    /// <summary>
    /// The playbook and the levels to look at: those asked for; what is not asked for is, of results, the first playbook that is not the
    /// baseline and the cell in which it does worst, and of a scenario left open.
    /// </summary>
    public (string? Playbook, IReadOnlyDictionary<string, string> At) Point(string? playbook, IReadOnlyDictionary<string, string> at)
    {
        if (Results is not { } results) return (playbook, at);
        var plan = results.Plan;
        if (playbook is not null && !plan.Playbooks.Contains(playbook))
            throw new InputException($"the results have no playbook \"{playbook}\"; there are: {string.Join(", ", plan.Playbooks)}{NearestName.Hint(playbook, plan.Playbooks)}");
        var name = playbook ?? plan.Playbooks.FirstOrDefault(each => each != plan.Baseline) ?? plan.Baseline;
        List<string> names = [.. plan.Factors.Select(factor => factor.Name)];
        if (at.Keys.FirstOrDefault(each => !names.Contains(each)) is { } foreign)
            throw new InputException($"the results have no factor \"{foreign}\"; there are: {string.Join(", ", names)}{NearestName.Hint(foreign, names)}");
        var worst = results.Cells.Where(cell => cell.Playbook == name && at.All(asked => Is(cell.Levels[names.IndexOf(asked.Key)], asked.Value)))
            .Where(cell => !double.IsNaN(cell[Metric.SuccessRate].Value)).MinBy(cell => (cell[Metric.SuccessRate].Value, cell.Cell))
            ?? throw new InputException($"{Folder} has no finished cell of {name} at those levels; give the scenario {Scenario} instead");
        return (name, names.Zip(worst.Levels).ToDictionary(pair => pair.First, pair => pair.Second.Text));
    }

    private static bool Is(Level level, string asked) =>
        level.Text == asked || level.Number is { } number && double.TryParse(asked, CultureInfo.InvariantCulture, out var same) && number.Equals(same);

    /// <summary>The scenario and the overrides by which a folder was made; nothing where that is unknown and need not be known.</summary>
    private static (string Scenario, IReadOnlyList<(string Path, string Value)> Sets)? Made(string folder, bool named)
    {
        var file = Path.Combine(folder, "provenance.json");
        var help = "name it with --scenario FILE, and --set as it was run";
        if (!File.Exists(file)) return named ? null : throw new InputException($"{folder} has no provenance.json that says which scenario made it; {help}");
        List<string> line;
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(file));
            line = [.. document.RootElement.GetProperty("commandLine").EnumerateArray().Select(word => word.GetString() ?? "")];
        }
        catch (Exception problem) when (problem is JsonException or KeyNotFoundException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            return named ? null : throw new InputException($"{file} cannot be read: {problem.Message}; {help}");
        }
        if (line is not ["run", ..])
            return named ? null : throw new InputException($"{folder} was not made by run but by {(line.Count > 0 ? line[0] : "something unknown")}, which does not say which scenario is behind it; {help}");
        var parsed = RunCommand.Make(new(TextWriter.Null, TextWriter.Null)).Parse([.. line.Skip(1)]);
        if (parsed.Errors.Count > 0) return named ? null : throw new InputException($"{file}: the command line does not read as one of run; {help}");
        return (parsed.GetValue<string>("SCENARIO")!, [.. (parsed.GetValue<string[]>("--set") ?? []).Select(ScenarioArguments.Split)]);
    }

    /// <summary>A relative path counts from where the sweep was run: here, or above the results. The first file that fits is it.</summary>
    private static string Found(string folder, string scenario, ScenarioOverrides wanted, string fingerprint)
    {
        List<string> places = [scenario];
        if (!Path.IsPathRooted(scenario))
            for (var above = Directory.GetParent(Path.GetFullPath(folder)); above is not null; above = above.Parent) places.Add(Path.Combine(above.FullName, scenario));
        places = [.. places.Where(File.Exists)];
        if (places.Count == 0) throw new InputException($"{folder} was made from {scenario}, which is neither here nor above the results; name it with --scenario FILE");
        return places.FirstOrDefault(place => Fingerprint(place, wanted) == fingerprint) ?? places[0];
    }

    private static void Verify(string folder, string path, ScenarioOverrides wanted, string fingerprint)
    {
        var reading = ScenarioFile.Read(path, wanted);
        if (reading.HasErrors)
            throw new InputException($"{folder}: the scenario behind it does not read: {reading.Problems.First(problem => problem.Severity == Severity.Error)}");
        if (PlanFingerprint.Of(reading.Plan!) is var now && now != fingerprint)
            throw new InputException($"{folder} is not of {path} as it stands now (fingerprint {fingerprint[..Math.Min(12, fingerprint.Length)]}, not {now[..12]}); "
                + "run it again, name the scenario as it was with --scenario FILE, give --set as it was run, or ask the scenario itself");
    }

    private static string? Fingerprint(string path, ScenarioOverrides wanted) =>
        ScenarioFile.Read(path, wanted) is { HasErrors: false, Plan: { } plan } ? PlanFingerprint.Of(plan) : null;
}

/// <summary>How a command line names where advice and search start from; the same for every verb that takes results as well as a scenario.</summary>
internal sealed class SourceArguments
{
    private readonly Argument<string> _source = new("SCENARIO|DIR") { Description = "The scenario file, or a results folder of one." };
    private readonly Option<string?> _behind = new("--scenario")
    {
        Description = "The scenario behind a results folder, where the folder does not say or it has moved.", HelpName = "FILE",
    };
    private readonly ScenarioArguments _change = new();

    public void AddTo(Command command)
    {
        command.Add(_source);
        command.Add(_behind);
        _change.AddTo(command);
    }

    /// <summary>Trials asked for on the command line; those of results do not count as such.</summary>
    public long? Trials(ParseResult parsed) => _change.Read(parsed).Trials;

    public ScenarioSource Read(ParseResult parsed) => ScenarioSource.Of(parsed.GetValue(_source)!, parsed.GetValue(_behind), _change.Read(parsed));
}
