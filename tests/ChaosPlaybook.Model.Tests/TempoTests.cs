using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model.Tests;

public class TempoTests
{
    [Theory]
    [InlineData(0, 5, 5)]        // ends before the first pause
    [InlineData(0, 10, 10)]      // ends as the pause begins
    [InlineData(8, 3, 5)]        // 2 s before the pause of 2 s, 1 s after it
    [InlineData(10, 1, 3)]       // begins with a pause
    [InlineData(11, 1, 2)]       // begins within one
    [InlineData(12, 8, 8)]       // just fits between two
    [InlineData(0, 20, 24)]      // two pauses: at 10 s and at 20 s; 10 + 8 + 2 s of work
    public void Work_stands_still_in_a_pause(double begun, double work, double seconds) =>
        Assert.Equal(seconds, new Tempo(new(10, 2), []).SecondsFor(begun, work), 1e-9);

    [Theory]
    [InlineData(0, 4, 4)]        // over before the windows
    [InlineData(4, 2, 3)]        // 1 s at full speed, 1 s of work at half speed
    [InlineData(6, 1, 2)]        // at half speed
    [InlineData(8, 1.5, 4)]      // 2 s at 1/2 give 1, then 2 s at 1/4 give 1/2
    [InlineData(14, 1, 2.5)]     // 1 s at 1/4 gives 1/4, then 1.5 s at 1/2
    public void Overlapping_windows_multiply(double begun, double work, double seconds)
    {
        // Factor 2 from 5 s to 15 s, factor 2 again from 10 s to 20 s: speed 1, 1/2 from 5 s, 1/4 from 10 s, 1/2 from 15 s, 1 from 20 s.
        Assert.Equal(seconds, new Tempo(null, [new(2, 5, 10), new(2, 10, 10)]).SecondsFor(begun, work), 1e-9);
    }

    [Fact]
    public void Boundaries_that_round_badly_do_not_hang()
    {
        var tempo = new Tempo(new(0.1, 0.03), [new(3, 0.3, 0.1)]);
        for (var n = 0; n < 100_000; n++) Assert.InRange(tempo.SecondsFor(n * 0.1, 0.05), 0.05, 0.5);
        Assert.Equal(double.PositiveInfinity, tempo.SecondsFor(1, double.PositiveInfinity));
    }

    [Fact]
    public void A_paused_executor_serves_late()
    {
        // Two agents come at 0.01 s; each takes 1 s, and the server stands still from 1.5 s to 2 s.
        var executor = new ExecutorOptions { Name = "service", Latency = new Constant(1), Servers = 1, Pause = new(1.5, 0.5) };
        Assert.Equal((1 + 2.5) / 2, Small.Run(StationTests.Crowd(2, executor, Effect.None)).DurationSeconds, 1e-9);
    }
}
