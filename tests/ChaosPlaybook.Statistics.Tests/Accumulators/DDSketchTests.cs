using FsCheck;
using FsCheck.Fluent;

namespace ChaosPlaybook.Statistics.Tests;

public class DDSketchTests
{
    private static readonly double[] Levels = [0, 0.001, 0.01, 0.1, 0.29, 0.5, 0.57, 0.9, 0.95, 0.99, 0.999, 1];

    private static readonly Arbitrary<double[]> Values = Gen.OneOf(
        Gen.Choose(0, 1_000_000).Select(i => i / 1000.0),
        Gen.Choose(-90, 90).Select(i => Math.Pow(10, i / 10.0)),
        Gen.Constant(0.0)).ArrayOf().ToArbitrary();

    [Theory]
    [MemberData(nameof(Laws.Names), MemberType = typeof(Laws))]
    public void Every_quantile_is_within_the_stated_relative_error(string name)
    {
        var law = Laws.ByName[name];
        var luck = new Luck(3, 3);
        foreach (var accuracy in new[] { 0.001, 0.01, 0.1 })
        {
            var sketch = new DDSketch(accuracy);
            var values = new double[10_001];
            for (var i = 0; i < values.Length; i++) sketch.Add(values[i] = law.Quantile(luck.Uniform(1, 1, i, 0)));
            Array.Sort(values);
            foreach (var q in Levels)
            {
                // Ranks q·10 000 are whole numbers for every level.
                var exact = values[(int)Math.Round(q * 10_000)];
                // Values below a nanosecond are outside the promise.
                Near.Check(exact, sketch.Quantile(q), accuracy * exact * (1 + 1e-9) + 1e-9, $"{name}, q = {q}, α = {accuracy}");
            }
        }
    }

    [Fact]
    public void Every_rank_is_within_the_stated_relative_error_over_the_whole_range()
    {
        var sketch = new DDSketch();
        var values = new List<double>();
        for (var x = 1e-9; x <= 1e9; x *= 1.0123)
        {
            values.Add(x);
            sketch.Add(x);
        }
        for (var rank = 0; rank < values.Count; rank++)
            Near.Relative(values[rank], sketch.ValueAtRank(rank), 0.01 * (1 + 1e-9), $"rank {rank}");
    }

    [Fact]
    public void Merging_gives_the_same_bits_in_any_order_and_for_any_split()
    {
        Prop.ForAll(Values, Gen.Choose(1, 7).ToArbitrary(), (values, parts) =>
        {
            var whole = Of(values);
            var sketches = Enumerable.Range(0, parts).Select(p => Of([.. values.Where((_, i) => i % parts == p)])).ToArray();
            var forward = new DDSketch();
            foreach (var sketch in sketches) forward.Merge(sketch);
            var backward = new DDSketch();
            foreach (var sketch in sketches.Reverse()) backward.Merge(sketch);
            return Answers(forward).SequenceEqual(Answers(whole)) && Answers(backward).SequenceEqual(Answers(whole));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_cleared_sketch_is_as_new()
    {
        Prop.ForAll(Values, Values, (before, after) =>
        {
            var sketch = Of(before);
            sketch.Clear();
            var empty = sketch.Count == 0 && double.IsNaN(sketch.Minimum) && double.IsNaN(sketch.Maximum) && double.IsNaN(sketch.Quantile(0.5));
            foreach (var value in after) sketch.Add(value);
            return empty && Answers(sketch).SequenceEqual(Answers(Of(after)));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Quantiles_never_cross_and_stay_between_the_extremes()
    {
        Prop.ForAll(Values.Filter(x => x.Length > 0), values =>
        {
            var sketch = Of(values);
            var answers = Levels.Select(sketch.Quantile).ToArray();
            return answers.SequenceEqual(answers.Order()) && answers[0] == values.Min() && answers[^1] == values.Max()
                && sketch.Minimum == values.Min() && sketch.Maximum == values.Max() && sketch.Count == values.Length;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_level_that_names_a_whole_rank_gets_that_rank()
    {
        var sketch = Of([.. Enumerable.Range(1, 101).Select(i => Math.Pow(2, i / 8.0))]);
        for (var rank = 0; rank <= 100; rank++) Assert.Equal(sketch.ValueAtRank(rank), sketch.Quantile(rank / 100.0));
    }

    [Fact]
    public void Values_out_of_range_are_counted_at_its_ends()
    {
        var sketch = Of([0, 0, 1e-12, 1, 1, 1, 1e10, 1e300]);
        Assert.Equal(0, sketch.Quantile(0.1));
        Assert.Equal(0, sketch.ValueAtRank(2));
        Near.Relative(1, sketch.Quantile(0.5), 0.01, "the middle is untouched");
        Assert.Equal(1e300, sketch.ValueAtRank(6));
        Assert.Equal(1e300, sketch.Maximum);
        Assert.Equal(8, sketch.Count);
    }

    [Fact]
    public void What_cannot_be_counted_is_refused()
    {
        var sketch = new DDSketch();
        foreach (var value in new[] { -1e-9, double.NaN, double.PositiveInfinity, double.NegativeInfinity })
            Assert.Equal("value", Assert.Throws<ArgumentOutOfRangeException>(() => sketch.Add(value)).ParamName);
        Assert.Equal("rank", Assert.Throws<ArgumentOutOfRangeException>(() => sketch.ValueAtRank(0)).ParamName);
        Assert.Equal("q", Assert.Throws<ArgumentOutOfRangeException>(() => sketch.Quantile(1.1)).ParamName);
        Assert.Equal("other", Assert.Throws<ArgumentException>(() => sketch.Merge(new DDSketch(0.02))).ParamName);
        Assert.Equal(0, sketch.Count);
    }

    private static DDSketch Of(double[] values)
    {
        var sketch = new DDSketch();
        foreach (var value in values) sketch.Add(value);
        return sketch;
    }

    private static IEnumerable<double> Answers(DDSketch sketch) =>
        Levels.Select(sketch.Quantile).Append(sketch.Count).Append(sketch.Minimum).Append(sketch.Maximum);
}
