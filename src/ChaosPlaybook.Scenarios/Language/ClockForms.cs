using ChaosPlaybook.Model;

namespace ChaosPlaybook.Scenarios;

/// <summary>Clocks of executors that are wrong.</summary>
internal static class ClockForms
{
    private static readonly ClockSkewFaultOptions _skew = new() { BySeconds = 0 };
    private static readonly DurationForm _seconds = new(WindowOptions.SecondsBounds);

    private static readonly Field<double> _by = Fields.Needed("by", _seconds, "By how much the clock is wrong at full strength.");
    private static readonly Field<ClockDirection> _direction = Fields.Default("direction", new WordForm<ClockDirection>(),
        "Whether it shows a time that is still to come, or one that is over.", _skew.Direction);
    private static readonly Field<double> _tolerance = Fields.Optional("tolerance", _seconds,
        "Difference to the client's clock above which a request is refused: 15 min at AWS, 5 min with Kerberos.", "none is refused");
    private static readonly Field<long> _code = Fields.Default("code", new CountForm(ErrorFaultOptions.CodeBounds), "Error code of a refused request.", _skew.Code);

    /// <summary>Faults of clocks.</summary>
    public static IReadOnlyList<Variant<FaultOptions>> Faults =>
    [
        Scenarios.Faults.Kind("clockSkew", "clockSkew",
            "The executor travels in time: its clock is wrong. Requests may be refused; `idempotencyTtl`, `rateLimit`, the limit of `tokens`, `dropExpired` and "
            + "`propagateDeadline` go by that clock, while latencies and every other interval do not.",
            [_by, _direction, _tolerance, _code],
            v => new ClockSkewFaultOptions
            {
                BySeconds = v.Get(_by), Direction = v.Get(_direction), ToleranceSeconds = v.Has(_tolerance) ? v.Get(_tolerance) : null, Code = (int)v.Get(_code),
            },
            v => !v.Has(_code) || v.Has(_tolerance) || FaultKeys.Refuse(v, _code, "has an effect with tolerance only")),
    ];
}
