using ChaosPlaybook.Kernel;

namespace ChaosPlaybook.Model.Tests;

public class PushbackTests
{
    /// <summary>Waits 1, 2, 4 … but for what is told.</summary>
    [Theory]
    [InlineData(Pushback.Http, 1 + 7 + 4), InlineData(Pushback.Grpc, 1 + 7 + 1)]
    public void After_a_pushback_of_gRPC_the_backoff_starts_anew(Pushback pushback, double seconds) =>
        Assert.Equal(seconds, Waited(pushback, Outcome.Failure(503), RetryAfter.Failure(503, 7), Outcome.Failure(503), Outcome.Success), 1e-6);

    [Theory]
    [InlineData(Pushback.Http, 2), InlineData(Pushback.Grpc, 1)]
    public void A_negative_pushback_of_gRPC_forbids_the_retry(Pushback pushback, int attempts) =>
        Assert.Equal(attempts, Script(pushback, RetryAfter.Never(503), Outcome.Success).Attempts);

    [Theory]
    [InlineData(0.5, 1), InlineData(3, 3), InlineData(60, 6)]
    public void AWS_waits_neither_less_than_computed_nor_five_seconds_more(double told, double waited) =>
        Assert.Equal(waited, Waited(Pushback.Aws, RetryAfter.Failure(503, told), Outcome.Success), 1e-6);

    [Theory]
    [InlineData(10, 10, 15), InlineData(300, 300, 450), InlineData(300.1, 1, 1)]
    public void Envoy_spreads_what_it_is_told_and_ignores_what_is_too_long(double told, double least, double most) =>
        Assert.InRange(Waited(Pushback.Envoy, RetryAfter.Failure(503, told), Outcome.Success), least, most);

    private static double Waited(Pushback pushback, params Outcome[] answers) => Script(pushback, answers).WaitSeconds;

    private static TrialRecord Script(Pushback pushback, params Outcome[] answers) => Small.Script(
        [new RetryOptions { Backoff = new() { Kind = BackoffKind.Exponential, BaseSeconds = 1 }, RetryAfter = RetryAfterOptions.Exactly with { Pushback = pushback } }],
        answers).Record;
}
