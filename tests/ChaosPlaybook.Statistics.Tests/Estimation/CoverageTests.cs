namespace ChaosPlaybook.Statistics.Tests;

/// <summary>
/// How often 95 % intervals hold the truth, by seeded simulation. The measured rate errs by √(0.95·0.05/N); tolerances are z = 5
/// of that, plus what the method itself is known to deviate, which is stated.
/// </summary>
public class CoverageTests
{
    private const int Studies = 20_000;
    private static readonly double Luckless = Near.Z * Math.Sqrt(0.95 * 0.05 / Studies);

    [Theory]
    [InlineData(5)]
    [InlineData(30)]
    public void T_interval_of_normal_values_covers_at_its_nominal_rate(int n)
    {
        var covered = Share(luck =>
        {
            var moments = new Moments();
            for (var i = 0; i < n; i++) moments.Add(3 + 2 * StandardNormal.Quantile(luck.Uniform(1, 0, i, 0)));
            var interval = MeanInterval.StudentT(moments, 0.95);
            return interval.Low <= 3 && 3 <= interval.High;
        });
        Near.Check(0.95, covered, Luckless, $"exact for normal values, n = {n}");
    }

    [Theory]
    [InlineData(100, 0.02, 0.05)]
    [InlineData(60, 0.1, 0.3)]
    public void BonettPrice_interval_covers_at_least_about_its_nominal_rate(int n, double firstOnly, double secondOnly)
    {
        var covered = Share(luck =>
        {
            var counts = new PairedCounts();
            for (var i = 0; i < n; i++)
            {
                var u = luck.Uniform(2, 0, i, 0);
                counts.Add(u < firstOnly || u > 0.8, (u >= firstOnly && u < firstOnly + secondOnly) || u > 0.8);
            }
            var interval = PairedProportions.BonettPrice(counts, 0.95);
            return interval.Low <= secondOnly - firstOnly && secondOnly - firstOnly <= interval.High;
        });
        // Bonett and Price (2012) report coverage from a point below nominal to about 0.98.
        Assert.InRange(covered, 0.94 - Luckless, 0.98 + Luckless);
    }

    [Theory]
    [InlineData(200, 0.97)]
    [InlineData(50, 0.6)]
    public void Wilson_interval_covers_as_often_as_the_binomial_sum_says(int n, double p)
    {
        var exact = 0.0;
        for (var k = 0; k <= n; k++) if (Holds(k)) exact += MathNet.Numerics.Distributions.Binomial.PMF(p, n, k);
        var covered = Share(luck =>
        {
            var successes = 0;
            for (var i = 0; i < n; i++) if (luck.Uniform(3, 0, i, 0) < p) successes++;
            return Holds(successes);
        });
        Near.Check(exact, covered, Luckless, "exact coverage of this n and p, z = 5");
        // Brown, Cai, DasGupta (2001): within two points of nominal away from the ends.
        Near.Check(0.95, exact, 0.02, "nominal rate");

        bool Holds(int successes)
        {
            var interval = ProportionInterval.Wilson(successes, n, 0.95);
            return interval.Low <= p && p <= interval.High;
        }
    }

    [Theory]
    [InlineData(100, 0.5)]
    [InlineData(400, 0.95)]
    public void Quantile_interval_covers_at_least_as_often_as_its_ranks_promise(int n, double q)
    {
        var law = new LogNormal(0, 1);
        var truth = law.Quantile(q);
        var (low, high) = QuantileInterval.Ranks(n, q, 0.95);
        var promised = 0.0;
        for (var k = low; k < high; k++) promised += MathNet.Numerics.Distributions.Binomial.PMF(q, n, (int)k);
        var sketch = new DDSketch();
        var (exactly, widened) = (0, 0);
        var values = new double[n];
        const int studies = Studies / 4;
        for (var study = 0; study < studies; study++)
        {
            var luck = new Luck(20250102, study);
            sketch.Clear();
            for (var i = 0; i < n; i++) sketch.Add(values[i] = law.Quantile(luck.Uniform(4, 0, i, 0)));
            Array.Sort(values);
            if (values[low - 1] <= truth && truth < values[high - 1]) exactly++;
            var interval = QuantileInterval.OrderStatistics(sketch, q, 0.95);
            if (interval.Low <= truth && truth <= interval.High) widened++;
        }
        Near.Check(promised, (double)exactly / studies, 2 * Luckless, "binomial sum of the ranks, a quarter of the studies");
        Assert.True(promised >= 0.95 && widened >= exactly, $"{widened} of {studies} with the sketch, {exactly} without");
    }

    [Fact]
    public void Ratio_interval_covers_at_about_its_nominal_rate()
    {
        // Attempts per call with noise in both; the delta method is off by O(1/n), a point at n = 50 with these spreads.
        var covered = Share(luck =>
        {
            var xy = new CoMoments();
            for (var i = 0; i < 50; i++)
            {
                var pair = luck.Draw(5, 0, i, 0);
                var x = 10 + 4 * (pair.First - 0.5);
                xy.Add(x, 1.5 * x + 2 * StandardNormal.Quantile(pair.Second));
            }
            var interval = RatioInterval.Delta(xy, 0.95);
            return interval.Low <= 1.5 && 1.5 <= interval.High;
        });
        Near.Check(0.95, covered, 0.01 + Luckless, "delta method at n = 50");
    }

    [Fact]
    public void Under_the_null_McNemar_finds_a_difference_no_oftener_than_its_level()
    {
        var (midP, exact) = (0, 0);
        for (var study = 0; study < Studies; study++)
        {
            var luck = new Luck(20250103, study);
            var counts = new PairedCounts();
            for (var i = 0; i < 100; i++)
            {
                var u = luck.Uniform(6, 0, i, 0);
                counts.Add(u < 0.5, u is < 0.4 or (>= 0.5 and < 0.6));
            }
            if (PairedProportions.McNemarMidP(counts) <= 0.05) midP++;
            if (PairedProportions.McNemarExact(counts) <= 0.05) exact++;
        }
        // Fagerland et al. (2013): mid-p exceeds its level by at most 0.0053 anywhere; the exact test never does.
        Assert.True(midP <= (0.0553 + Luckless) * Studies, $"mid-p: {midP} of {Studies}");
        Assert.True(exact <= (0.05 + Luckless) * Studies && exact <= midP, $"exact: {exact} of {Studies}");
        Assert.True(midP >= 0.035 * Studies, $"mid-p is too cautious: {midP} of {Studies}");
    }

    private static double Share(Func<Luck, bool> study)
    {
        var covered = 0;
        for (var i = 0; i < Studies; i++) if (study(new Luck(20250101, i))) covered++;
        return (double)covered / Studies;
    }
}
