using FsCheck;
using FsCheck.Fluent;
using MathNet.Numerics.Distributions;

namespace ChaosPlaybook.Statistics.Tests;

public class LuckTests
{
    private const int Draws = 1 << 18;

    [Fact]
    public void A_draw_is_the_Philox_block_of_its_packed_coordinates()
    {
        var pair = new Luck(0x0123456789abcdef, 0xabcd_1234_5678).Draw(0xfe, 0x9876, -2, 0xfedcba);
        var (first, second) = Philox.Block(0x0123456789abcdef, 0x12345678, 0xabcd9876, 0xfffffffe, 0xfedcbafe);
        Assert.Equal(((first >> 12) + 0.5) / (1L << 52), pair.First);
        Assert.Equal(((second >> 12) + 0.5) / (1L << 52), pair.Second);
    }

    [Fact]
    public void Equal_coordinates_give_equal_draws_and_any_different_coordinate_gives_another()
    {
        static UniformPair At(int[] x) => new Luck((ulong)x[0], x[1]).Draw((byte)x[2], x[3], x[4], x[5]);
        var coordinates = Gen.Choose(0, 255).ArrayOf(6).Where(x => x.Length == 6).ToArbitrary();
        Prop.ForAll(coordinates, coordinates, (a, b) =>
        {
            var (one, other) = (At(a), At(b));
            var same = one.First == other.First && one.Second == other.Second;
            return same == a.AsSpan().SequenceEqual(b) && At([.. a]).First == one.First;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void No_two_of_a_million_neighbouring_draws_coincide()
    {
        var seen = new HashSet<(double, double)>();
        foreach (var replication in new[] { 0L, 1, 1L << 32, (1L << 48) - 1 })
            foreach (byte purpose in new byte[] { 0, 1, 255 })
                foreach (var entity in new[] { 0, 1, 65535 })
                    for (var call = -10; call < 10; call++)
                        for (var index = 0; index < 1400; index++)
                        {
                            var pair = new Luck(9, replication).Draw(purpose, entity, call, index);
                            seen.Add((pair.First, pair.Second));
                        }
        Assert.Equal(4 * 3 * 3 * 20 * 1400, seen.Count);
    }

    [Theory]
    [InlineData(0L)]
    [InlineData(1L)]
    [InlineData((1L << 32) + 5)]
    [InlineData((1L << 48) - 1)]
    public void Luck_remembers_its_replication(long replication) => Assert.Equal(replication, new Luck(3, replication).Replication);

    [Fact]
    public void A_coordinate_that_does_not_fit_the_counter_is_refused_by_name()
    {
        Assert.Equal("replication", Assert.Throws<ArgumentOutOfRangeException>(() => new Luck(0, -1)).ParamName);
        Assert.Equal("replication", Assert.Throws<ArgumentOutOfRangeException>(() => new Luck(0, 1L << 48)).ParamName);
        Assert.Equal("entity", Assert.Throws<ArgumentOutOfRangeException>(() => new Luck(0, 0).Draw(0, -1, 0, 0)).ParamName);
        Assert.Equal("entity", Assert.Throws<ArgumentOutOfRangeException>(() => new Luck(0, 0).Draw(0, 65536, 0, 0)).ParamName);
        Assert.Equal("index", Assert.Throws<ArgumentOutOfRangeException>(() => new Luck(0, 0).Draw(0, 0, 0, -1)).ParamName);
        Assert.Equal("index", Assert.Throws<ArgumentOutOfRangeException>(() => new Luck(0, 0).Uniform(0, 0, 0, 1 << 24)).ParamName);
    }

    [Fact]
    public void Uniforms_lie_strictly_inside_the_unit_interval_for_the_extreme_bits()
    {
        Assert.Equal(Math.Pow(2, -53), new UniformPair(0, ulong.MaxValue).First);
        Assert.Equal(1 - Math.Pow(2, -53), new UniformPair(0, ulong.MaxValue).Second);
        Assert.True(new UniformPair(0, ulong.MaxValue).Second < 1);
    }

    [Theory]
    [InlineData("replication")]
    [InlineData("entity")]
    [InlineData("call")]
    [InlineData("index")]
    public void Uniforms_along_one_coordinate_fill_the_unit_interval_evenly(string coordinate)
    {
        // 256 cells and 16 × 16 joint cells of the pair; each χ²(255) outside its 10⁻⁷ tails by luck once in 5 million seeds.
        var (first, second, joint) = (new int[256], new int[256], new int[256]);
        var draws = Math.Min(Draws, coordinate == "entity" ? 65536 : Draws);
        for (var i = 0; i < draws; i++)
        {
            var pair = Along(coordinate, i);
            first[(int)(pair.First * 256)]++;
            second[(int)(pair.Second * 256)]++;
            joint[(int)(pair.First * 16) * 16 + (int)(pair.Second * 16)]++;
        }
        foreach (var cells in new[] { first, second, joint })
        {
            var expected = draws / 256.0;
            var chiSquare = cells.Sum(count => (count - expected) * (count - expected) / expected);
            Assert.InRange(chiSquare, ChiSquared.InvCDF(255, 1e-7), ChiSquared.InvCDF(255, 1 - 1e-7));
        }
    }

    [Theory]
    [InlineData("replication")]
    [InlineData("entity")]
    [InlineData("call")]
    [InlineData("index")]
    public void Draws_at_neighbouring_coordinates_are_uncorrelated(string coordinate)
    {
        var draws = coordinate == "entity" ? 65535 : Draws;
        double along = 0, within = 0;
        for (var i = 0; i < draws; i++)
        {
            var pair = Along(coordinate, i);
            along += (pair.First - 0.5) * (Along(coordinate, i + 1).First - 0.5);
            within += (pair.First - 0.5) * (pair.Second - 0.5);
        }
        // Each product has mean 0 and standard deviation 1/12; the correlation is the mean product times 12.
        var tolerance = Near.Z / Math.Sqrt(draws);
        Near.Check(0, along / draws * 12, tolerance, $"correlation along {coordinate}, z = 5");
        Near.Check(0, within / draws * 12, tolerance, "correlation within a pair, z = 5");
    }

    [Fact]
    public void Purposes_of_the_same_call_are_uncorrelated()
    {
        const int calls = 2000;
        var sum = 0.0;
        for (var call = 0; call < calls; call++)
        {
            var luck = new Luck(11, call);
            for (byte purpose = 0; purpose < 100; purpose++)
                sum += (luck.Uniform(purpose, 1, 1, 1) - 0.5) * (luck.Uniform((byte)(purpose + 1), 1, 1, 1) - 0.5);
        }
        Near.Check(0, sum / (calls * 100) * 12, Near.Z / Math.Sqrt(calls * 100), "correlation of neighbouring purposes, z = 5");
    }

    private static UniformPair Along(string coordinate, int i) => coordinate switch
    {
        "replication" => new Luck(20250101, i).Draw(1, 2, 3, 4),
        "entity" => new Luck(20250101, 1).Draw(1, i, 3, 4),
        "call" => new Luck(20250101, 1).Draw(1, 2, i, 4),
        _ => new Luck(20250101, 1).Draw(1, 2, 3, i),
    };
}
