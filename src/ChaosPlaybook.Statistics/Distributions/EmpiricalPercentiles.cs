using MathNet.Numerics.Integration;

namespace ChaosPlaybook.Statistics;

/// <summary>See <see cref="Empirical.FromPercentiles"/>.</summary>
/// <remarks>
/// Inner slopes: weighted harmonic mean of the neighbouring secants, zero at a flat one (Fritsch and Butland, "A method for
/// constructing local monotone piecewise cubic interpolants", SIAM J. Sci. Stat. Comput. 5, 1984). End slopes: the outermost
/// secants, which keeps the cubic monotone (a slope may be up to three secants) and joins the tails smoothly.
/// </remarks>
internal sealed record EmpiricalPercentiles : Empirical
{
    private readonly double[] _z;
    private readonly double[] _logs;
    private readonly double[] _slopes;

    public EmpiricalPercentiles(IReadOnlyList<(double Probability, double Value)> percentiles)
    {
        ArgumentNullException.ThrowIfNull(percentiles);
        if (percentiles.Count < 2)
            throw new ArgumentOutOfRangeException(nameof(percentiles), percentiles.Count, "at least two percentiles are needed");
        Check(percentiles);
        _z = [.. percentiles.Select(p => StandardNormal.Quantile(p.Probability))];
        _logs = [.. percentiles.Select(p => Math.Log(p.Value))];
        _slopes = Slopes(_z, _logs);
        Require.Within(_slopes[0], LogNormal.SigmaBounds, "percentiles (log-normal sigma of the first two)");
        Require.Within(_slopes[^1], LogNormal.SigmaBounds, "percentiles (log-normal sigma of the last two)");
        Mean = Moment(1, 0);
        Variance = Moment(2, Mean);
    }

    public override double Mean { get; }

    public override double Variance { get; }

    public override double Quantile(double p) => Math.Exp(LogAt(StandardNormal.Quantile(p)));

    public bool Equals(EmpiricalPercentiles? other) =>
        other is not null && _z.AsSpan().SequenceEqual(other._z) && _logs.AsSpan().SequenceEqual(other._logs);

    public override int GetHashCode() => HashCode.Combine(_z.Length, _z[0], _logs[0], Mean);

    private static void Check(IReadOnlyList<(double Probability, double Value)> percentiles)
    {
        var lastProbability = 0.0;
        var lastValue = 0.0;
        for (var i = 0; i < percentiles.Count; i++)
        {
            var (probability, value) = percentiles[i];
            Require.Within(probability, new Bounds(lastProbability, 1, LowOpen: true, HighOpen: true), $"percentiles[{i}].Probability");
            Require.Within(value, new Bounds(lastValue, 1e9, LowOpen: i == 0), $"percentiles[{i}].Value");
            (lastProbability, lastValue) = (probability, value);
        }
    }

    private static double[] Slopes(double[] x, double[] y)
    {
        var last = x.Length - 1;
        double Secant(int i) => (y[i + 1] - y[i]) / (x[i + 1] - x[i]);
        var slopes = new double[x.Length];
        slopes[0] = Secant(0);
        slopes[last] = Secant(last - 1);
        for (var i = 1; i < last; i++)
        {
            var (before, after) = (Secant(i - 1), Secant(i));
            if (before <= 0 || after <= 0) continue;
            var (left, right) = (x[i] - x[i - 1], x[i + 1] - x[i]);
            var (w1, w2) = (2 * right + left, right + 2 * left);
            slopes[i] = (w1 + w2) / (w1 / before + w2 / after);
        }
        return slopes;
    }

    private double LogAt(double z)
    {
        var last = _z.Length - 1;
        if (z <= _z[0]) return _logs[0] + _slopes[0] * (z - _z[0]);
        if (z >= _z[last]) return _logs[last] + _slopes[last] * (z - _z[last]);
        var i = 0;
        while (z > _z[i + 1]) i++;
        var width = _z[i + 1] - _z[i];
        return HermiteCubic.At((z - _z[i]) / width, _logs[i], _logs[i + 1], _slopes[i] * width, _slopes[i + 1] * width);
    }

    /// <summary>E[(X − centre)^power]: 64-point Gauss–Legendre between the percentiles, closed forms in the log-normal tails.</summary>
    private double Moment(int power, double centre)
    {
        var last = _z.Length - 1;
        var sum = Tail(power, centre, -_z[0], _logs[0] - _slopes[0] * _z[0], -_slopes[0])
            + Tail(power, centre, _z[last], _logs[last] - _slopes[last] * _z[last], _slopes[last]);
        for (var i = 0; i < last; i++)
        {
            sum += GaussLegendreRule.Integrate(
                z => Math.Pow(Math.Exp(LogAt(z)) - centre, power) * StandardNormal.Density(z), _z[i], _z[i + 1], 64);
        }
        return sum;
    }

    /// <summary>∫ (e^(a + sz) − c)^power φ(z) dz over z beyond <paramref name="from"/>; a lower tail is mirrored into this form.</summary>
    private static double Tail(int power, double c, double from, double a, double s)
    {
        double Of(int k) => Math.Exp(k * a + k * s * k * s / 2) * StandardNormal.Cdf(k * s - from);
        return power == 1 ? Of(1) - c * Of(0) : Of(2) - 2 * c * Of(1) + c * c * Of(0);
    }
}
