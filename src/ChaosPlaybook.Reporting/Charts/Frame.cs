namespace ChaosPlaybook.Reporting;

/// <summary>The plot area of one panel: where x and y values lie on the page.</summary>
internal sealed record Frame
{
    public required double Left { get; init; }
    public required double Top { get; init; }
    public required double Width { get; init; }
    public required double Height { get; init; }

    /// <summary>Scale of the free variable; nothing with categories.</summary>
    public AxisScale? X { get; init; }

    /// <summary>Scale of the measured variable; runs across when <see cref="Categories"/> are present.</summary>
    public required AxisScale Y { get; init; }

    /// <summary>Names of the rows, for charts that lie on their side.</summary>
    public IReadOnlyList<string>? Categories { get; init; }

    public double Right => Left + Width;
    public double Bottom => Top + Height;

    /// <summary>Height of one row.</summary>
    public double Row => Categories is null ? 0 : Height / Categories.Count;

    /// <summary>Middle of a row.</summary>
    public double Centre(double category) => Top + ((category + 0.5) * Row);

    /// <summary>Both coordinates of the point can be drawn.</summary>
    public bool Shows(SeriesPoint point) => Y.Shows(point.Y) && (X is null || X.Shows(point.X));
}
