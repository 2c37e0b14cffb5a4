using System.Text;
using System.Text.Json;

namespace ChaosPlaybook.Experiments;

/// <summary>
/// The folder of one scenario's results. Every file is written beside its name (<c>.cells.csv.tmp</c>) and then renamed, so that
/// a reader never meets half a file. A folder that holds anything else is left alone.
/// </summary>
public sealed class ResultsFolder
{
    private const string ResultFile = "result.json", TrialsName = "trials.csv", TimelineName = "timeline.csv", MetastabilityName = "metastability.csv",
        ExperimentsName = "experiments.csv", SignalsName = "experiment-signals.csv", PhasesName = "experiment-phases.csv", ContingencyName = "contingency.csv";

    private static readonly string[] Ours =
    [
        "cells.csv", "comparisons.csv", "timeline.csv", MetastabilityName, ContingencyName, ExperimentsName, SignalsName, PhasesName, TrialsName, "hypotheses.csv", ResultFile, "report.md", "report.html",
        "provenance.json", "charts",
    ];

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
            if (names.FirstOrDefault(name => !Ours.Contains(name)) is { } foreign)
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
        if (!File.Exists(file)) throw new FileNotFoundException($"{path} holds no {ResultFile}: it is no results folder");
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
        Write("cells.csv", writer => CellsCsv.Write(result, writer));
        Write("comparisons.csv", writer => ComparisonsCsv.Write(result, writer));
        Write("hypotheses.csv", writer => HypothesesCsv.Write(result, writer));
        if (result.Timelines.Count > 0) Write(TimelineName, writer => TimelineCsv.Write(result, writer));
        if (result.Metastability.Count > 0) Write(MetastabilityName, writer => MetastabilityCsv.Write(result, writer));
        if (result.Contingency.Count > 0) Write(ContingencyName, writer => ContingencyCsv.Write(result, writer));
        if (result.Experiments.Count > 0)
        {
            Write(ExperimentsName, writer => ExperimentCsv.Write(result, writer));
            Write(SignalsName, writer => ExperimentCsv.WriteSignals(result, writer));
            Write(PhasesName, writer => ExperimentCsv.WritePhases(result, writer));
        }
        WriteBytes("provenance.json", stream => JsonSerializer.Serialize(stream, provenance, ProvenanceOptions));
        foreach (var stale in new[] { TrialsName, TimelineName, MetastabilityName, ContingencyName, ExperimentsName, SignalsName, PhasesName }.Where(name => !_written.Contains(name))) File.Delete(Full(stale));
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
        return new(plan, previous, Full(TrialsName), Temporary(TrialsName));
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
