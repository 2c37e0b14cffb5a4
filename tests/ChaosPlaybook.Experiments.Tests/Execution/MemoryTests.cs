namespace ChaosPlaybook.Experiments.Tests;

/// <summary>Runs alone: the counter of allocated bytes is one for the whole process.</summary>
[CollectionDefinition(DisableParallelization = true)]
public class AloneCollection;

[Collection(typeof(AloneCollection))]
public class MemoryTests
{
    [Fact]
    [Trait("check", "S1 7")]
    public async Task Memory_does_not_grow_with_the_number_of_trials()
    {
        await Allocated(20_000);
        var (few, many) = (await Allocated(100_000), await Allocated(500_000));
        var perTrial = (many - few) / (3 * 400_000.0);
        Assert.True(perTrial < 0.5, $"each further trial allocates {perTrial:F3} bytes; the bookkeeping of a block may cost 0.5 per trial");

        static async Task<long> Allocated(long trials)
        {
            var plan = Synthetic.Plan(trials, [0.1]);
            var before = GC.GetTotalAllocatedBytes(precise: true);
            await Synthetic.Sweep(plan);
            return GC.GetTotalAllocatedBytes(precise: true) - before;
        }
    }
}
