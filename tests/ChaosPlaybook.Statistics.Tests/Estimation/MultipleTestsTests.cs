using FsCheck;
using FsCheck.Fluent;

namespace ChaosPlaybook.Statistics.Tests;

public class MultipleTestsTests
{
    private static readonly double[] Four = [0.01, 0.04, 0.03, 0.005];

    /// <summary>The fifteen p values of Benjamini and Hochberg (1995), section 3.</summary>
    private static readonly double[] Fifteen =
    [
        0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000,
    ];

    [Fact]
    public void Holm_of_four_by_hand()
    {
        // Ascending 0.005·4 = 0.02, 0.01·3 = 0.03, 0.03·2 = 0.06, and 0.04·1 lifted to 0.06.
        Check([0.03, 0.06, 0.06, 0.02], MultipleTests.Holm(Four));
    }

    [Fact]
    public void BenjaminiHochberg_of_four_by_hand()
    {
        // Descending 0.04·4/4 = 0.04, 0.03·4/3 = 0.04, 0.01·4/2 = 0.02, 0.005·4 = 0.02.
        Check([0.02, 0.04, 0.04, 0.02], MultipleTests.BenjaminiHochberg(Four));
    }

    [Fact]
    public void Of_the_published_fifteen_Holm_finds_three_and_BenjaminiHochberg_four()
    {
        Assert.Equal(3, MultipleTests.Holm(Fifteen).Count(p => p <= 0.05));
        Assert.Equal(4, MultipleTests.BenjaminiHochberg(Fifteen).Count(p => p <= 0.05));
    }

    [Fact]
    public void A_comparison_that_was_not_tested_is_not_counted()
    {
        Check([0.03, double.NaN, 0.06, 0.06, 0.02, double.NaN], MultipleTests.Holm([0.01, double.NaN, 0.04, 0.03, 0.005, double.NaN]));
        Check([0.02, double.NaN, 0.04, 0.04, 0.02], MultipleTests.BenjaminiHochberg([0.01, double.NaN, 0.04, 0.03, 0.005]));
        Assert.Empty(MultipleTests.Holm([]));
        Check([double.NaN], MultipleTests.BenjaminiHochberg([double.NaN]));
    }

    [Fact]
    public void Adjusting_keeps_the_order_never_lowers_and_Holm_is_the_stricter()
    {
        var pValues = Gen.Choose(0, 1000).Select(i => i / 1000.0).ArrayOf().ToArbitrary();
        Prop.ForAll(pValues, p =>
        {
            var (holm, step) = (MultipleTests.Holm(p), MultipleTests.BenjaminiHochberg(p));
            var order = Enumerable.Range(0, p.Length).OrderBy(i => p[i]).ToArray();
            return order.Select(i => holm[i]).SequenceEqual(order.Select(i => holm[i]).Order())
                && order.Select(i => step[i]).SequenceEqual(order.Select(i => step[i]).Order())
                && Enumerable.Range(0, p.Length).All(i => p[i] <= step[i] && step[i] <= holm[i] + 1e-15 && holm[i] <= 1);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_p_value_that_is_none_is_refused_with_its_position()
    {
        Assert.Equal("pValues[1]", Assert.Throws<ArgumentOutOfRangeException>(() => MultipleTests.Holm([0.1, 1.1])).ParamName);
        Assert.Equal("pValues[0]", Assert.Throws<ArgumentOutOfRangeException>(() => MultipleTests.BenjaminiHochberg([-0.1])).ParamName);
    }

    private static void Check(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++) Assert.True(Near.Equal(expected[i], actual[i], 1e-14), $"[{i}]: {expected[i]} but {actual[i]}");
    }
}
