using ChaosPlaybook.Model;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Scenarios;

/// <summary>Keys of the waits between attempts, shared by retries and rules.</summary>
internal static class WaitKeys
{
    private static readonly Backoff _backoff = new();

    /// <summary>Growth of the wait.</summary>
    public static Field<BackoffKind> Kind { get; } = Fields.Default("backoff", new WordForm<BackoffKind>(),
        "Growth of the wait from retry to retry: b, b·n, b·growthⁿ⁻¹, or b·(2ⁿ − 1) as Envoy has it.", _backoff.Kind);

    /// <summary>The first wait.</summary>
    public static Field<double> Base { get; } = Fields.Default("base", new DurationForm(Backoff.SecondsBounds), "b, the first wait.", _backoff.BaseSeconds);

    /// <summary>The longest wait.</summary>
    public static Field<double> Max { get; } =
        Fields.Default("max", new DurationForm(Backoff.SecondsBounds), "Longest wait before jitter.", _backoff.MaxSeconds);

    /// <summary>How luck spreads a wait.</summary>
    public static Field<JitterKind> Jitter { get; } = Fields.Default("jitter", new WordForm<JitterKind>(),
        "How luck spreads the wait d: not, U·d, d/2 + U·d/2, d·(1 − spread … 1 + spread), d·(1 … 1 + spread), decorrelated (Brooker), Polly's own, or exponential with mean d.",
        _backoff.Jitter);

    private static readonly Field<double> _growth =
        Fields.Default("growth", new NumberForm(Backoff.GrowthBounds), "Growth per retry of exponential backoff.", _backoff.Growth);
    private static readonly Field<double> _spread =
        Fields.Default("spread", new RatioForm(Bounds.Ratio), "Spread of the jitters `plusMinus` and `upTo`.", _backoff.Spread);

    /// <summary>Keys of the waits in the order of the manual.</summary>
    public static IReadOnlyList<Field> All => [Kind, Base, _growth, Max, Jitter, _spread];

    /// <summary>The waits from their keys.</summary>
    public static Backoff Make(Values v) => new()
    {
        Kind = v.Get(Kind), BaseSeconds = v.Get(Base), Growth = v.Get(_growth), MaxSeconds = v.Get(Max), Jitter = v.Get(Jitter), Spread = v.Get(_spread),
    };

    /// <summary>Warns of keys that another key makes idle; not where that other key is swept, for there it makes sense.</summary>
    public static bool WarnOfIdle(Values v)
    {
        if (v.Has(_growth) && !v.IsSwept(Kind) && v.Get(Kind) != BackoffKind.Exponential)
            Idle(_growth, Kind, WordForm<BackoffKind>.Of(v.Get(Kind)), "exponential");
        var spreads = v.Get(Jitter) is JitterKind.PlusMinus or JitterKind.UpTo;
        if (v.Has(_spread) && !v.IsSwept(Jitter) && !spreads)
            Idle(_spread, Jitter, WordForm<JitterKind>.Of(v.Get(Jitter)), "plusMinus and upTo");
        return true;
        void Idle(Field key, Field governor, string word, string users) => v.Binding.Problems.Warn(v.At(key).Place,
            $"{v.Path.Child(key.Key)} has no effect with {governor.Key}: {word}; it works with {users} only");
    }
}
