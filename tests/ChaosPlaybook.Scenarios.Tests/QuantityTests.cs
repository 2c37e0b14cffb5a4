namespace ChaosPlaybook.Scenarios.Tests;

public sealed class QuantityTests
{
    [Theory]
    [InlineData("250 ms", 0.25)]
    [InlineData("250ms", 0.25)]
    [InlineData("0.3 ms", 0.0003)]
    [InlineData("7 us", 7e-6)]
    [InlineData("1.2 s", 1.2)]
    [InlineData("5 min", 300)]
    [InlineData("2 h", 7200)]
    [InlineData("1 d", 86400)]
    [InlineData("1e-3 s", 0.001)]
    [InlineData(".5 s", 0.5)]
    public void A_duration_is_a_number_of_seconds(string text, double seconds) => Assert.Equal(seconds, Quantity.Seconds(text));

    [Theory]
    [InlineData("30")]
    [InlineData("30 sec")]
    [InlineData("30  s")]
    [InlineData("s")]
    [InlineData("1 s s")]
    [InlineData("1:30")]
    [InlineData("PT5S")]
    [InlineData("5 %")]
    [InlineData("")]
    public void Anything_else_is_no_duration(string text) => Assert.Null(Quantity.Seconds(text));

    [Fact]
    public void Every_permille_written_as_a_percentage_is_the_same_number_as_the_decimal()
    {
        for (var permille = 0; permille <= 1000; permille++)
            Assert.Equal(permille / 1000.0, Quantity.OfPercent(permille / 10.0));
    }

    [Fact]
    public void Every_number_of_milliseconds_is_the_same_number_as_the_decimal_of_seconds()
    {
        for (var ms = 0; ms <= 5000; ms++) Assert.Equal(ms / 1000.0, Quantity.Seconds($"{ms} ms"));
    }

    [Theory]
    [InlineData("010")]
    [InlineData("-07")]
    [InlineData("007 s")]
    [InlineData("00")]
    [InlineData("1_000")]
    [InlineData("1,000")]
    [InlineData("0x1F")]
    [InlineData("0o17")]
    [InlineData("0b11")]
    [InlineData(".inf")]
    [InlineData("-.INF")]
    [InlineData(".nan")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("1e999")]
    public void What_readers_of_yaml_disagree_about_is_a_trap(string text) => Assert.NotNull(Quantity.Trap(text));

    [Theory]
    [InlineData("0")]
    [InlineData("0.05")]
    [InlineData("10")]
    [InlineData("-1.5e3")]
    [InlineData("0 s")]
    [InlineData("word")]
    [InlineData("info")]
    public void Plain_numbers_and_words_are_no_traps(string text) => Assert.Null(Quantity.Trap(text));
}
