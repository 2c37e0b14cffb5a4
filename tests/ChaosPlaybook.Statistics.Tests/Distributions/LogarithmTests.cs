namespace ChaosPlaybook.Statistics.Tests;

public class LogarithmTests
{
    [Theory]
    [InlineData(1e-300)]
    [InlineData(1e-17)]
    [InlineData(1.2345e-10)]
    [InlineData(1e-5)]
    public void Small_arguments_keep_their_digits(double x)
    {
        // Three terms of each series leave less than x³, below 10⁻¹⁵ of x for every x here.
        Near.Relative(x + x * x / 2 + x * x * x / 3, Logarithm.OfSurvival(x), 1e-15, "−ln(1 − x)");
        Near.Relative(x - x * x / 2 + x * x * x / 3, Logarithm.OnePlus(x), 1e-15, "ln(1 + x)");
        Near.Relative(x + x * x / 2 + x * x * x / 6, Logarithm.ExponentialMinusOne(x), 1e-15, "eˣ − 1");
        Near.Relative(-x + x * x / 2 - x * x * x / 6, Logarithm.ExponentialMinusOne(-x), 1e-15, "e⁻ˣ − 1");
    }

    [Fact]
    public void Large_arguments_follow_the_plain_functions()
    {
        Near.Relative(Math.Log(2), Logarithm.OfSurvival(0.5), 1e-15, "ln 2");
        Near.Relative(Math.Log(10), Logarithm.OfSurvival(0.9), 1e-15, "ln 10");
        Near.Relative(Math.Log(11), Logarithm.OnePlus(10), 1e-15, "ln 11");
        Near.Relative(Math.E - 1, Logarithm.ExponentialMinusOne(1), 1e-15, "e − 1");
        Near.Relative(Math.Exp(3) - 1, Logarithm.ExponentialMinusOne(3), 1e-15, "e³ − 1");
        Assert.Equal(double.PositiveInfinity, Logarithm.OnePlus(double.PositiveInfinity));
    }
}
