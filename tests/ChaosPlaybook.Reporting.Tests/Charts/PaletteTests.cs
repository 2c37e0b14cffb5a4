namespace ChaosPlaybook.Reporting.Tests;

public sealed class PaletteTests
{
    // Severity 1, from Machado, Oliveira and Fernandes (2009), table 1; applied to linear RGB.
    private static readonly double[][] _deuteranopia = [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]];
    private static readonly double[][] _protanopia = [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]];
    private static readonly double[][] _everyone = [[1, 0, 0], [0, 1, 0], [0, 0, 1]];

    public static TheoryData<bool> Modes => [true, false];

    [Theory, MemberData(nameof(Modes))]
    public void Every_colour_has_a_contrast_of_3_to_1_against_its_page(bool dark)
    {
        var page = Luminance(Linear(dark ? Palette.DarkPage : Palette.LightPage));
        Assert.All(dark ? Palette.Dark : Palette.Light, colour => Assert.True(Contrast(Luminance(Linear(colour)), page) >= 3, colour));
    }

    [Theory, MemberData(nameof(Modes))]
    public void Any_two_colours_stay_four_just_noticeable_differences_apart_under_colour_blindness(bool dark)
    {
        var colours = dark ? Palette.Dark : Palette.Light;
        foreach (var eyes in (double[][][])[_everyone, _deuteranopia, _protanopia])
        {
            for (var i = 0; i < colours.Count; i++)
            {
                for (var k = i + 1; k < colours.Count; k++)
                {
                    var apart = Distance(OkLab(Seen(eyes, Linear(colours[i]))), OkLab(Seen(eyes, Linear(colours[k]))));
                    Assert.True(apart >= 0.08, $"{colours[i]} and {colours[k]}: {apart:0.000}");      // a just noticeable difference in OKLab is about 0.02
                }
            }
        }
    }

    [Fact]
    public void Shares_of_failure_get_darker_step_by_step()
    {
        var light = Palette.Shares.Skip(2).Select(colour => Luminance(Linear(colour))).ToList();
        Assert.Equal(light.OrderDescending(), light);
    }

    [Fact]
    public void Slots_that_share_a_colour_differ_in_dash()
    {
        for (var slot = 0; slot < Palette.Light.Count; slot++) Assert.NotEqual(Palette.DashOf(slot), Palette.DashOf(slot + Palette.Light.Count));
    }

    private static double[] Linear(string hex) => [.. Enumerable.Range(0, 3).Select(i => Convert.ToInt32(hex.Substring(1 + (2 * i), 2), 16) / 255.0)
        .Select(c => c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4))];

    private static double Luminance(double[] c) => (0.2126 * c[0]) + (0.7152 * c[1]) + (0.0722 * c[2]);

    private static double Contrast(double a, double b) => (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);

    private static double[] Seen(double[][] eyes, double[] c) => [.. eyes.Select(row => Math.Clamp(row.Zip(c, (a, b) => a * b).Sum(), 0, 1))];

    private static double Distance(double[] a, double[] b) => Math.Sqrt(a.Zip(b, (x, y) => (x - y) * (x - y)).Sum());

    private static double[] OkLab(double[] c)
    {
        var l = Math.Cbrt((0.4122214708 * c[0]) + (0.5363325363 * c[1]) + (0.0514459929 * c[2]));
        var m = Math.Cbrt((0.2119034982 * c[0]) + (0.6806995451 * c[1]) + (0.1073969566 * c[2]));
        var s = Math.Cbrt((0.0883024619 * c[0]) + (0.2817188376 * c[1]) + (0.6299787005 * c[2]));
        return
        [
            (0.2104542553 * l) + (0.7936177850 * m) - (0.0040720468 * s), (1.9779984951 * l) - (2.4285922050 * m) + (0.4505937099 * s),
            (0.0259040371 * l) + (0.7827717662 * m) - (0.8086757660 * s),
        ];
    }
}
