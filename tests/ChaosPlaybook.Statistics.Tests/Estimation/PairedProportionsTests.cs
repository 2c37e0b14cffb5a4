namespace ChaosPlaybook.Statistics.Tests;

public class PairedProportionsTests
{
    /// <summary>Airway hyper-responsiveness before and after transplantation, the example of Fagerland et al. (2013): 1, 1, 7, 12.</summary>
    private static readonly PairedCounts Fagerland = PairedCounts.Of(1, 1, 7, 12);

    [Fact]
    public void McNemar_gives_the_p_values_of_Fagerlands_example()
    {
        // 2·P(Bin(8, ½) ≤ 1) = 18/256, printed as 0.070; less P(X = 1) = 8/256, printed as 0.039.
        Near.Relative(18 / 256.0, PairedProportions.McNemarExact(Fagerland), 1e-13, "exact conditional");
        Near.Relative(10 / 256.0, PairedProportions.McNemarMidP(Fagerland), 1e-13, "mid-p");
    }

    [Fact]
    public void BonettPrice_follows_its_formula_by_hand()
    {
        // p̃: 2/23 and 8/23; Δ̃ = 6/23; variance (10/23 − 36/529)/23 = 194/12167; z = 1.959963984540054.
        var interval = PairedProportions.BonettPrice(Fagerland, 0.95);
        var half = 1.959963984540054 * Math.Sqrt(194.0 / 12167);
        Near.Relative(6 / 21.0, interval.Value, 1e-15, "(7 − 1)/21");
        Near.Relative(6 / 23.0 - half, interval.Low, 1e-12, "low");
        Near.Relative(6 / 23.0 + half, interval.High, 1e-12, "high");
        Assert.Equal(21, interval.Count);
    }

    [Fact]
    public void Exchanging_the_alternatives_turns_the_sign_and_keeps_the_p_values()
    {
        var exchanged = PairedCounts.Of(1, 7, 1, 12);
        var (one, other) = (PairedProportions.BonettPrice(Fagerland, 0.9), PairedProportions.BonettPrice(exchanged, 0.9));
        Assert.Equal((-one.High, -one.Value, -one.Low), (other.Low, other.Value, other.High));
        Assert.Equal(PairedProportions.McNemarExact(Fagerland), PairedProportions.McNemarExact(exchanged));
        Assert.Equal(PairedProportions.McNemarMidP(Fagerland), PairedProportions.McNemarMidP(exchanged));
    }

    [Fact]
    public void Without_differing_pairs_there_is_no_evidence_but_still_an_interval()
    {
        var same = PairedCounts.Of(50, 0, 0, 50);
        Assert.Equal(1, PairedProportions.McNemarExact(same));
        Assert.Equal(1, PairedProportions.McNemarMidP(same));
        var interval = PairedProportions.BonettPrice(same, 0.95);
        // z·√(2/102/102): the width does not vanish, as it would for the plain Wald interval.
        Near.Relative(1.959963984540054 * Math.Sqrt(2) / 102, interval.HalfWidth, 1e-12, "by hand");
        Assert.Equal(0, interval.Value);
        var none = PairedProportions.BonettPrice(default, 0.95);
        Assert.True(double.IsNaN(none.Value) && double.IsNaN(none.Low) && double.IsNaN(none.High));
        Assert.Equal(1, PairedProportions.McNemarMidP(default));
    }

    [Fact]
    public void Equal_numbers_of_differing_pairs_give_one_minus_half_their_probability()
    {
        // P(Bin(6, ½) = 3) = 20/64.
        Near.Relative(1 - 10 / 64.0, PairedProportions.McNemarMidP(PairedCounts.Of(5, 3, 3, 5)), 1e-14, "1 − ½·20/64");
        Assert.Equal(1, PairedProportions.McNemarExact(PairedCounts.Of(5, 3, 3, 5)));
    }

    [Fact]
    public void An_interval_never_leaves_minus_one_to_one()
    {
        var interval = PairedProportions.BonettPrice(PairedCounts.Of(0, 0, 2, 0), 0.9999);
        Assert.Equal(1, interval.High);
        Assert.Equal(-1, PairedProportions.BonettPrice(PairedCounts.Of(0, 2, 0, 0), 0.9999).Low);
    }

    [Theory]
    [InlineData(1_000_000L)]
    [InlineData(1_000_000_000L)]
    public void Many_differing_pairs_give_the_p_values_of_the_normal_law(long differing)
    {
        foreach (var z in new[] { 0.5, 1, 2, 3, 5 })
        {
            var gap = 2 * (long)(z * Math.Sqrt(differing) / 2);
            var counts = PairedCounts.Of(0, (differing - gap) / 2, (differing + gap) / 2, 0);
            // Mid-p has no continuity error left: the next term of the Edgeworth series is (z³ − 3z)φ(z)/12n, over 2Φ(−z) below 10z²/n.
            var exactZ = gap / Math.Sqrt(differing);
            var normal = 2 * StandardNormal.Cdf(-exactZ);
            Near.Relative(normal, PairedProportions.McNemarMidP(counts), 100.0 / differing + 1e-9, $"mid-p at z = {z}");
            // The exact test adds half a step on each side: the normal law at z − 1/√n.
            var corrected = 2 * StandardNormal.Cdf(-exactZ + 1 / Math.Sqrt(differing));
            Near.Relative(corrected, PairedProportions.McNemarExact(counts), 100.0 / differing + 1e-9, $"exact at z = {z}");
        }
    }
}
