namespace ChaosPlaybook.Statistics;

/// <summary>The values a parameter may take: an interval with open or closed ends, and its unit.</summary>
/// <param name="Low">Lowest allowed value.</param>
/// <param name="High">Highest allowed value.</param>
/// <param name="Unit">Unit of the bounds, empty for a pure number.</param>
/// <param name="LowOpen">The lowest value itself is excluded.</param>
/// <param name="HighOpen">The highest value itself is excluded.</param>
public readonly record struct Bounds(double Low, double High, string Unit = "", bool LowOpen = false, bool HighOpen = false)
{
    /// <summary>Ratios and probabilities: [0, 1].</summary>
    public static Bounds Ratio => new(0, 1);

    /// <summary>Whether <paramref name="value"/> is allowed. NaN never is.</summary>
    public bool Contain(double value) =>
        (LowOpen ? value > Low : value >= Low) && (HighOpen ? value < High : value <= High);

    /// <summary>For messages: <c>[0, 100]</c>, <c>(0, 3600] s</c>.</summary>
    public override string ToString() =>
        $"{(LowOpen ? '(' : '[')}{Low:R}, {High:R}{(HighOpen ? ')' : ']')}{(Unit.Length == 0 ? "" : " ")}{Unit}";
}

/// <summary>One value outside its bounds.</summary>
/// <param name="Field">Name of the field, camelCase as in a scenario.</param>
/// <param name="Value">The offending value as text.</param>
/// <param name="Allowed">What would be allowed, as text.</param>
public readonly record struct Violation(string Field, string Value, string Allowed)
{
    /// <summary>A violation when <paramref name="value"/> lies outside <paramref name="bounds"/>, otherwise nothing.</summary>
    public static IEnumerable<Violation> Of(string field, double value, Bounds bounds)
    {
        if (!bounds.Contain(value)) yield return new(field, value.ToString("R"), bounds.ToString());
    }

    /// <summary><c>retries is 0; allowed [1, 100]</c>.</summary>
    public override string ToString() => $"{Field} is {Value}; allowed {Allowed}";
}
