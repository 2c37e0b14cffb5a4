namespace ChaosPlaybook.Reporting;

/// <summary>A picture of data: panels of series, one mark, two axes. Knows no metric; whoever builds it chose all words and scales.</summary>
public sealed record Chart
{
    /// <summary>Short name, unique within a report: prefix of every id in the SVG.</summary>
    public required string Id { get; init; }

    /// <summary>What is shown.</summary>
    public required string Title { get; init; }

    /// <summary>The question it answers or how to read it. Default empty.</summary>
    public string Subtitle { get; init; } = "";

    /// <summary>The picture in words, for readers who cannot see it. Default empty: the subtitle.</summary>
    public string Description { get; init; } = "";

    /// <summary>The free variable. With <see cref="Axis.Categories"/> the chart lies on its side: one row per category.</summary>
    public required Axis X { get; init; }

    /// <summary>The measured variable.</summary>
    public required Axis Y { get; init; }

    /// <summary>How points become ink.</summary>
    public required Mark Mark { get; init; }

    /// <summary>Small multiples in reading order; at least one.</summary>
    public required IReadOnlyList<Panel> Panels { get; init; }

    /// <summary>Every panel uses the same y scale, so heights compare across panels. Default true.</summary>
    public bool SharedY { get; init; } = true;

    /// <summary>Panels beside each other, at most 4; 0 chooses by their number. Default 0.</summary>
    public int Columns { get; init; }

    /// <summary>Height of a panel without categories in pixels; 0 chooses by the columns. Default 0.</summary>
    public double PanelHeight { get; init; }
}

/// <summary>One small multiple.</summary>
/// <param name="Title">Stands above the panel; empty when there is only one.</param>
/// <param name="Series">What is drawn in it.</param>
public sealed record Panel(string Title, IReadOnlyList<Series> Series);

/// <summary>Points that belong together.</summary>
/// <param name="Name">For labels and legend.</param>
/// <param name="Slot">Position in the <see cref="Palette"/>: the same playbook has the same slot in every chart.</param>
/// <param name="Points">Points in order of x.</param>
public sealed record Series(string Name, int Slot, IReadOnlyList<SeriesPoint> Points);

/// <summary>One point with its interval.</summary>
/// <param name="X">Position on the x axis; with categories their index.</param>
/// <param name="Y">Value; NaN leaves a gap.</param>
/// <param name="Low">Lower limit; NaN draws none.</param>
/// <param name="High">Upper limit; NaN draws none, +∞ reaches the top edge.</param>
public readonly record struct SeriesPoint(double X, double Y, double Low, double High)
{
    /// <summary>Both limits exist, the upper one possibly infinite.</summary>
    public bool HasInterval => !double.IsNaN(Low) && !double.IsNaN(High);
}

/// <summary>A chart and where it belongs.</summary>
/// <param name="Name">File name without folder and ending.</param>
/// <param name="Chart">The chart.</param>
/// <param name="Reading">What it shows, one sentence computed from its data.</param>
public sealed record NamedChart(string Name, Chart Chart, string Reading);
