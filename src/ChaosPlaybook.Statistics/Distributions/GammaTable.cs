using MathNet.Numerics;

namespace ChaosPlaybook.Statistics;

/// <summary>Quantiles of the gamma law with scale 1, by cubic interpolation of ln x in z = Φ⁻¹(p).</summary>
/// <remarks>
/// In z the logarithm of a gamma quantile is nearly a parabola at worst (shape below 1, lower tail: −z²/2k), which a cubic
/// follows exactly; so 1024 points from z = −8.3 to 8.3, just beyond what a uniform draw reaches, leave almost no error.
/// Slopes are exact: d ln x / dz = φ(z) / (x·f(x)). Beyond the ends the table continues along its end slopes.
/// </remarks>
internal sealed class GammaTable
{
    private const int Points = 1024;
    private const double Edge = 8.3;
    private const double Step = 2 * Edge / (Points - 1);
    private readonly double[] _logs = new double[Points];
    private readonly double[] _rises = new double[Points];
    private readonly double _shape;
    private readonly double _logGamma;

    /// <summary>Solves the 1024 quantiles.</summary>
    /// <param name="shape">k, already checked.</param>
    public GammaTable(double shape)
    {
        _shape = shape;
        _logGamma = SpecialFunctions.GammaLn(shape);
        var middle = Points / 2;
        for (var i = middle; i < Points; i++) Solve(i, i == middle ? Math.Log(shape) : Continue(i - 1, 1));
        for (var i = middle - 1; i >= 0; i--) Solve(i, Continue(i + 1, -1));
    }

    /// <summary>The value not exceeded with probability <paramref name="p"/>.</summary>
    /// <param name="p">Probability in (0, 1).</param>
    public double Quantile(double p)
    {
        var position = (StandardNormal.Quantile(p) + Edge) * (1 / Step);
        var cell = Math.Clamp((int)position, 0, Points - 2);
        var t = position - cell;
        if (t < 0) return Math.Exp(_logs[0] + t * _rises[0]);
        if (t > 1) return Math.Exp(_logs[Points - 1] + (t - 1) * _rises[Points - 1]);
        return Math.Exp(HermiteCubic.At(t, _logs[cell], _logs[cell + 1], _rises[cell], _rises[cell + 1]));
    }

    private double Continue(int from, int direction) => _logs[from] + direction * _rises[from];

    /// <summary>Newton on ln P(k, eᵗ) (lower half) or ln Q(k, eᵗ) (upper half): both concave in t, so it cannot run away.</summary>
    private void Solve(int point, double guess)
    {
        var z = -Edge + point * Step;
        var lower = z < 0;
        var target = Math.Log(StandardNormal.Cdf(-Math.Abs(z)));
        var t = guess;
        for (var i = 0; i < 50; i++)
        {
            var tail = lower ? LogLower(t) : Math.Log(SpecialFunctions.GammaUpperRegularized(_shape, Math.Exp(t)));
            var slope = Math.Exp(LogMass(t) - tail);
            var change = (tail - target) / (lower ? -slope : slope);
            t += change;
            if (Math.Abs(change) < 1e-14 * Math.Max(1, Math.Abs(t))) break;
        }
        _logs[point] = t;
        _rises[point] = Step * StandardNormal.Density(z) / Math.Exp(LogMass(t));
    }

    /// <summary>ln x·f(x) at x = eᵗ.</summary>
    private double LogMass(double t) => _shape * t - Math.Exp(t) - _logGamma;

    /// <summary>
    /// ln P(k, x) = ln(xᵏe⁻ˣ/Γ(k + 1)) + ln(1 + x/(k + 1) + x²/((k + 1)(k + 2)) + …), all terms positive: no digits are lost even
    /// where x itself underflows any library's incomplete gamma function. Abramowitz and Stegun 6.5.29.
    /// </summary>
    private double LogLower(double t)
    {
        var x = Math.Exp(t);
        var (term, sum) = (1.0, 1.0);
        for (var n = 1; term > 1e-17 * sum; n++) sum += term *= x / (_shape + n);
        return LogMass(t) - Math.Log(_shape) + Math.Log(sum);
    }
}
