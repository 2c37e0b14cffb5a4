namespace ChaosPlaybook.Statistics.Tests;

public class PhiloxTests
{
    /// <summary>kat_vectors of Random123, the authors' own library: philox4x32, 10 rounds.</summary>
    [Theory]
    [InlineData(0u, 0u, 0u, 0u, 0u, 0u, 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)]
    [InlineData(
        0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu,
        0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu)]
    [InlineData(
        0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u, 0xa4093822u, 0x299f31d0u,
        0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u)]
    public void Philox_reproduces_the_published_known_answers(
        uint c0, uint c1, uint c2, uint c3, uint k0, uint k1, uint x0, uint x1, uint x2, uint x3)
    {
        var (first, second) = Philox.Block(k0 | (ulong)k1 << 32, c0, c1, c2, c3);
        Assert.Equal(x0 | (ulong)x1 << 32, first);
        Assert.Equal(x2 | (ulong)x3 << 32, second);
    }

    [Fact]
    public void Every_counter_word_and_both_key_halves_change_the_block()
    {
        var blocks = new HashSet<(ulong, ulong)>
        {
            Philox.Block(0, 0, 0, 0, 0),
            Philox.Block(0, 1, 0, 0, 0),
            Philox.Block(0, 0, 1, 0, 0),
            Philox.Block(0, 0, 0, 1, 0),
            Philox.Block(0, 0, 0, 0, 1),
            Philox.Block(1, 0, 0, 0, 0),
            Philox.Block(1UL << 32, 0, 0, 0, 0),
        };
        Assert.Equal(7, blocks.Count);
    }
}
