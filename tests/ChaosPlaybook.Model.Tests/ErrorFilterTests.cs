using ChaosPlaybook.Kernel;

namespace ChaosPlaybook.Model.Tests;

public class ErrorFilterTests
{
    [Theory]
    [InlineData("503", 503, true), InlineData("503", 500, false), InlineData("5xx", 599, true), InlineData("5xx", 499, false), InlineData("any", 100, true)]
    public void Codes_and_classes_match_what_they_say(string pattern, int code, bool matches) =>
        Assert.Equal(matches, new ErrorFilter([pattern]).Matches(Outcome.Failure((ushort)code)));

    [Fact]
    public void Timeouts_and_refusals_are_kinds_of_their_own()
    {
        Assert.True(new ErrorFilter(["timeout"]).Matches(Outcome.TimedOut));
        Assert.False(new ErrorFilter(["5xx", "4xx"]).Matches(Outcome.TimedOut));
        Assert.True(new ErrorFilter(["rejected"]).Matches(Outcome.Rejection(503)));
        // A refusal carries 503, but it never reached the service.
        Assert.False(new ErrorFilter(["503"]).Matches(Outcome.Rejection(503)));
    }

    [Fact]
    public void Success_and_cancellation_never_match()
    {
        Assert.False(ErrorFilter.Any.Matches(Outcome.Success));
        Assert.False(ErrorFilter.Any.Matches(Outcome.Cancelled));
    }

    [Theory]
    [InlineData("50"), InlineData("0xx"), InlineData("timeouts"), InlineData("5XX"), InlineData("1000")]
    public void An_unknown_pattern_is_refused_by_name(string pattern) =>
        Assert.Contains($"\"{pattern}\"", Assert.Throws<ArgumentException>(() => new ErrorFilter([pattern])).Message, StringComparison.Ordinal);
}
