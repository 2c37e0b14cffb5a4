namespace ChaosPlaybook.Experiments;

/// <summary><c>trials.csv</c> of a results folder while it grows; it gets its name when it is complete.</summary>
public sealed class TrialsFile : IDisposable
{
    private readonly string _path, _temporary;
    private readonly FileStream _stream;
    private readonly StreamWriter _writer;
    private bool _closed;

    internal TrialsFile(Plan plan, SweepResult? previous, string path, string temporary, string earlier)
    {
        (_path, _temporary) = (path, temporary);
        if (previous is not null && !File.Exists(earlier))
        {
            throw new FileNotFoundException(
                $"{earlier} is missing: the rows of the earlier trials cannot be taken over; start afresh or leave rows out");
        }
        _stream = File.Create(temporary);
        _writer = ResultsFolder.Writer(_stream);
        Rows = new TrialsCsv(plan, _writer);
        try
        {
            if (previous is not null) TakeOver(plan, previous, earlier);
        }
        catch
        {
            Dispose();
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Takes the rows.</summary>
    public TrialsCsv Rows { get; }

    /// <summary>Closes the file and gives it its name.</summary>
    public void Complete()
    {
        Dispose();
        File.Move(_temporary, _path, overwrite: true);
    }

    /// <summary>Sees to it that all rows so far are on the disk.</summary>
    internal void Secure()
    {
        Rows.Flush();
        _writer.Flush();
        _stream.Flush(flushToDisk: true);
    }

    /// <summary>Closes the file; without <see cref="Complete"/> it keeps its temporary name.</summary>
    public void Dispose()
    {
        if (_closed) return;
        _closed = true;
        Rows.Dispose();
        _writer.Dispose();
        _stream.Dispose();
    }

    // Rows stand in plan order, as many per cell as it has trials, so counting them tells whose they are.
    private void TakeOver(Plan plan, SweepResult previous, string earlier)
    {
        var finished = ResultMerge.Finished(plan, previous).Cells.Select(cell => cell.Cell).ToHashSet();
        using var lines = new StreamReader(earlier);
        lines.ReadLine();
        Rows.Flush();
        foreach (var cell in previous.Cells)
        {
            for (var i = 0L; i < cell.Trials; i++)
            {
                var line = lines.ReadLine() ?? throw new InvalidDataException(
                    $"{earlier} has fewer rows than the earlier result has trials: they cannot be taken over; start afresh or leave rows out");
                if (finished.Contains(cell.Cell)) _writer.Write(line + "\n");
            }
        }
    }
}
