using ChaosPlaybook.Kernel;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>Which way a clock is wrong.</summary>
public enum ClockDirection
{
    /// <summary>It shows a time that is still to come.</summary>
    Ahead,
    /// <summary>It shows a time that is over.</summary>
    Behind,
}

/// <summary>
/// Settings of <c>clockSkew</c>: the executor travels in time. While the fault is at work its clock is wrong by so much, and whatever
/// looks at a clock goes wrong with it; the intensity of its window scales by how much. Latencies, pauses, shedding by age and every
/// timer are told by a clock that only counts, and are unaffected. Several skews add up.
/// </summary>
/// <remarks>
/// Signed requests are refused when the clocks of client and server differ by more than the tolerance: 15 minutes at AWS
/// (RequestTimeTooSkewed, 403; AWS Developer Tools Blog, "Clock-skew correction"), 5 minutes with Kerberos (RFC 4120). Keys of
/// idempotency are remembered from one reading to another, so a clock that has jumped ahead forgets them too early and one that was
/// set back keeps them longer; their age is looked at when a repetition comes. A token bucket refills by what its clock says: a jump
/// ahead gives tokens, up to its burst, and after a jump back none come until the clock has caught up (so Bucket4j). A deadline
/// that was sent as a moment passes too early at a server that is ahead and too late at one that is behind (so tarpc until it sent
/// what is left instead, as gRPC does).
/// </remarks>
public sealed record ClockSkewFaultOptions : FaultOptions
{
    /// <summary>By how much the clock is wrong, seconds. Range [0, 31536000].</summary>
    public required double BySeconds { get; init; }

    /// <summary>Which way. Default ahead.</summary>
    public ClockDirection Direction { get; init; } = ClockDirection.Ahead;

    /// <summary>Difference above which it refuses requests, seconds; nothing where requests are not signed. Range [0, 31536000].</summary>
    public double? ToleranceSeconds { get; init; }

    /// <summary>Error code of a refused request. Range [100, 999]. Default 403.</summary>
    public int Code { get; init; } = 403;

    /// <inheritdoc/>
    public override IEnumerable<Violation> Check() =>
    [
        .. base.Check(),
        .. Violation.Of("by", BySeconds, WindowOptions.SecondsBounds),
        .. Violation.Of("tolerance", ToleranceSeconds ?? 0, WindowOptions.SecondsBounds),
        .. Violation.Of("code", Code, ErrorFaultOptions.CodeBounds),
    ];

    /// <inheritdoc/>
    internal override bool IsOff => BySeconds == 0;

    /// <inheritdoc/>
    internal override Fault Build() => new Inert();
}

/// <summary>The clock that an executor reads, and what a right one would have done. Executors without a skew have none.</summary>
internal sealed class ServerClock
{
    private readonly List<ClockSkew> _skews = [];
    private readonly RateLimit? _rightLimit;
    private readonly TokenGate? _rightGate;
    private readonly FaultAccounts _accounts;
    private readonly int _entity;
    private Tally? _counted;

    private ServerClock(ExecutorOptions options, int entity, FaultAccounts accounts)
    {
        (_accounts, _entity) = (accounts, entity);
        _rightLimit = options.RateLimit is null ? null : new RateLimit(options.RateLimit);
        _rightGate = TokenGate.Of(options.Tokens);
    }

    /// <summary>The clock of an executor, with the faults that refuse requests put in their places; nothing where no fault sets it wrong.</summary>
    public static ServerClock? Of(
        ExecutorOptions options, int entity, IReadOnlyDictionary<string, Cause> causes, IReadOnlyList<Injection> injections, FaultAccounts accounts, Fault[] faults)
    {
        ServerClock? clock = null;
        for (var i = 0; i < faults.Length; i++)
        {
            if (options.Faults[i] is not ClockSkewFaultOptions skew) continue;
            clock ??= new(options, entity, accounts);
            var injection = skew.Phase is { } phase ? injections[phase] : null;
            clock._skews.Add(new ClockSkew(skew, skew.CourseIn(causes, injection), injection, i, clock));
            faults[i] = clock._skews[^1];
        }
        return clock;
    }

    /// <summary>Back to the beginning, with the luck of a replication.</summary>
    public void Begin(Luck luck)
    {
        _rightLimit?.Reset();
        _rightGate?.Reset();
        foreach (var skew in _skews) skew.Course.Begin(luck, _entity, skew.Number);
    }

    /// <summary>The instance that the attempt goes to that faults are asked about, from 1 on; 0 where none has a clock of its own.</summary>
    public int Routed { get; set; }

    /// <summary>How far the clock is ahead, seconds. Moments never go back within a trial.</summary>
    /// <param name="now">The right time, seconds.</param>
    /// <param name="instance">Whose clock: an instance from 1 on, or 0 for what all instances share.</param>
    public double Skew(double now, int instance)
    {
        var sum = 0.0;
        foreach (var skew in _skews)
            if (skew.Instance == 0 || skew.Instance == instance) sum += skew.At(now);
        return sum;
    }

    /// <summary>Whether limits with a right clock would have let an attempt in that has come to those with this one.</summary>
    public bool WouldAdmit(double now, double input) => _rightGate?.Admits(now, input, _rightLimit, out _) ?? _rightLimit?.Admits(now, out _) ?? true;

    /// <summary>Remembers for them what has been paid.</summary>
    public void Spend(double price) => _rightGate?.Spend(price);

    /// <summary>What counts in this trial.</summary>
    public void Counts(Tally counted) => _counted = counted;

    /// <summary>Something went another way than with a right clock.</summary>
    /// <param name="tally">Where the attempt counts.</param>
    /// <param name="instance">At whose clock.</param>
    public void Land(Tally tally, int instance)
    {
        var isAnyWrong = _skews.Exists(skew => skew.Last != 0);
        foreach (var skew in _skews)
        {
            if (skew.Instance != 0 && skew.Instance != instance || isAnyWrong && skew.Last == 0) continue;
            skew.Injection?.Land();
            tally.Record.FaultsInjected++;
            tally.Record.FaultsLanded++;
            if (tally != _counted) continue;
            ref var account = ref _accounts[skew.Number];
            account.Struck++;
            account.Landed++;
        }
    }
}

/// <summary>One skew of a clock; as a fault it refuses requests whose clock differs too much.</summary>
internal sealed class ClockSkew(ClockSkewFaultOptions options, Course course, Injection? injection, int number, ServerClock clock) : Fault
{
    private readonly double _by = options.Direction == ClockDirection.Ahead ? options.BySeconds : -options.BySeconds;
    private readonly double _tolerance = options.ToleranceSeconds ?? double.PositiveInfinity;
    private readonly ushort _code = (ushort)options.Code;

    /// <summary>How strongly it is at work.</summary>
    public Course Course => course;

    /// <summary>What may stop it before its time, or nothing.</summary>
    public Injection? Injection => injection;

    /// <summary>Its number among the faults of the executor.</summary>
    public int Number => number;

    /// <summary>The instance whose clock alone it sets, from 1 on; 0 for all.</summary>
    public int Instance { get; } = options.Instance ?? 0;

    /// <summary>How far it had set the clock ahead when it was asked last, seconds.</summary>
    public double Last { get; private set; }

    /// <summary>How far it sets the clock ahead, seconds.</summary>
    public double At(double now) => Last = _by * course.At(now).Value;

    /// <summary>Whether it is at work and the clock, with whatever else sets it wrong, is beyond the tolerance.</summary>
    public override bool Strikes(double luck, Call call, double now) =>
        !double.IsPositiveInfinity(_tolerance) && Math.Abs(clock.Skew(now, clock.Routed)) > _tolerance && Last != 0;

    public override void Strike(double luck, Call call, ref Reply reply)
    {
        injection?.Land();
        if (reply.Outcome.Succeeded) reply.Outcome = Outcome.Failure(_code);
    }
}
