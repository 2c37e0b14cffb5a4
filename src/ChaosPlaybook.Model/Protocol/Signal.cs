
namespace ChaosPlaybook.Model;

/// <summary>What a monitor looks at, over a stretch of time.</summary>
public enum Signal
{
    /// <summary>Workflows that succeeded as a share of those that ended; 0 where some were under way and none ended.</summary>
    SuccessRate,
    /// <summary>1 − success rate.</summary>
    ErrorRate,
    /// <summary>Median duration of the workflows that ended, mean over the bins, seconds; +∞ where some were under way and none ended.</summary>
    P50,
    /// <summary>The same of the 99th percentile.</summary>
    P99,
    /// <summary>Workflows that succeeded, per second.</summary>
    Goodput,
    /// <summary>Workflows that succeeded as a share of those meant to start.</summary>
    GoodputShare,
    /// <summary>Busy servers as a share of all servers.</summary>
    Utilisation,
    /// <summary>Jobs in all queues.</summary>
    Queue,
    /// <summary>Workflows under way.</summary>
    InFlight,
    /// <summary>Attempts per second.</summary>
    Attempts,
    /// <summary>Open circuits as a share of all.</summary>
    BreakerOpenShare,
    /// <summary>Steps of the agent that somebody who is up can serve, as a share of all.</summary>
    Coverage,
}

/// <summary>Reads signals off a timeline.</summary>
public static class Signals
{
    /// <summary>Its name, as in a scenario: <c>successRate</c>.</summary>
    public static string Name(Signal signal) => Names.Word(signal);

    /// <summary>Whether more of it is worse.</summary>
    public static bool HighIsBad(Signal signal) => signal is not (Signal.SuccessRate or Signal.Goodput or Signal.GoodputShare or Signal.Coverage);

    /// <summary>Its unit: <c>s</c>, <c>/s</c>, <c>1</c> for a share, empty for a count.</summary>
    public static string Unit(Signal signal) => signal switch
    {
        Signal.P50 or Signal.P99 => "s",
        Signal.Goodput or Signal.Attempts => "/s",
        Signal.Queue or Signal.InFlight => "",
        _ => "1",
    };

    /// <summary>The signal over some bins of a timeline; NaN where there is nothing to read.</summary>
    /// <param name="timeline">A timeline whose bins are closed up to the end of the stretch.</param>
    /// <param name="signal">What to read.</param>
    /// <param name="bins">Which bins.</param>
    public static double Read(Timeline timeline, Signal signal, Range bins) => Read(timeline, signal, [bins]);

    /// <inheritdoc cref="Read(Timeline, Signal, Range)"/>
    public static double Read(Timeline timeline, Signal signal, IReadOnlyList<Range> bins)
    {
        double Sum(string column) => Total(timeline.Values(column), bins, out _);
        double Mean(string column) => Total(timeline.Values(column), bins, out var count) / count;
        switch (signal)
        {
            case Signal.SuccessRate:
                var (good, bad) = (Sum(Timeline.Goodput), Sum(Timeline.Failures));
                return good + bad > 0 ? good / (good + bad) : Sum(Timeline.InFlight) > 0 ? 0 : double.NaN;
            case Signal.ErrorRate: return 1 - Read(timeline, Signal.SuccessRate, bins);
            case Signal.P50: return Duration(Timeline.P50);
            case Signal.P99: return Duration(Timeline.P99);
            case Signal.Goodput: return Mean(Timeline.Goodput);
            case Signal.GoodputShare: return Sum(Timeline.Goodput) / Sum(Timeline.Offered);
            case Signal.Utilisation: return Mean(Timeline.Utilisation);
            case Signal.Queue: return Mean(Timeline.Queue);
            case Signal.InFlight: return Mean(Timeline.InFlight);
            case Signal.Attempts: return Mean(Timeline.Attempts);
            case Signal.Coverage: return timeline.Columns.Contains(Timeline.Coverage) ? Mean(Timeline.Coverage) : double.NaN;
            default: return Mean(Timeline.BreakerOpenShare);
        }

        double Duration(string column)
        {
            var mean = Mean(column);
            return double.IsNaN(mean) && Sum(Timeline.InFlight) > 0 ? double.PositiveInfinity : mean;
        }
    }

    private static double Total(ReadOnlySpan<double> values, IReadOnlyList<Range> bins, out int count)
    {
        (var sum, count) = (0.0, 0);
        for (var i = 0; i < bins.Count; i++)
        {
            foreach (var value in values[bins[i]])
            {
                if (double.IsNaN(value)) continue;
                sum += value;
                count++;
            }
        }
        return sum;
    }
}

/// <summary>A limit that a signal keeps or breaks.</summary>
/// <param name="Signal">What is looked at.</param>
/// <param name="AtLeast">Whether the threshold is a floor; otherwise it is a ceiling.</param>
/// <param name="Threshold">The limit, in the signal's unit.</param>
public readonly record struct Guard(Signal Signal, bool AtLeast, double Threshold)
{
    /// <summary>The floor beside a ceiling, for a signal that is to stay within a range; nothing for a limit on one side.</summary>
    public double? Floor { get; init; }

    /// <summary>Whether a value keeps the limit. What cannot be read breaks nothing.</summary>
    public bool Holds(double value) => double.IsNaN(value) || (AtLeast ? value >= Threshold : value <= Threshold && !(value < Floor));

    /// <summary>As it is written: <c>successRate >= 0.99</c>, <c>goodput in 45..55</c>.</summary>
    public override string ToString()
    {
        static string Text(double number) => number.ToString("R", System.Globalization.CultureInfo.InvariantCulture);
        return Floor is { } floor ? $"{Signals.Name(Signal)} in {Text(floor)}..{Text(Threshold)}" : $"{Signals.Name(Signal)} {(AtLeast ? ">=" : "<=")} {Text(Threshold)}";
    }
}
