using System.Text;
using System.Text.Json;

namespace ChaosPlaybook.Experiments;

/// <summary>
/// The folder of one scenario's results. Every file is written beside its name (<c>.cells.csv.tmp</c>) and then renamed, so that
/// a reader never meets half a file. A folder that holds anything else is left alone.
/// </summary>
public sealed partial class ResultsFolder
{
    private const string ResultFile = "result.json", TrialsName = "trials.csv", TimelineName = "timeline.csv";

    /// <summary>The tables of a result: name, whether there is one, what writes it.</summary>
    private static readonly (string Name, Func<SweepResult, bool> Exists, Action<SweepResult, TextWriter> Write)[] _tables =
    [
        ("cells.csv", _ => true, CellsCsv.Write), ("comparisons.csv", _ => true, ComparisonsCsv.Write), ("hypotheses.csv", _ => true, HypothesesCsv.Write),
        ("steps.csv", result => result.Steps.Count > 0, StepsCsv.Write),
        ("faults.csv", result => result.Cells.Any(cell => cell.Faults.Count > 0), FaultsCsv.Write),
        (TimelineName, result => result.Timelines.Count > 0, TimelineCsv.Write),
        ("metastability.csv", result => result.Metastability.Count > 0, MetastabilityCsv.Write),
        ("contingency.csv", result => result.Contingency.Count > 0, ContingencyCsv.Write),
        ("experiments.csv", result => result.Experiments.Count > 0, ExperimentCsv.Write),
        ("experiment-signals.csv", result => result.Experiments.Count > 0, ExperimentCsv.WriteSignals),
        ("experiment-phases.csv", result => result.Experiments.Count > 0, ExperimentCsv.WritePhases),
    ];

    private static readonly string[] _ours =
        [.. _tables.Select(table => table.Name), TrialsName, ResultFile, "report.md", "report.html", "provenance.json", "charts", CheckpointName, NoteName];

    private static readonly JsonSerializerOptions ProvenanceOptions =
        new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, WriteIndented = true, NewLine = "\n" };

    private readonly HashSet<string> _written = [];

    private ResultsFolder(string path, StoredResult? earlier)
    {
        Path = path;
        Earlier = earlier;
    }

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>The result it held when it was claimed, or nothing.</summary>
    public StoredResult? Earlier { get; }

    /// <summary>Creates the folder, or takes it over if it holds results of the same scenario or nothing.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="scenario">Name of the scenario.</param>
    /// <exception cref="IOException">It holds results of another scenario or files that are not results; nothing was changed.</exception>
    public static ResultsFolder Claim(string path, string scenario)
    {
        StoredResult? earlier = null;
        if (File.Exists(path)) throw new IOException($"{path} is a file; results need a folder");
        if (Directory.Exists(path))
        {
            // Names that begin with a dot are leftovers of ours or none of our business; we never write over them.
            string[] names =
            [
                .. Directory.EnumerateFileSystemEntries(path).Select(entry => System.IO.Path.GetFileName(entry))
                    .Where(name => name[0] != '.').Order(StringComparer.Ordinal),
            ];
            if (names.FirstOrDefault(name => !_ours.Contains(name)) is { } foreign)
                throw new IOException($"{path} holds {foreign}, which is no results file; choose another folder");
            if (names.Contains(ResultFile))
            {
                earlier = Read(path);
                if (earlier.Result.Plan.Name != scenario)
                {
                    throw new IOException(
                        $"{path} holds results of scenario {earlier.Result.Plan.Name}, not {scenario}; choose another folder");
                }
            }
            else if (ScenarioUnderWay(path) is { } underWay)
            {
                if (underWay != scenario)
                    throw new IOException($"{path} holds a sweep of scenario {underWay} that has not ended, not of {scenario}; choose another folder");
            }
            else if (names.Length > 0)
            {
                throw new IOException($"{path} holds {names[0]} but no {ResultFile} that says whose it is; choose another folder");
            }
        }
        Directory.CreateDirectory(path);
        return new(path, earlier);
    }

    /// <summary>Reads the result that a folder holds.</summary>
    /// <exception cref="FileNotFoundException">It holds none.</exception>
    /// <exception cref="InvalidDataException">What it holds cannot be read.</exception>
    public static StoredResult Read(string path)
    {
        var file = System.IO.Path.Combine(path, ResultFile);
        if (!File.Exists(file))
        {
            throw new FileNotFoundException(File.Exists(path) ? $"{path} is a file; a results folder is needed"
                : !Directory.Exists(path) ? $"there is no folder {path}"
                : File.Exists(System.IO.Path.Combine(path, NoteName)) || File.Exists(System.IO.Path.Combine(path, CheckpointName))
                    ? $"{path} holds no {ResultFile} yet: its sweep has not ended"
                : $"{path} holds no {ResultFile}: it is no results folder");
        }
        using var stream = File.OpenRead(file);
        StoredResult stored;
        try
        {
            stored = ResultJson.Read(stream);
        }
        catch (InvalidDataException problem)
        {
            throw new InvalidDataException($"{path}: {problem.Message}; run the scenario again into another folder", problem);
        }
        var timelines = System.IO.Path.Combine(path, TimelineName);
        if (!File.Exists(timelines)) return stored;
        using var reader = new StreamReader(timelines);
        return stored with { Result = stored.Result with { Timelines = TimelineCsv.Read(stored.Result, reader) } };
    }

    /// <summary>Writes the result and its tables. Tables of an earlier sweep that this one did not write are removed.</summary>
    public void Save(SweepResult result, IReadOnlyList<StoredFinding> findings, Provenance provenance)
    {
        // First, because it says whose folder this is.
        WriteBytes(ResultFile, stream => ResultJson.Write(result, findings, stream));
        foreach (var table in _tables.Where(table => table.Exists(result))) Write(table.Name, writer => table.Write(result, writer));
        WriteBytes("provenance.json", stream => JsonSerializer.Serialize(stream, provenance, ProvenanceOptions));
        foreach (var stale in _tables.Select(table => table.Name).Append(TrialsName).Where(name => !_written.Contains(name))) File.Delete(Full(stale));
    }

    /// <summary>Writes one file: beside its name first, then renamed.</summary>
    /// <param name="name">One of the names of the contract, or a path below <c>charts/</c>.</param>
    /// <param name="write">Writes the content.</param>
    public void Write(string name, Action<TextWriter> write) => WriteBytes(name, stream =>
    {
        using var writer = Writer(stream);
        write(writer);
    });

    /// <summary>
    /// Opens <c>trials.csv</c>. Rows of finished design points of <paramref name="previous"/> are taken over from the present file.
    /// </summary>
    /// <exception cref="FileNotFoundException">There is a previous result but no rows to take over.</exception>
    public TrialsFile OpenTrials(Plan plan, SweepResult? previous = null)
    {
        _written.Add(TrialsName);
        // Its rows are about to be written over.
        DropCheckpoint();
        return new(plan, previous, Full(TrialsName), Temporary(TrialsName), Full(TrialsName));
    }

    internal static StreamWriter Writer(Stream stream) => new(stream, new UTF8Encoding(false), 1 << 16, leaveOpen: true) { NewLine = "\n" };

    private void WriteBytes(string name, Action<Stream> write)
    {
        _written.Add(name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Full(name))!);
        using (var stream = File.Create(Temporary(name))) write(stream);
        File.Move(Temporary(name), Full(name), overwrite: true);
    }

    private string Full(string name) => System.IO.Path.Combine(Path, name);

    private string Temporary(string name) =>
        System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Full(name))!, $".{System.IO.Path.GetFileName(name)}.tmp");
}
