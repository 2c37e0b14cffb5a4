using System.Runtime.CompilerServices;

namespace ChaosPlaybook.Kernel.Tests;

public class SimTaskTests
{
    private readonly Simulation _simulation = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Results_of_any_type_travel_up_whether_or_not_the_method_suspends(bool suspends)
    {
        _simulation.RunToEnd(async strand =>
        {
            if (suspends)
                _simulation.Spawn(new Work(0.5));
            Assert.Equal("6 at 1", await Describe(strand, 5));
            return Outcome.Success;
        });

        static async SimTask<string> Describe(Strand strand, int number) => $"{await AddOne(strand, number)} at {strand.Now}";

        static async SimTask<int> AddOne(Strand strand, int number)
        {
            await strand.Delay(1);
            return number + 1;
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Then_maps_the_result_from_the_inside_out(bool suspends)
    {
        var (outcome, _) = _simulation.RunToEnd(strand =>
        {
            if (suspends)
                _simulation.Spawn(new Work(0.5));
            return strand.After(1, Outcome.Failure(1))
                .Then(10, static (add, outcome) => Outcome.Failure((ushort)(outcome.Code + add)))
                .Then(3, static (factor, outcome) => Outcome.Failure((ushort)(outcome.Code * factor)));
        });
        Assert.Equal(33, outcome.Code);
    }

    [Fact]
    public void A_deep_chain_of_awaits_unwinds_on_a_flat_stack()
    {
        var depths = new HashSet<int>();
        _simulation.Spawn(new Work(0.5)); // makes the innermost delay suspend
        _simulation.RunToEnd(strand => Nested(strand, 2000));
        Assert.Single(depths);

        async SimTask<Outcome> Nested(Strand strand, int levels)
        {
            if (levels == 0)
                return await strand.After(1, Outcome.Success);
            var outcome = await Nested(strand, levels - 1);
            if (levels % 500 == 0)
                depths.Add(new System.Diagnostics.StackTrace().FrameCount);
            return outcome;
        }
    }

    [Fact]
    public void Awaiting_anything_but_virtual_time_fails_at_the_first_suspension()
    {
        _simulation.Spawn(async _ =>
        {
            await Task.Delay(1, TestContext.Current.CancellationToken);
            return Outcome.Success;
        });
        Assert.Contains("cannot await", Assert.Throws<NotSupportedException>(() => _simulation.Run()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_task_cannot_be_awaited_from_outside_the_simulated_world()
    {
        INotifyCompletion fromWait = default(Wait);
        INotifyCompletion fromTask = default(SimTask<int>.Awaiter);
        foreach (var awaiter in new[] { fromWait, fromTask })
            Assert.Contains("SimTask methods only", Assert.Throws<NotSupportedException>(() => awaiter.OnCompleted(() => { })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_result_of_a_task_that_has_not_ended_cannot_be_taken()
    {
        _simulation.Spawn(new Work(0.5));
        _simulation.Spawn(strand => strand.After(1, Outcome.Success).GetAwaiter().GetResult());
        Assert.Contains("has not ended", Assert.Throws<InvalidOperationException>(() => _simulation.Run()).Message, StringComparison.Ordinal);
    }
}
