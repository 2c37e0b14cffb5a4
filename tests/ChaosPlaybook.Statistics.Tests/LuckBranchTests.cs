namespace ChaosPlaybook.Statistics.Tests;

public sealed class LuckBranchTests
{
    [Fact]
    public void A_branch_is_the_same_whenever_it_is_asked_for_and_keeps_the_replication()
    {
        var luck = new Luck(42, 7);
        Assert.Equal(luck.Branch(1, 2, 3, 4).Draw(5, 6, 7, 8), luck.Branch(1, 2, 3, 4).Draw(5, 6, 7, 8));
        Assert.Equal(7, luck.Branch(1, 2, 3, 4).Replication);
    }

    [Fact]
    public void Neighbouring_branches_and_their_stem_share_no_draw()
    {
        var luck = new Luck(42, 7);
        var seen = new HashSet<double> { luck.Uniform(0, 0, 0, 0) };
        for (var entity = 0; entity < 4; entity++)
            for (var call = 0; call < 4; call++)
                for (var index = 0; index < 4; index++)
                    for (var draw = 0; draw < 4; draw++)
                        Assert.True(seen.Add(luck.Branch(9, entity, call, index).Uniform(0, 0, 0, draw)));
    }
}
