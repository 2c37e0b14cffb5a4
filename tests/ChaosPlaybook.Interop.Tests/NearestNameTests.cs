namespace ChaosPlaybook.Interop.Tests;

public sealed class NearestNameTests
{
    private static readonly string[] _names = ["circuitBreaker", "fallback", "retry", "rules", "timeout", "on"];

    [Theory]
    [InlineData("circuitBraker", "circuitBreaker")]
    [InlineData("CircuitBreaker", "circuitBreaker")]
    [InlineData("rety", "retry")]
    [InlineData("rtery", "retry")]
    [InlineData("time_out", "timeout")]
    [InlineData("ON", "on")]
    public void A_slip_of_the_pen_is_recognised(string word, string name) => Assert.Equal(name, NearestName.Of(word, _names));

    [Theory]
    [InlineData("hedge")]
    [InlineData("x")]
    [InlineData("of")]
    [InlineData("bulkhead")]
    public void Another_word_is_not_taken_for_a_slip(string word) => Assert.Null(NearestName.Of(word, _names));

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("abc", "", 3)]
    [InlineData("abc", "acb", 1)]
    [InlineData("kitten", "sitting", 3)]
    public void Distance_counts_edits_and_swaps(string a, string b, int edits)
    {
        Assert.Equal(edits, NearestName.Distance(a, b));
        Assert.Equal(edits, NearestName.Distance(b, a));
    }
}
