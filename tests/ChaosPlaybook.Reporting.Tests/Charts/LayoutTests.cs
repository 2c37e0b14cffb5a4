namespace ChaosPlaybook.Reporting.Tests;

public sealed class LayoutTests
{
    [Fact]
    public void Spread_labels_keep_their_distance_and_their_order()
    {
        var places = LabelPlacement.Spread([50, 51, 49, 200, 51], 16, 0, 300)!;
        var sorted = places.Order().ToArray();
        for (var i = 1; i < sorted.Length; i++) Assert.True(sorted[i] - sorted[i - 1] >= 16 - 1e-9);
        Assert.True(places[2] < places[0] && places[0] < places[1] && places[1] < places[4] && places[4] < places[3]);
        Assert.Equal(200, places[3], 1e-9);
    }

    [Fact]
    public void Labels_that_do_not_fit_are_not_placed() => Assert.Null(LabelPlacement.Spread([1, 2, 3, 4], 16, 0, 40));

    [Fact]
    public void Labels_at_the_edge_stay_inside()
    {
        var places = LabelPlacement.Spread([0, 0, 0], 16, 0, 100)!;
        Assert.Equal([0.0, 16, 32], places);
    }

    [Theory, InlineData(1, 5, 0.2), InlineData(0.7, 5, 0.2), InlineData(60, 6, 10), InlineData(1e-6, 4, 5e-7), InlineData(3e9, 5, 1e9)]
    public void Steps_are_1_2_or_5_times_a_power_of_ten(double span, int steps, double expected) => Assert.Equal(expected, Ticks.Step(span, steps), expected * 1e-9);

    [Fact]
    public void Shortened_text_fits_and_keeps_both_ends()
    {
        var text = TextWidth.Shorten("retryWithExponentialBackoffAndBreaker02", 12, 150);
        Assert.True(TextWidth.Of(text, 12) <= 150);
        Assert.StartsWith("retry", text, StringComparison.Ordinal);
        Assert.EndsWith("02", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Wrapped_lines_fit_and_lose_no_word()
    {
        const string Sentence = "Share of trials in which every step succeeded, per playbook and per level of the failure rate";
        var lines = TextWidth.Wrap(Sentence, 13, 200);
        Assert.All(lines, line => Assert.True(TextWidth.Of(line, 13) <= 200));
        Assert.Equal(Sentence, string.Join(' ', lines));
    }

    [Theory]
    [InlineData(NumberFormat.Percent, 0.05, 0.05, "5 %")]
    [InlineData(NumberFormat.Percent, 0.9996, 0.0001, "99.96 %")]
    [InlineData(NumberFormat.Number, 12000, 1000, "12,000")]
    [InlineData(NumberFormat.Number, 2e9, 1e9, "2e9")]
    [InlineData(NumberFormat.Points, -0.1, 0.1, "−10")]
    [InlineData(NumberFormat.Seconds, 1.5, 0.5, "1.5")]
    public void Ticks_carry_the_decimals_of_their_step(NumberFormat format, double value, double step, string expected) =>
        Assert.Equal(expected, Ticks.Labels(format, Math.Max(1, Math.Abs(value)), out _)(value, step));
}
