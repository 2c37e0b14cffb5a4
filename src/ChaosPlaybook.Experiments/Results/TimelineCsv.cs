using System.Globalization;
using ChaosPlaybook.Model;
using CsvHelper;
using CsvHelper.Configuration;

namespace ChaosPlaybook.Experiments;

/// <summary>
/// <c>timeline.csv</c>: one row per cell and bin of time, cells in plan order. It is the only place that holds timelines:
/// <c>result.json</c> does not repeat them, and reading gives back the same bits. Names and order of the columns are a contract.
/// </summary>
public static class TimelineCsv
{
    private const string Playbook = "playbook", Time = "timeSeconds", Phase = "phase";

    /// <summary>Columns of every cell, in order; cells with several stations add theirs behind.</summary>
    private static readonly string[] Values =
    [
        .. Timeline.Standard.Take(9), CellTimeline.GoodputLow, CellTimeline.GoodputHigh, .. Timeline.Standard.Skip(9),
    ];

    private static readonly string[] PhaseNames = ["warmUp", "counted", "drain"];

    /// <summary>Writes the timelines of a result.</summary>
    public static void Write(SweepResult result, TextWriter writer)
    {
        using var table = new CsvTable(writer);
        string[] more = [.. result.Timelines.SelectMany(timeline => timeline.Columns.Keys).Except(Values)];
        table.Header([Playbook, .. result.Plan.Factors.Select(factor => factor.Name), Time, .. Values, Phase, .. more]);
        foreach (var timeline in result.Timelines)
        {
            for (var bin = 0; bin < timeline.Count; bin++)
            {
                table.Field(timeline.Playbook);
                table.Fields(timeline.Levels);
                table.Field(timeline.Times[bin]);
                foreach (var column in Values) table.Field(timeline[column][bin]);
                table.Field(PhaseNames[(int)timeline.Phases[bin]]);
                foreach (var column in more)
                {
                    if (timeline.Columns.TryGetValue(column, out var values)) table.Field(values[bin]);
                    else table.Field("");
                }
                table.EndRow();
            }
        }
    }

    /// <summary>Reads the timelines of the cells of a result.</summary>
    /// <exception cref="InvalidDataException">The content does not belong to the cells.</exception>
    public static IReadOnlyList<CellTimeline> Read(SweepResult result, TextReader reader)
    {
        using var csv = new CsvReader(reader, new CsvConfiguration(CultureInfo.InvariantCulture), leaveOpen: true);
        if (!csv.Read() || !csv.ReadHeader()) throw new InvalidDataException("timeline.csv is empty");
        var header = csv.HeaderRecord!;
        var factors = result.Plan.Factors.Count;
        if (header.Length < factors + 3 + Values.Length || header[factors + 1] != Time)
            throw new InvalidDataException($"timeline.csv has no column {Time} behind its {factors} factors: it is of another scenario");
        var rows = new Dictionary<string, List<string[]>>();
        while (csv.Read())
        {
            var row = csv.Parser.Record!;
            var key = string.Join('\u001f', row.Take(factors + 1));
            if (!rows.TryGetValue(key, out var list)) rows[key] = list = [];
            list.Add(row);
        }
        List<CellTimeline> timelines = [];
        foreach (var cell in result.Cells)
        {
            if (rows.Remove($"{string.Join('\u001f', cell.Levels.Select(level => level.ToString()).Prepend(cell.Playbook))}", out var own))
                timelines.Add(Of(cell, header, factors + 1, own));
        }
        return rows.Count == 0 ? timelines : throw new InvalidDataException("timeline.csv has rows that belong to no cell of result.json");
    }

    private static CellTimeline Of(CellResult cell, string[] header, int time, List<string[]> rows)
    {
        var columns = new Dictionary<string, IReadOnlyList<double>>();
        for (var i = time + 1; i < header.Length; i++)
        {
            if (header[i] != Phase && rows[0][i].Length > 0) columns[header[i]] = [.. rows.Select(row => Number(row[i]))];
        }
        var phase = Array.IndexOf(header, Phase);
        return new(cell.Cell, cell.Playbook, cell.Levels, [.. rows.Select(row => Number(row[time]))],
            [.. rows.Select(row => PhaseOf(row[phase]))], columns);
    }

    private static double Number(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw new InvalidDataException($"timeline.csv holds \"{text}\" where a number belongs");

    private static TimelinePhase PhaseOf(string text) => Array.IndexOf(PhaseNames, text) is var phase and >= 0
        ? (TimelinePhase)phase
        : throw new InvalidDataException($"timeline.csv holds the phase \"{text}\"; allowed: {string.Join(", ", PhaseNames)}");
}
