using ChaosPlaybook.Kernel;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>
/// Settings of <c>ratio</c>: Finagle's RetryBudget. Every call deposits, every retry withdraws, and what was not used leaks away,
/// so over <see cref="TtlSeconds"/> there are at most <see cref="Percent"/> retries a call beside <see cref="MinPerSecond"/>.
/// </summary>
public sealed record RatioBudgetOptions : RetryBudgetOptions
{
    /// <summary>Retries per call. Range [0, 1000]. Default 0.2.</summary>
    public double Percent { get; init; } = 0.2;

    /// <summary>Retries per second that are allowed beside. Range [0, 10⁶]. Default 10.</summary>
    public double MinPerSecond { get; init; } = 10;

    /// <summary>Time after which deposits and withdrawals are forgotten, seconds. Range [1, 60]. Default 10.</summary>
    public double TtlSeconds { get; init; } = 10;

    /// <summary>Allowed shares.</summary>
    public static Bounds PercentBounds => new(0, 1000);

    /// <summary>Allowed reserves.</summary>
    public static Bounds MinPerSecondBounds => new(0, 1e6);

    /// <summary>Allowed times.</summary>
    public static Bounds TtlBounds => new(1, 60, "s");

    /// <inheritdoc/>
    public override IEnumerable<Violation> Check() =>
    [
        .. Violation.Of("percent", Percent, PercentBounds),
        .. Violation.Of("minPerSecond", MinPerSecond, MinPerSecondBounds),
        .. Violation.Of("ttl", TtlSeconds, TtlBounds),
    ];

    /// <inheritdoc/>
    internal override RetryBudget Build() => new RatioBudget(this);
}

/// <summary>
/// A leaky bucket (Finagle TokenRetryBudget): deposits and withdrawals stand in ten slices of a tenth of the time to live, each
/// opened by the first look after the one before has expired, and the oldest is forgotten. The reserve is counted in withdrawals
/// per time to live, and comes back as withdrawals are forgotten.
/// </summary>
internal sealed class RatioBudget : RetryBudget, ITokens
{
    private const int Slices = 10;
    private const double Deposit = 1000;
    private readonly double[] _slices = new double[Slices];
    private readonly double _deposit, _withdrawal, _reserve, _sliceSeconds;
    private double _opened, _sum;
    private int _current;

    public RatioBudget(RatioBudgetOptions options)
    {
        _deposit = options.Percent == 0 ? 0 : Deposit;
        _withdrawal = options.Percent == 0 ? Deposit : Math.Floor(Deposit / options.Percent);
        _reserve = Math.Floor(options.MinPerSecond * options.TtlSeconds * _withdrawal);
        _sliceSeconds = options.TtlSeconds / Slices;
    }

    public override void CallBegan(double now) => Add(now, _deposit);

    public override bool TryPay(double now, Outcome outcome, out double paid)
    {
        paid = _withdrawal;
        Expire(now);
        if (_sum + _reserve < _withdrawal) return false;
        Add(now, -_withdrawal);
        return true;
    }

    /// <summary>The balance, reserve included. A slice that nobody has looked at since it expired stays open: a look opens the next.</summary>
    public double TokensAt(double now)
    {
        var left = _sum + _reserve;
        var passed = Math.Min(Math.Floor((now - _opened) / _sliceSeconds), Slices);
        for (var slice = 1; slice <= passed; slice++) left -= _slices[(_current + slice) % Slices];
        return left;
    }

    public override void Reset()
    {
        Array.Clear(_slices);
        _opened = _sum = 0;
        _current = 0;
    }

    private void Add(double now, double tokens)
    {
        Expire(now);
        _slices[_current] += tokens;
        _sum += tokens;
    }

    // Tokens are whole numbers, so that adding them up and taking them away again leaves nothing over.
    private void Expire(double now)
    {
        if (now - _opened < _sliceSeconds) return;
        for (var passed = Math.Min(Math.Floor((now - _opened) / _sliceSeconds), Slices); passed > 0; passed--)
        {
            _current = (_current + 1) % Slices;
            _sum -= _slices[_current];
            _slices[_current] = 0;
        }
        _opened = now;
    }
}
