using ChaosPlaybook.Experiments;
using ChaosPlaybook.Reporting;

namespace ChaosPlaybook.Cli;

/// <summary>Puts a result into its folder: tables, charts and pages.</summary>
internal sealed class ResultsWriter(ResultsFolder folder, Terminal terminal)
{
    /// <summary>The folder, made ours.</summary>
    public static ResultsFolder Claim(string path, string scenario) => AsInput(() => ResultsFolder.Claim(path, scenario));

    /// <summary>What a results folder holds.</summary>
    public static StoredResult Read(string path) => AsInput(() => ResultsFolder.Read(path));

    /// <summary>Writes everything, and gives the findings back.</summary>
    public IReadOnlyList<StoredFinding> Write(SweepResult result, Provenance provenance, bool png)
    {
        StoredFinding[] findings = [.. Findings.Of(result).Select(finding => new StoredFinding(finding.Severity.ToString().ToLowerInvariant(), finding.Title, finding.Detail))];
        folder.Save(result, findings, provenance);
        WritePages(result, png);
        return findings;
    }

    /// <summary>Writes charts and pages. They hold nothing that differs between equal sweeps.</summary>
    public void WritePages(SweepResult result, bool png)
    {
        var charts = new List<string>();
        foreach (var file in Report.Files(result, []))
        {
            folder.Write(file.Path, writer => writer.Write(file.Content));
            if (file.Path.EndsWith(".svg", StringComparison.Ordinal)) charts.Add(Path.Combine(folder.Path, file.Path));
        }
        if (png) ToPng(charts);
    }

    private void ToPng(List<string> charts)
    {
        if (PngConverter.Find() is not { } converter)
        {
            terminal.Error.WriteLine($"warning: {PngConverter.NoneFound}");
            return;
        }
        foreach (var problem in converter.Convert(charts).GetAwaiter().GetResult().Problems) terminal.Error.WriteLine($"warning: {problem}");
    }

    /// <summary>Prints the table and where the rest is.</summary>
    public static void Print(SweepResult result, string path, Terminal terminal)
    {
        ConsoleTable.Write(result, terminal.Output, terminal.Colour);
        terminal.Output.WriteLine();
        terminal.Output.WriteLine($"{(result.Interrupted ? "Interrupted; what was finished is in" : "Results:")} {Path.Combine(path, "report.html")}");
    }

    /// <summary>Does it, and blames the input when files are not as they should be.</summary>
    public static T AsInput<T>(Func<T> act)
    {
        try
        {
            return act();
        }
        catch (Exception problem) when (problem is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new InputException(problem.Message);
        }
    }
}
