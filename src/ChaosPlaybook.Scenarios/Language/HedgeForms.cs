using ChaosPlaybook.Model;

namespace ChaosPlaybook.Scenarios;

/// <summary>The strategy <c>hedge</c>.</summary>
internal static class HedgeForms
{
    private static readonly HedgeOptions _hedge = new();

    private static readonly Field<long> _copies =
        Fields.Default("copies", new CountForm(HedgeOptions.CopiesBounds), "Copies after the first.", _hedge.Copies);
    private static readonly Field<double> _delay = Fields.Default("delay", new DurationForm(HedgeOptions.DelayBounds, orForever: true),
        "Time after a copy was sent until the next is; 0 s sends all at once, forever sends one only after a failure.", _hedge.DelaySeconds);
    private static readonly Field<double> _quantile = Fields.Optional("quantile", new RatioForm(HedgeOptions.QuantileBounds),
        "Level of the calls' latencies so far that replaces the delay once it is warm.", "a fixed delay");
    private static readonly Field<long> _warmUp = Fields.Default("warmUp", new CountForm(HedgeOptions.WarmUpBounds),
        "Successful calls before the quantile is trusted.", _hedge.WarmUp);
    private static readonly Field<double> _budget = Fields.Optional("budget", new RatioForm(HedgeOptions.BudgetBounds),
        "Further copies per call in the long run.", "no limit");
    private static readonly Field<double> _burst = Fields.Default("burst", new NumberForm(HedgeOptions.BurstBounds),
        "Further copies that may be sent in one go while the budget is untouched.", _hedge.Burst);
    private static readonly Field<ErrorFilter> _on = Fields.Default("on", new FilterForm(),
        "Failures after which the next copy starts at once (gRPC's non-fatal codes); any other outcome ends the call.", _hedge.On, FilterForm.Write(_hedge.On));
    private static readonly Field<HedgeAnswer> _whenAllFail = Fields.Default("whenAllFail", new WordForm<HedgeAnswer>(),
        "Whose failure is the answer when all copies fail: the first copy's as in Polly, that of the last to end as in gRPC.", _hedge.WhenAllFail);
    private static readonly Field<Scope> _scope = Fields.Default("scope", new WordForm<Scope>(), "Who shares latencies and budget.", _hedge.Scope);

    /// <summary>Among the strategies.</summary>
    public static Variant<StrategyOptions> Hedge { get; } = new("hedge", "Sends further copies of a call that takes long, and takes the first answer.",
        new Shape<StrategyOptions>("hedge", "Sends further copies of a call that takes long or fails, takes the first good answer and cancels the others.",
            [_copies, _delay, _quantile, _warmUp, _budget, _burst, _on, _whenAllFail, _scope],
            v => new HedgeOptions
            {
                Copies = (int)v.Get(_copies), DelaySeconds = v.Get(_delay),
                Quantile = v.Has(_quantile) ? v.Get(_quantile) : null, WarmUp = (int)v.Get(_warmUp),
                Budget = v.Has(_budget) ? v.Get(_budget) : null, Burst = v.Get(_burst),
                On = v.Get(_on), WhenAllFail = v.Get(_whenAllFail), Scope = v.Get(_scope),
            }, check: WarnOfIdle));

    private static bool WarnOfIdle(Values v)
    {
        if (v.Has(_warmUp) && !v.Has(_quantile)) Idle(_warmUp, _quantile);
        if (v.Has(_burst) && !v.Has(_budget)) Idle(_burst, _budget);
        return true;
        void Idle(Field key, Field governor) =>
            v.Binding.Problems.Warn(v.At(key).Place, $"{v.Path.Child(key.Key)} has no effect without {governor.Key}");
    }
}
