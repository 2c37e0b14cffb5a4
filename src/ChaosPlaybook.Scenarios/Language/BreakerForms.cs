using ChaosPlaybook.Model;

namespace ChaosPlaybook.Scenarios;

/// <summary>The strategies <c>countBreaker</c>, <c>timeBreaker</c> and <c>leakyBreaker</c>.</summary>
internal static class BreakerForms
{
    private static readonly CountBreakerOptions _count = new();
    private static readonly TimeBreakerOptions _time = new();
    private static readonly LeakyBreakerOptions _leaky = new();

    private static readonly Field<long> _calls =
        Fields.Default("window", new CountForm(CountBreakerOptions.WindowBounds), "Calls in the window.", _count.Window);
    private static readonly Field<double> _seconds = Fields.Default("window", new WholeSecondsForm(TimeBreakerOptions.WindowBounds),
        "Whole seconds in the window, the current one included.", _time.WindowSeconds);
    private static readonly Field<long> _minimum = Fields.Default("minimumCalls", new CountForm(WindowBreakerOptions.MinimumCallsBounds),
        "Fewest calls in the window before it may open; a full window is enough in any case.", _count.MinimumCalls);
    private static readonly Field<double> _failureRatio = Fields.Default("failureRatio", new RatioForm(WindowBreakerOptions.RatioBounds),
        "Share of failed calls that opens it.", _count.FailureRatio);
    private static readonly Field<double> _slowRatio = Fields.Default("slowRatio", new RatioForm(WindowBreakerOptions.RatioBounds),
        "Share of slow calls that opens it.", _count.SlowRatio);
    private static readonly Field<double> _slowAfter = Fields.Default("slowAfter", new DurationForm(WindowBreakerOptions.SlowBounds),
        "Duration above which a call is slow, whether it failed or not.", _count.SlowSeconds);
    private static readonly Field<double> _break = Fields.Default("break", new DurationForm(WindowBreakerOptions.BreakBounds, orForever: true),
        "Time it stays open.", _count.BreakSeconds);
    private static readonly Field<long> _probes = Fields.Default("probes", new CountForm(WindowBreakerOptions.ProbesBounds),
        "Calls that may enter while it is half open.", _count.Probes);
    private static readonly Field<double> _halfOpen = Fields.Default("halfOpen", new DurationForm(WindowBreakerOptions.BreakBounds, orForever: true),
        "Longest time half open before it opens again.", _count.HalfOpenSeconds);
    private static readonly Field<ErrorFilter> _on =
        Fields.Default("on", new FilterForm(), "What counts as a failure.", _count.On, FilterForm.Write(_count.On));
    private static readonly Field<Scope> _scope = Fields.Default("scope", new WordForm<Scope>(), "Who shares its memory.", _count.Scope);

    private static readonly Field<long> _threshold = Fields.Default("threshold", new CountForm(LeakyBreakerOptions.CountBounds),
        "Failures less successes that open it.", _leaky.Threshold);
    private static readonly Field<double> _leakyBreak = Fields.Default("break", new DurationForm(LeakyBreakerOptions.BreakBounds, orForever: true),
        "Time it stays open after the last failure.", _leaky.BreakSeconds);
    private static readonly Field<long> _successes = Fields.Default("successes", new CountForm(LeakyBreakerOptions.CountBounds),
        "Successes that close it while it is half open.", _leaky.Successes);

    private static readonly IReadOnlyList<Field> _shared = [_minimum, _failureRatio, _slowRatio, _slowAfter, _break, _probes, _halfOpen, _on, _scope];

    /// <summary>Among the strategies.</summary>
    public static IReadOnlyList<Variant<StrategyOptions>> Breakers { get; } =
    [
        new("countBreaker", "Refuses attempts after too many failed or slow ones among the latest (resilience4j).", new Shape<StrategyOptions>("countBreaker",
            "Refuses attempts after too many failed or slow ones among the latest, then decides on a few probes (resilience4j, COUNT_BASED).",
            [_calls, .. _shared], v => Shared(new CountBreakerOptions { Window = (int)v.Get(_calls) }, v))),
        new("timeBreaker", "Refuses attempts after too many failed or slow ones in the latest seconds (resilience4j).", new Shape<StrategyOptions>("timeBreaker",
            "Refuses attempts after too many failed or slow ones in the latest seconds, then decides on a few probes (resilience4j, TIME_BASED).",
            [_seconds, .. _shared], v => Shared(new TimeBreakerOptions { WindowSeconds = (int)v.Get(_seconds) }, v))),
        new("leakyBreaker", "Refuses attempts once failures outnumber successes by too many (Genesis).", new Shape<StrategyOptions>("leakyBreaker",
            "Refuses attempts once failures outnumber successes by too many; everybody may probe (Genesis).",
            [_threshold, _leakyBreak, _successes, _on, _scope], v => new LeakyBreakerOptions
            {
                Threshold = (int)v.Get(_threshold), BreakSeconds = v.Get(_leakyBreak), Successes = (int)v.Get(_successes), On = v.Get(_on), Scope = v.Get(_scope),
            })),
    ];

    private static WindowBreakerOptions Shared(WindowBreakerOptions options, Values v) => options with
    {
        MinimumCalls = (int)v.Get(_minimum), FailureRatio = v.Get(_failureRatio), SlowRatio = v.Get(_slowRatio), SlowSeconds = v.Get(_slowAfter),
        BreakSeconds = v.Get(_break), Probes = (int)v.Get(_probes), HalfOpenSeconds = v.Get(_halfOpen), On = v.Get(_on), Scope = v.Get(_scope),
    };

    /// <summary>A duration of whole seconds.</summary>
    private sealed class WholeSecondsForm(Statistics.Bounds bounds) : BoundedForm<double>(bounds)
    {
        private readonly DurationForm _duration = new(bounds);

        public override string Expected => $"a duration of whole seconds, {Bounds}";

        public override string Write(double value) => _duration.Write(value);

        public override System.Text.Json.Nodes.JsonObject Schema(SchemaDefinitions definitions) => _duration.Schema(definitions);

        protected override (double Number, string? Wrong) Measure(ScalarNode scalar)
        {
            var (seconds, wrong) = _duration.Read(scalar);
            return wrong is null && seconds != Math.Floor(seconds) && Bounds.Contain(seconds) ? (0, "expected whole seconds") : (seconds, wrong);
        }

        protected override double Convert(double number) => number;
    }
}
