using System.CommandLine;
using System.Globalization;
using ChaosPlaybook.Experiments;
using ChaosPlaybook.Interop;
using ChaosPlaybook.Model;

namespace ChaosPlaybook.Cli.Commands;

/// <summary><c>registry add|promote|list|show</c>: versions of playbooks and how far they have come.</summary>
internal static class RegistryCommand
{
    /// <summary>Lower bounds that a playbook must reach to come into a stage.</summary>
    private static readonly Dictionary<PlaybookStage, double> _gates = new()
    {
        [PlaybookStage.Lab] = 0.90, [PlaybookStage.Staging] = 0.95, [PlaybookStage.Production] = 0.99,
    };

    // A bound of lower confidence lies higher, and would be reached more easily.
    private const double LeastConfidence = 0.95;

    public static Command Make(Terminal terminal) => new("registry", "Keeps versions of playbooks, and lets them from dev to lab, staging and production only on measured lower bounds.")
    {
        Add(terminal), Promote(terminal), List(terminal), Show(terminal),
    };

    private static Option<string> Folder() => new("--dir") { Description = "The registry's folder.", DefaultValueFactory = _ => "registry", HelpName = "DIR" };

    private static Option<int?> VersionOption() => new("--version") { Description = "The version; default the latest.", HelpName = "V" };

    private static Command Add(Terminal terminal)
    {
        var file = new Argument<string>("FILE") { Description = "The playbook file, in the original engine's format." };
        var name = new Option<string?>("--name") { Description = "Name of the playbook; default that of the file.", HelpName = "NAME" };
        var description = new Option<string?>("--description") { Description = "What it is for; default what the file says.", HelpName = "TEXT" };
        var folder = Folder();
        var command = new Command("add", "Adds a playbook, or a further version of it, in the stage dev.") { file, name, description, folder };
        command.SetAction(parsed => AsInput(() =>
        {
            var path = parsed.GetValue(file)!;
            if (!File.Exists(path)) throw new InputException(Directory.Exists(path) ? $"{path} is a folder; a playbook file is needed" : $"there is no file {path}");
            OutputFile.ClaimFolder(parsed.GetValue(folder)!, "--dir");
            var added = new PlaybookRegistry(parsed.GetValue(folder)!, TimeProvider.System)
                .Add(parsed.GetValue(name) ?? Path.GetFileNameWithoutExtension(path), File.ReadAllText(path), parsed.GetValue(description), path);
            terminal.Output.WriteLine($"{added.Name} version {added.Version} is in dev: {added.Path}");
            return ExitCode.Done;
        }));
        return command;
    }

    private static Command Promote(Terminal terminal)
    {
        var name = new Argument<string>("NAME") { Description = "The playbook." };
        var version = VersionOption();
        var results = new Option<string>("--results") { Description = "Results folder in which it was measured.", HelpName = "DIR", Required = true };
        var scenario = new Option<string>("--scenario") { Description = "The scenario that was run there; with --trials, --seed, --set as it was run.", HelpName = "FILE", Required = true };
        var playbook = new Option<string>("--playbook") { Description = "The scenario's playbook that has these rules.", HelpName = "P", Required = true };
        var metric = new Option<string>("--metric") { Description = "What is judged.", DefaultValueFactory = _ => Metric.SuccessRate.Name, HelpName = "METRIC" };
        var threshold = new Option<double?>("--threshold") { Description = "Bound to reach; default for the success rate: 0.90 for lab, 0.95 for staging, 0.99 for production.", HelpName = "X" };
        var at = new Option<string?>("--at") { Description = "Levels that count; default all.", HelpName = "factor=level,…" };
        var folder = Folder();
        var change = new ScenarioArguments();
        var command = new Command("promote", "Moves a playbook one stage on if the lower bound measured for it, where it does worst, reaches the stage's gate; else ends with 1.") { name };
        foreach (Option option in (Option[])[version, results, scenario, playbook, metric, threshold, at, folder]) command.Add(option);
        change.AddTo(command);
        command.SetAction(parsed => AsInput(() =>
        {
            var registry = new PlaybookRegistry(parsed.GetValue(folder)!, TimeProvider.System);
            var registered = Find(registry, parsed.GetValue(name)!, parsed.GetValue(version));
            var next = PlaybookRegistry.Next(registered);
            var measured = CompareCommand.Named(parsed.GetValue(metric)!);
            if (parsed.GetValue(threshold) is null && measured != Metric.SuccessRate) throw new InputException($"--threshold is needed for {measured.Name}");
            var gate = parsed.GetValue(threshold) ?? _gates[next];
            if (ScenarioArguments.Plan(terminal, parsed.GetValue(scenario)!, change.Read(parsed)) is not { } plan) return ExitCode.BadInput;
            var result = ResultsWriter.Read(parsed.GetValue(results)!).Result;
            if (result.Fingerprint != PlanFingerprint.Of(plan))
                throw new InputException($"{parsed.GetValue(results)} is not of this scenario as it stands now (fingerprint {Short(result.Fingerprint)}, not {Short(PlanFingerprint.Of(plan))}); run it again, or give --trials, --seed and --set as it was run");
            if (plan.Confidence < LeastConfidence)
                throw new InputException($"confidence of the scenario is {Number(plan.Confidence)}; a promotion rests on bounds of {Number(LeastConfidence)} at least: run with --set confidence={Number(LeastConfidence)}, and give it here too");
            var measuredPlaybook = parsed.GetValue(playbook)!;
            Same(registered, plan, measuredPlaybook);
            var levels = AdviseCommand.Levels(parsed.GetValue(at));
            var cells = result.Cells.Where(cell => cell.Playbook == measuredPlaybook && IsAsked(cell.Levels)).ToList();
            var asked = plan.Points.Count(point => IsAsked(point.Levels));
            if (asked == 0) throw new InputException("no cell has these levels");
            if (cells.Count < asked)
                throw new InputException($"{parsed.GetValue(results)} has {cells.Count} of the {asked} cells that count; where {measuredPlaybook} does worst is known when all of them are run: run --resume, merge, or name levels with --at");
            var higher = measured.Better == Direction.Higher;
            // A cell without a bound is the worst of all: NaN comes first where the least is sought, and has to be looked for otherwise.
            var worst = higher ? cells.MinBy(cell => cell[measured].Low)! : cells.Find(cell => double.IsNaN(cell[measured].High)) ?? cells.MaxBy(cell => cell[measured].High)!;
            var bound = higher ? worst[measured].Low : worst[measured].High;
            var where = string.Concat(plan.Factors.Zip(worst.Levels).Select(pair => $", {pair.First.Name} {pair.Second.Text}"));
            var found = $"{measured.Name} {(double.IsFinite(bound) ? $"{(higher ? "at least" : "at most")} {Number(bound)}" : "has no bound")}{where}, {Counted.Of(worst.Trials, "trial")}";
            if (!(higher ? bound >= gate : bound <= gate))
            {
                terminal.Output.WriteLine($"{registered.Name} version {registered.Version} stays in {Word(registered.Stage)}: {found}; {Word(next)} needs {Number(gate)}"
                    + (double.IsFinite(bound) ? $", {Number(Math.Abs(gate - bound))} are missing" : ""));
                return ExitCode.HypothesisFailed;
            }
            PlaybookRegistry.Promote(registered, $"{plan.Name}/{measuredPlaybook} {Short(result.Fingerprint)}: {found}");
            terminal.Output.WriteLine($"{registered.Name} version {registered.Version} is in {Word(next)}: {found}");
            return ExitCode.Done;

            bool IsAsked(IReadOnlyList<Level> point) => plan.Factors.Zip(point).All(pair =>
                !levels.TryGetValue(pair.First.Name, out var wanted) || wanted == pair.Second.Text || double.TryParse(wanted, CultureInfo.InvariantCulture, out var number) && number == pair.Second.Number);
        }));
        return command;
    }

    private static Command List(Terminal terminal)
    {
        var folder = Folder();
        var command = new Command("list", "Lists every version of every playbook.") { folder };
        command.SetAction(parsed => AsInput(() =>
        {
            if (File.Exists(parsed.GetValue(folder))) throw new InputException($"--dir is {parsed.GetValue(folder)}, which is a file; a folder is needed");
            var playbooks = new PlaybookRegistry(parsed.GetValue(folder)!, TimeProvider.System).List();
            if (playbooks.Count == 0) terminal.Error.WriteLine($"{parsed.GetValue(folder)} holds no playbooks yet; next: chaosplaybook registry add FILE");
            foreach (var playbook in playbooks)
                terminal.Output.WriteLine($"{playbook.Name,-24} {playbook.Version,3}  {Word(playbook.Stage),-10}  {playbook.CreatedAt.UtcDateTime:yyyy-MM-dd HH:mm}  {playbook.Description}");
            return ExitCode.Done;
        }));
        return command;
    }

    private static Command Show(Terminal terminal)
    {
        var name = new Argument<string>("NAME") { Description = "The playbook." };
        var (version, folder) = (VersionOption(), Folder());
        var command = new Command("show", "Prints a playbook with its life in _metadata.") { name, version, folder };
        command.SetAction(parsed => AsInput(() =>
        {
            terminal.Output.Write(File.ReadAllText(Find(new(parsed.GetValue(folder)!, TimeProvider.System), parsed.GetValue(name)!, parsed.GetValue(version)).Path));
            return ExitCode.Done;
        }));
        return command;
    }

    /// <summary>The rules that were measured must be the registered ones.</summary>
    private static void Same(RegisteredPlaybook registered, Plan plan, string playbook)
    {
        var index = plan.Playbooks.ToList().IndexOf(playbook);
        if (index < 0) throw new InputException($"the scenario has no playbook \"{playbook}\"; there are: {string.Join(", ", plan.Playbooks)}{NearestName.Hint(playbook, plan.Playbooks)}");
        foreach (var point in plan.Points)
        {
            var world = point.Worlds[index];
            var (rules, _) = PlaybookJson.Read(File.ReadAllText(registered.Path), registered.Path).For([.. world.Agent.Steps.Select(step => step.Name)]);
            if (!world.Playbook.Pipeline.OfType<RulesOptions>().Any(measured => PlaybookRegistry.AreEqual(measured, rules)))
                throw new InputException($"the playbook {playbook} that was measured does not have the rules of {registered.Name} version {registered.Version}; measure the registered one: rules: {{ file: {registered.Path} }}");
        }
    }

    private static RegisteredPlaybook Find(PlaybookRegistry registry, string name, int? version)
    {
        var all = registry.List();
        var versions = all.Where(playbook => playbook.Name == name).ToList();
        var names = all.Select(playbook => playbook.Name).Distinct().ToList();
        if (versions.Count == 0) throw new InputException($"the registry has no playbook \"{name}\"; there are: {(names.Count == 0 ? "none" : string.Join(", ", names))}{NearestName.Hint(name, names)}");
        return version is null ? versions[^1] : versions.FirstOrDefault(playbook => playbook.Version == version)
            ?? throw new InputException($"{name} has no version {version}; there are 1 to {versions[^1].Version}");
    }

    private static int AsInput(Func<int> act)
    {
        try
        {
            return act();
        }
        catch (Exception problem) when (problem is IOException or InvalidDataException or UnauthorizedAccessException or ArgumentException)
        {
            throw new InputException(problem.Message);
        }
    }

    private static string Word(PlaybookStage stage) => stage.ToString().ToLowerInvariant();

    private static string Short(string fingerprint) => fingerprint.Length > 12 ? fingerprint[..12] : fingerprint;

    private static string Number(double value) => value.ToString("G5", CultureInfo.InvariantCulture);
}
