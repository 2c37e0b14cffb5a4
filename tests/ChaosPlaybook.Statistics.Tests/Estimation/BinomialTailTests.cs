using System.Numerics;

namespace ChaosPlaybook.Statistics.Tests;

public class BinomialTailTests
{
    [Theory]
    [InlineData(1, 0.5)]
    [InlineData(20, 0.25)]
    [InlineData(50, 0.5)]
    [InlineData(100, 0.75)]
    public void Probabilities_and_tails_are_the_exact_sums(int n, double p)
    {
        // In whole numbers: p = a/4, so P(X = k)·4ⁿ = C(n, k)·aᵏ·(4 − a)ⁿ⁻ᵏ.
        var a = (int)(p * 4);
        var (choose, sum) = (BigInteger.One, BigInteger.Zero);
        for (var k = 0; k <= n; k++)
        {
            var mass = choose * BigInteger.Pow(a, k) * BigInteger.Pow(4 - a, n - k);
            sum += mass;
            Near.Relative(Ratio(mass, n), BinomialTail.Probability(k, n, p), 1e-13, $"P(X = {k})");
            Near.Relative(Ratio(sum, n), BinomialTail.AtMost(k, n, p), 1e-13, $"P(X ≤ {k})");
            choose = choose * (n - k) / (k + 1);
        }
        Assert.Equal(0, BinomialTail.AtMost(-1, n, p));
        Assert.Equal(0, BinomialTail.Probability(-1, n, p));
        Assert.Equal(0, BinomialTail.Probability(n + 1, n, p));
    }

    [Theory]
    [InlineData(10_000L)]
    [InlineData(1_000_000L)]
    [InlineData(1_000_000_000L)]
    public void Half_the_mass_of_a_fair_coin_lies_below_the_middle(long n)
    {
        // Symmetry: P(X ≤ n/2 − 1) = (1 − P(X = n/2))/2, and P(X = n/2) = √(2/πn)·(1 − 1/4n + 1/32n² + …).
        var middle = Math.Sqrt(2 / (Math.PI * n)) * (1 - 1.0 / (4.0 * n) + 1 / (32.0 * n * n));
        Near.Relative(middle, BinomialTail.Probability(n / 2, n, 0.5), 1e-11, "de Moivre with Stirling's correction");
        Near.Relative((1 - middle) / 2, BinomialTail.AtMost(n / 2 - 1, n, 0.5), 1e-9, "sum of up to 130 000 terms");
    }

    [Fact]
    public void Rare_events_in_many_trials_follow_Poisson()
    {
        // Bin(10⁹, 3·10⁻⁹) differs from Poisson(3) by at most p per unit of probability (Barbour and Hall).
        const double mean = 3;
        var (term, sum) = (Math.Exp(-mean), 0.0);
        for (var k = 0; k < 15; k++)
        {
            sum += term;
            Near.Check(sum, BinomialTail.AtMost(k, 1_000_000_000, mean / 1e9), 3e-9, $"P(X ≤ {k})");
            term *= mean / (k + 1);
        }
    }

    private static double Ratio(BigInteger mass, int n) => Math.Exp(BigInteger.Log(mass) - n * Math.Log(4));
}
