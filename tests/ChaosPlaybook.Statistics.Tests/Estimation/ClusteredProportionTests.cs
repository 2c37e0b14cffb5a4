namespace ChaosPlaybook.Statistics.Tests;

public class ClusteredProportionTests
{
    [Fact]
    public void Clusters_that_fail_as_one_tell_as_much_as_so_many_calls()
    {
        // Calls of a cluster end alike: the share varies as that of clusters, with n − 1 for n.
        const int size = 25, clusters = 40;
        var pairs = new CoMoments();
        for (var i = 0; i < clusters; i++) pairs.Add(size, i < 12 ? size : 0);
        Assert.Equal(size * (clusters / (clusters - 1.0)), ClusteredProportion.DesignEffect(pairs), 1e-9);
    }

    [Fact]
    public void Without_a_share_that_varies_the_effect_is_none_and_one_cluster_tells_nothing()
    {
        var pairs = new CoMoments();
        pairs.Add(10, 4);
        Assert.Equal(double.PositiveInfinity, ClusteredProportion.DesignEffect(pairs));
        Assert.Equal((0, 1), Ends(ClusteredProportion.Wilson(4, 10, 1, double.PositiveInfinity, 0.95)));
        var none = new CoMoments();
        for (var i = 0; i < 5; i++) none.Add(10, 0);
        Assert.Equal(1, ClusteredProportion.DesignEffect(none));
        // Many clusters of one each are independent trials.
        var independent = ProportionInterval.Wilson(300, 1_000_000, 0.95);
        var clustered = ClusteredProportion.Wilson(300, 1_000_000, 1_000_000, 1, 0.95);
        Assert.Equal(independent.Low, clustered.Low, 1e-9);
        Assert.Equal(independent.High, clustered.High, 1e-9);
    }

    [Theory]
    [InlineData(40, 25, 0.3)]
    [InlineData(200, 10, 0.05)]
    public void The_interval_covers_at_about_its_nominal_rate_where_calls_of_a_cluster_end_alike(int clusters, int size, double share)
    {
        const int studies = 4000;
        var covered = 0;
        for (var study = 0; study < studies; study++)
        {
            var luck = new Luck(11, study);
            var pairs = new CoMoments();
            long failed = 0;
            for (var i = 0; i < clusters; i++)
            {
                var count = luck.Uniform(1, 0, i, 0) < share ? size : 0;
                pairs.Add(size, count);
                failed += count;
            }
            var interval = ClusteredProportion.Wilson(failed, (long)clusters * size, clusters, ClusteredProportion.DesignEffect(pairs), 0.95);
            if (interval.Low <= share && share <= interval.High) covered++;
        }
        // Wilson's own coverage errs by up to two points (Brown, Cai, DasGupta 2001).
        Near.Check(0.95, (double)covered / studies, Near.Z * Math.Sqrt(0.95 * 0.05 / studies) + 0.02, "nominal rate");
    }

    private static (double, double) Ends(Estimate estimate) => (estimate.Low, estimate.High);
}
