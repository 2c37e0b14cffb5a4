using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>A rate that rises or falls evenly from one value to another and stays there.</summary>
public sealed record RampArrivalOptions : ProfileArrivalOptions
{
    /// <summary>Rate before, per second. Range [0, 10⁶].</summary>
    public required double From { get; init; }

    /// <summary>Rate after, per second. Range [0, 10⁶].</summary>
    public required double To { get; init; }

    /// <summary>When it begins to change, seconds. Range [0, 86400]. Default 0.</summary>
    public double StartSeconds { get; init; }

    /// <summary>How long it changes, seconds. Range (0, 86400].</summary>
    public required double OverSeconds { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<double> Changes => [StartSeconds];

    /// <inheritdoc/>
    public override IEnumerable<Violation> Check() =>
    [
        .. Violation.Of("from", From, RateBounds), .. Violation.Of("to", To, RateBounds),
        .. Violation.Of("start", StartSeconds, WorkloadOptions.SecondsBounds), .. Violation.Of("over", OverSeconds, WorkloadOptions.ForBounds),
    ];

    /// <inheritdoc/>
    internal override RateProfile Profile() => new StretchedRate(
        new(0, From), new(StartSeconds, From, (To - From) / OverSeconds), new(StartSeconds + OverSeconds, To));
}

/// <summary>One step of a rate.</summary>
/// <param name="AtSeconds">When it begins, seconds. Range [0, 86400].</param>
/// <param name="Rate">The rate from then on, per second. Range [0, 10⁶].</param>
public readonly record struct RateStep(double AtSeconds, double Rate);

/// <summary>A rate that jumps from value to value; nothing arrives before the first.</summary>
public sealed record StepsArrivalOptions : ProfileArrivalOptions
{
    /// <summary>The steps, later ones later.</summary>
    public required IReadOnlyList<RateStep> Steps { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<double> Changes => Steps.Select(step => step.AtSeconds);

    /// <inheritdoc/>
    public override IEnumerable<Violation> Check() => Steps.SelectMany((step, i) => Violation.Of("rate", step.Rate, RateBounds)
        .Concat(Violation.Of("at", step.AtSeconds, new Bounds(i > 0 ? Steps[i - 1].AtSeconds : 0, 86400, "s", LowOpen: i > 0))));

    /// <inheritdoc/>
    internal override RateProfile Profile() =>
        new StretchedRate([new(0, 0), .. Steps.Select(step => new Stretch(step.AtSeconds, step.Rate))]);
}

/// <summary>A rate that jumps up (or down) for a while: Brooker's 40 to 80 per second for 5 s.</summary>
public sealed record SpikeArrivalOptions : ProfileArrivalOptions
{
    /// <summary>Rate before and after, per second. Range [0, 10⁶].</summary>
    public required double Base { get; init; }

    /// <summary>Rate during the spike, per second. Range [0, 10⁶].</summary>
    public required double Peak { get; init; }

    /// <summary>When it begins, seconds. Range [0, 86400].</summary>
    public required double StartSeconds { get; init; }

    /// <summary>How long it lasts, seconds. Range (0, 86400].</summary>
    public required double WidthSeconds { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<double> Changes => [StartSeconds];

    /// <inheritdoc/>
    public override IEnumerable<Violation> Check() =>
    [
        .. Violation.Of("base", Base, RateBounds), .. Violation.Of("peak", Peak, RateBounds),
        .. Violation.Of("start", StartSeconds, WorkloadOptions.SecondsBounds), .. Violation.Of("width", WidthSeconds, WorkloadOptions.ForBounds),
    ];

    /// <inheritdoc/>
    internal override RateProfile Profile() =>
        new StretchedRate(new(0, Base), new(StartSeconds, Peak), new(StartSeconds + WidthSeconds, Base));
}

/// <summary>A rate that swings as over a day: λ(t) = mean·(1 + amplitude·sin(2πt/period)).</summary>
public sealed record DiurnalArrivalOptions : ProfileArrivalOptions
{
    /// <summary>Mean rate, per second. Range (0, 10⁶].</summary>
    public required double Mean { get; init; }

    /// <summary>Swing as a part of the mean. Range [0, 1].</summary>
    public required double Amplitude { get; init; }

    /// <summary>Length of one swing, seconds. Range (0, 86400]. Default a day.</summary>
    public double PeriodSeconds { get; init; } = 86400;

    /// <inheritdoc/>
    public override IEnumerable<Violation> Check() =>
    [
        .. Violation.Of("mean", Mean, PoissonArrivalOptions.RateBounds), .. Violation.Of("amplitude", Amplitude, Bounds.Ratio),
        .. Violation.Of("period", PeriodSeconds, WorkloadOptions.ForBounds),
    ];

    /// <inheritdoc/>
    internal override RateProfile Profile() => new SineRate(Mean, Amplitude, PeriodSeconds);
}

/// <summary>Λ(t) = mean·(t + a·T/2π·(1 − cos 2πt/T)), inverted by Newton's steps kept inside a shrinking bracket.</summary>
internal sealed class SineRate(double mean, double amplitude, double period) : RateProfile
{
    private readonly double _speed = 2 * Math.PI / period;

    public override void Begin(Luck luck)
    {
    }

    public override double TimeOf(double events)
    {
        // 0 ≤ 1 − cos ≤ 2 bounds the root from both sides.
        var high = events / mean;
        var low = Math.Max(0, high - 2 * amplitude / _speed);
        var time = (low + high) / 2;
        for (var i = 0; i < 100; i++)
        {
            var excess = mean * (time + amplitude / _speed * (1 - Math.Cos(_speed * time))) - events;
            if (excess > 0) high = time;
            else low = time;
            var next = time - excess / (mean * (1 + amplitude * Math.Sin(_speed * time)));
            if (!(next >= low && next <= high)) next = (low + high) / 2;
            if (Math.Abs(next - time) <= 1e-13 * next) return next;
            time = next;
        }
        return time;
    }
}
