namespace ChaosPlaybook.Statistics.Tests;

public class StudentLawTests
{
    private static readonly double[] Levels = [0.5, 0.8, 0.9, 0.95, 0.99, 0.999, 0.999999];

    [Fact]
    public void Critical_values_follow_the_closed_forms_of_1_and_2_degrees()
    {
        foreach (var c in Levels)
        {
            // ν = 1: tan(πc/2). ν = 2: c·√(2/(1 − c²)).
            Near.Relative(Math.Tan(Math.PI * c / 2), StudentLaw.Critical(1, c), 1e-12, $"Cauchy, {c}");
            Near.Relative(c * Math.Sqrt(2 / (1 - c * c)), StudentLaw.Critical(2, c), 1e-12, $"two degrees, {c}");
        }
    }

    [Theory]
    [InlineData(9, 2.262157)]
    [InlineData(30, 2.042272)]
    [InlineData(120, 1.979930)]
    [InlineData(1e12, 1.959964)]
    public void Critical_values_at_95_percent_are_those_of_the_tables(double degrees, double t) =>
        Near.Check(t, StudentLaw.Critical(degrees, 0.95), 6e-7, "printed to six decimals");

    [Fact]
    public void Expansions_for_many_degrees_meet_the_exact_law()
    {
        // Just above and just below the switch: between them the true value changes by 10⁻⁹ of itself.
        foreach (var c in Levels)
        {
            var (exact, expanded) = (StudentLaw.Critical(1000, c), StudentLaw.Critical(Math.BitIncrement(1000), c));
            Near.Relative(exact, expanded, 1e-9, $"critical value at {c}");
            Near.Relative(
                StudentLaw.TwoSidedP(1000, exact), StudentLaw.TwoSidedP(Math.BitIncrement(1000), exact), 1e-9, $"p value at {c}");
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(999)]
    [InlineData(1001)]
    [InlineData(1e6)]
    [InlineData(1e9)]
    public void P_value_of_a_critical_value_is_its_level(double degrees)
    {
        foreach (var c in Levels)
            Near.Relative(1 - c, StudentLaw.TwoSidedP(degrees, StudentLaw.Critical(degrees, c)), 1e-10, $"level {c}");
        Assert.Equal(1, StudentLaw.TwoSidedP(degrees, 0), 1e-15);
        Assert.Equal(0, StudentLaw.TwoSidedP(degrees, double.NegativeInfinity));
    }
}
