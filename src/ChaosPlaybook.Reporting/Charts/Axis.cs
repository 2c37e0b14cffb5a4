namespace ChaosPlaybook.Reporting;

/// <summary>How values are spread along an axis.</summary>
public enum ScaleKind
{
    /// <summary>Equal steps, equal distance.</summary>
    Linear,
    /// <summary>Equal ratios, equal distance. Values at or below 0 are not drawn.</summary>
    Log,
}

/// <summary>How numbers on an axis are written.</summary>
public enum NumberFormat
{
    /// <summary>As they are.</summary>
    Number,
    /// <summary>Ratios as percentages.</summary>
    Percent,
    /// <summary>Differences of ratios, in percentage points.</summary>
    Points,
    /// <summary>Seconds, or ms and µs when all are short; the unit joins the label.</summary>
    Seconds,
}

/// <summary>An axis: words, scale and limits.</summary>
public sealed record Axis
{
    /// <summary>What is measured, lower case.</summary>
    public required string Label { get; init; }

    /// <summary>Linear or logarithmic. Default linear.</summary>
    public ScaleKind Scale { get; init; }

    /// <summary>How numbers are written. Default plain.</summary>
    public NumberFormat Format { get; init; }

    /// <summary>The axis never reaches below this: 0 for ratios. Default none.</summary>
    public double? Floor { get; init; }

    /// <summary>The axis never reaches above this: 1 for shares. Default none.</summary>
    public double? Ceiling { get; init; }

    /// <summary>Values that must be visible, such as 0 for differences. Default none.</summary>
    public IReadOnlyList<double> Include { get; init; } = [];

    /// <summary>Names of categories, for charts without a numeric axis. Default none.</summary>
    public IReadOnlyList<string>? Categories { get; init; }

    /// <summary>Lines across the panel: zero, a target. Default none.</summary>
    public IReadOnlyList<ReferenceLine> Lines { get; init; } = [];
}

/// <summary>A line across the panel.</summary>
/// <param name="Value">Where, in the axis' unit.</param>
/// <param name="Label">What it means; empty writes nothing.</param>
public sealed record ReferenceLine(double Value, string Label);
