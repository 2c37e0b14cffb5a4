namespace ChaosPlaybook.Reporting;

/// <summary>
/// Colours, dashes and shapes of series. The hues follow Okabe and Ito (2008), shifted until each keeps a contrast of 3:1 against
/// the page in light and dark (WCAG 2.2, 1.4.11) and each pair stays apart under deuteranopia and protanopia (matrices of
/// Machado et al. 2009). Dash and marker differ as well, so a series reads in grey.
/// </summary>
public static class Palette
{
    /// <summary>Page background in light mode, and of files that stand alone.</summary>
    public const string LightPage = "#FFFFFF";

    /// <summary>Page background in dark mode.</summary>
    public const string DarkPage = "#14171C";

    /// <summary>Text in light mode.</summary>
    public const string LightInk = "#1B1F24";

    /// <summary>Colours in light mode; slot 0 belongs to the baseline.</summary>
    public static IReadOnlyList<string> Light { get; } =
        ["#4D4D4D", "#026BC8", "#C47E00", "#AC3C8E", "#05A196", "#8F2504", "#2C90F2", "#A46100"];

    /// <summary>Colours in dark mode, slot by slot the same hue.</summary>
    public static IReadOnlyList<string> Dark { get; } =
        ["#C9CED6", "#498DF5", "#FF7E0E", "#D27BC0", "#01BE85", "#B7732E", "#9FB8F3", "#F0C429"];

    /// <summary>Dash patterns, empty for a solid line; more than colours, so that a repeated colour gets another dash.</summary>
    public static IReadOnlyList<string> Dashes { get; } =
        ["6 4", "", "10 3", "2 3", "8 3 2 3", "12 3 2 3 2 3", "4 2", "14 4", "1 2", "6 2 2 2 2 2", "16 2"];

    /// <summary>Fills of stacked shares: kept, kept with less, then kinds of failure from light to dark, so that order reads in grey.</summary>
    public static IReadOnlyList<string> Shares { get; } =
        ["#BFE3D6", "#7FB8D8", "#F2C879", "#E59A4C", "#CC6A3A", "#A3473F", "#77303F", "#4C2140", "#2A1A33"];

    /// <summary>Colour of a slot in light mode.</summary>
    public static string LightOf(int slot) => Light[slot % Light.Count];

    /// <summary>Dash of a slot.</summary>
    public static string DashOf(int slot) => Dashes[slot % Dashes.Count];

    /// <summary>Custom property that holds a slot's colour on a page.</summary>
    public static string Property(int slot) => $"--series-{slot % Light.Count}";

    /// <summary>Fill of a stacked share.</summary>
    public static string ShareOf(int slot) => Shares[Math.Min(slot, Shares.Count - 1)];
}
