namespace ChaosPlaybook.Experiments.Tests;

public class ShardTests
{
    [Theory]
    [InlineData("0/1", 0, 1)]
    [InlineData("2/3", 2, 3)]
    public void A_shard_is_written_as_index_and_count(string text, int index, int count)
    {
        Assert.True(Shard.TryParse(text, out var shard));
        Assert.Equal(new(index, count), shard);
        Assert.Equal(text, shard.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("3/3")]
    [InlineData("-1/3")]
    [InlineData("0/0")]
    [InlineData("1/2/3")]
    [InlineData(" 1/2")]
    public void Nonsense_is_no_shard(string text) => Assert.False(Shard.TryParse(text, out _));

    [Fact]
    public async Task The_union_of_three_shards_is_the_whole_sweep_to_the_byte()
    {
        var plan = Synthetic.Plan(3000, [0, 0.02, 0.05, 0.1, 0.3]);
        var parts = new List<SweepResult>();
        for (var i = 2; i >= 0; i--)
            parts.Add(await Synthetic.Sweep(plan, new SweepOptions { Shard = new(i, 3) }));
        var (whole, merged) = (await Synthetic.Sweep(plan), ResultMerge.Merge(parts));
        Assert.False(merged.Interrupted);
        Assert.Equal(Text.Cells(whole), Text.Cells(merged));
        Assert.Equal(Text.Comparisons(whole), Text.Comparisons(merged));
    }

    [Fact]
    public async Task A_missing_shard_marks_the_union_as_interrupted()
    {
        var plan = Synthetic.Plan(100);
        var part = await Synthetic.Sweep(plan, new SweepOptions { Shard = new(0, 3) });
        Assert.False(part.Interrupted);
        Assert.True(ResultMerge.Merge([part]).Interrupted);
    }

    [Fact]
    public async Task Parts_of_different_plans_are_not_merged()
    {
        var (one, other) = (await Synthetic.Sweep(Synthetic.Plan(100)), await Synthetic.Sweep(Synthetic.Plan(200)));
        Assert.Contains("of another plan", Assert.Throws<ArgumentException>(() => ResultMerge.Merge([one, other])).Message);
        Assert.Contains("of which plan", Assert.Throws<ArgumentException>(() => ResultMerge.Merge([one with { Fingerprint = "" }])).Message);
    }

    [Fact]
    public async Task Of_two_parts_with_the_same_point_the_one_with_more_trials_counts()
    {
        var plan = Synthetic.Plan(4096, [0.1]);
        var whole = await Synthetic.Sweep(plan);
        var fewer = whole with { Cells = [.. whole.Cells.Select(cell => cell with { Trials = 2048 })] };
        Assert.All(ResultMerge.Merge([fewer, whole]).Cells, cell => Assert.Equal(4096, cell.Trials));
    }
}
