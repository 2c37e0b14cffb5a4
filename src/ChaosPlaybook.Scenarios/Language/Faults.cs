using ChaosPlaybook.Model;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Scenarios;

/// <summary>What can go wrong at an executor, and the causes that let it go wrong at several at once.</summary>
internal static class Faults
{
    private const int MostAnswers = 10_000;

    private static readonly ErrorFaultOptions _error = new();
    private static readonly LatencyFaultOptions _latency = new();
    private static readonly BurstFaultOptions _burst = new() { TurnBad = 1, TurnGood = 1 };
    private static readonly HangFaultOptions _hang = new() { Rate = 1 };
    private static readonly LossFaultOptions _loss = new();
    private static readonly PartitionFaultOptions _partition = new();
    private static readonly CorruptionFaultOptions _corruption = new() { Rate = 1 };
    private static readonly OutageFaultOptions _outage = new();
    private static readonly OnOffOptions _course = new() { Up = new Constant(1), Down = new Constant(1) };

    private static readonly RatioForm _ratio = new(Bounds.Ratio);
    private static readonly CountForm _code = new(ErrorFaultOptions.CodeBounds);
    private static readonly TableForm<long, double> _weighted =
        new("error codes", _code, new NumberForm(ErrorFaultOptions.WeightBounds), 1, "^[1-9][0-9][0-9]$");
    private static readonly Field<IReadOnlyList<WeightedCode>> _codes = Fields.Default("codes",
        new KindForm<IReadOnlyList<WeightedCode>>("error codes with weights { 500: 1, 503: 2 } or a list of codes",
            list: new CodeListForm(_code),
            map: new MappedForm<IReadOnlyList<Row<long, double>>, IReadOnlyList<WeightedCode>>(_weighted,
                rows => [.. rows.Select(row => new WeightedCode((int)row.Key, row.Value))])),
        "Error codes, by weight or, as a list, equally likely.", _error.Codes, "[500]");
    private static readonly Field<Distribution> _errorLatency =
        Fields.Optional("latency", Laws.Law, "Time until the error is reported.", "the executor's latency");

    private static readonly Field<double> _errorRate = Fields.Default("rate", _ratio, "Probability that an attempt fails.", _error.Rate);
    private static readonly Field<double> _correlation = Fields.Default("correlation", _ratio,
        "Correlation of two attempts of one call: a re-ask of a prompt that fails fails again; 1 for always.", _error.Correlation);
    private static readonly Field<long> _first = Fields.Default("first", new CountForm(ErrorFaultOptions.FirstBounds),
        "So many attempts at the executor fail to begin with; then comes the script, then the rate.", _error.First);
    private static readonly Field<IReadOnlyList<ScriptedAnswer>> _script = Fields.Default("script",
        new ListForm<ScriptedAnswer>(new ScriptedAnswerForm(), 0, MostAnswers),
        "Answers to the attempts at the executor one after the other: `ok`, an error code, or `timeout` for none at all.", _error.Script, "[]");
    private static readonly Field<bool> _repeat = Fields.Default("repeat", new FlagForm(), "The script begins anew when it is over.", _error.Repeat, "false");

    private static readonly Field<Distribution> _added = Fields.Default("add", Laws.Law, "What is added.", _latency.Added, "0 s");
    private static readonly Field<double> _jitter = Fields.Default("jitter", new DurationForm(LatencyFaultOptions.JitterBounds),
        "Greatest deviation of what is added, either way; uniform.", _latency.JitterSeconds);
    private static readonly Field<double> _factor = Fields.Default("factor", new NumberForm(LatencyFaultOptions.FactorBounds),
        "What the time so far is multiplied by before anything is added.", _latency.Factor);
    private static readonly Field<LatencyPart> _part = Fields.Default("of", new WordForm<LatencyPart>(),
        "What takes longer; of a language model it may be the time to the first token, or the stream after it.", _latency.Of);
    private static readonly Field<double> _latencyRate = Fields.Default("rate", _ratio, "Share of the attempts that it strikes.", _latency.Rate);

    private static readonly Field<double> _p = Fields.Optional("p", new RatioForm(BurstFaultOptions.TurnBounds), "Probability to turn bad at a step.");
    private static readonly Field<double> _r =
        Fields.Optional("r", new RatioForm(BurstFaultOptions.TurnBounds), "Probability to turn good again at a step; bad spells last 1/r steps.");
    private static readonly Field<double> _errorGood = Fields.Default("errorGood", _ratio, "Probability that an attempt fails in the good state.", _burst.ErrorGood);
    private static readonly Field<double> _errorBad = Fields.Default("errorBad", _ratio, "Probability that an attempt fails in the bad state.", _burst.ErrorBad);
    private static readonly Field<double> _lossShare = Fields.Optional("loss", new RatioForm(BurstFaultOptions.LossBounds), "Share of the steps that are bad.");
    private static readonly Field<double> _length = Fields.Optional("burst", new NumberForm(BurstFaultOptions.BurstBounds), "Mean length of a bad spell, in steps.");
    private static readonly Field<double> _step =
        Fields.Optional("step", new DurationForm(BurstFaultOptions.StepBounds), "Length of a step in time.", "a step per attempt");

    private static readonly Field<Distribution> _up = Fields.Optional("up", Laws.Law, "How long it is up at a time; the mean is the MTBF.");
    private static readonly Field<Distribution> _down = Fields.Optional("down", Laws.Law, "How long it is down at a time; the mean is the MTTR.");
    private static readonly Field<OnOffStart> _start = Fields.Default("start", new WordForm<OnOffStart>(),
        "How a trial finds it: as somebody who comes at any time, or up and at the beginning of a period.", _course.Start);
    private static readonly Field<long> _outageCode = Fields.Default("code", _code, "Error code of an attempt meanwhile.", _outage.Code);

    private static readonly Field<double> _hangRate = Fields.Needed("rate", _ratio, "Probability that an attempt is never answered.");
    private static readonly Field<double> _held = Fields.Default("held", new DurationForm(HangFaultOptions.HeldBounds),
        "Time for which it holds one of the executor's servers.", _hang.HeldSeconds);
    private static readonly Field<double> _request = Fields.Default("request", _ratio, "Probability that a request is lost: nothing has happened.", _loss.Request);
    private static readonly Field<double> _reply =
        Fields.Default("reply", _ratio, "Probability that a reply is lost: the effect has taken place, the client does not know.", _loss.Reply);
    private static readonly Field<PartitionDirection> _direction =
        Fields.Default("direction", new WordForm<PartitionDirection>(), "Which messages do not get through.", _partition.Direction);
    private static readonly Field<double> _corruptionRate = Fields.Needed("rate", _ratio, "Probability that an answer is wrong.");
    private static readonly Field<double> _detected = Fields.Default("detected", _ratio,
        "Probability that the client notices; otherwise the answer passes for a success that is worth nothing.", _corruption.Detected);
    private static readonly Field<long> _corruptionCode = Fields.Default("code", _code, "Error code of a wrong answer that is noticed.", _corruption.Code);

    /// <summary>All of them.</summary>
    public static ChoiceForm<FaultOptions> Fault { get; } = new("a fault", "Something that goes wrong at an executor.",
    [
        Kind("error", "error", "Attempts fail with an error code.", [_errorRate, _codes, _errorLatency, _correlation, _first, _script, _repeat],
            v => new ErrorFaultOptions
            {
                Rate = v.Get(_errorRate), Codes = v.Get(_codes), Latency = v.Get(_errorLatency), Correlation = v.Get(_correlation),
                First = (int)v.Get(_first), Script = v.Get(_script), Repeat = v.Get(_repeat),
            }, ErrorAgrees),
        Kind("latency", "addedLatency", "Attempts take longer.", [_added, _jitter, _factor, _latencyRate, _part],
            v => new LatencyFaultOptions { Added = v.Get(_added), JitterSeconds = v.Get(_jitter), Factor = v.Get(_factor), Rate = v.Get(_latencyRate), Of = v.Get(_part) },
            v => v.Has(_added) || v.Has(_jitter) || v.Has(_factor) || Needs(v, "add, jitter or factor")),
        Kind("bursts", "bursts", "Attempts fail in bursts, after Gilbert and Elliott.",
            [_p, _r, _errorGood, _errorBad, _lossShare, _length, _step, _codes, _errorLatency],
            v => (v.Has(_lossShare) ? BurstFaultOptions.Fit(v.Get(_lossShare), v.Get(_length))
                : new BurstFaultOptions { TurnBad = v.Get(_p), TurnGood = v.Get(_r), ErrorGood = v.Get(_errorGood), ErrorBad = v.Get(_errorBad) }) with
            {
                StepSeconds = v.Has(_step) ? v.Get(_step) : null, Codes = v.Get(_codes), Latency = v.Get(_errorLatency),
            }, BurstsAgree, new([[_p, _r], [_lossShare, _length]])),
        Kind("outage", "outage", "The executor is down by turns, while a cause lasts, or in a window.", [_up, _down, _start, _outageCode, _errorLatency],
            v => new OutageFaultOptions { Course = v.Has(_up) ? Course(v) : null, Code = (int)v.Get(_outageCode), Latency = v.Get(_errorLatency) },
            OutageAgrees, new([[_up, _down]], Needed: false)),
        Kind("hang", "hang", "Attempts are never answered; without a timeout their calls never end.", [_hangRate, _held],
            v => new HangFaultOptions { Rate = v.Get(_hangRate), HeldSeconds = v.Get(_held) }),
        Kind("loss", "loss", "Messages get lost; the client sees nothing.", [_request, _reply],
            v => new LossFaultOptions { Request = v.Get(_request), Reply = v.Get(_reply) },
            v => v.Has(_request) || v.Has(_reply) || Needs(v, "request or reply")),
        Kind("partition", "partition", "No message gets through.", [_direction], v => new PartitionFaultOptions { Direction = v.Get(_direction) },
            v => FaultKeys.SaysWhen(v) || Needs(v, "from, until, intensity, timeline or cause")),
        Kind("corruption", "corruption", "The work is done but the answer is wrong.", [_corruptionRate, _detected, _corruptionCode],
            v => new CorruptionFaultOptions { Rate = v.Get(_corruptionRate), Detected = v.Get(_detected), Code = (int)v.Get(_corruptionCode) }),
        Kind("streamCut", "streamCut", "The answer of a language model breaks off; what was made of it is paid for.", StreamForms.Cut,
            v => StreamForms.Fault(v, hangs: false), StreamForms.Agree),
        Kind("streamHang", "streamHang", "The answer of a language model goes silent before its end; what was made of it is paid for.", StreamForms.Hang,
            v => StreamForms.Fault(v, hangs: true), StreamForms.Agree),
        .. CapacityForms.Faults,
        .. ClockForms.Faults,
    ]);

    private static readonly Field<Distribution> _zoneUp = Fields.Needed("up", Laws.Law, "How long all is well at a time.");
    private static readonly Field<Distribution> _zoneDown = Fields.Needed("down", Laws.Law, "How long the cause lasts at a time.");

    /// <summary>A cause, still without its name.</summary>
    public static Shape<OnOffOptions> Cause { get; } = new("cause", "Something outside the executors that comes and goes and lets their faults strike together.",
        [_zoneUp, _zoneDown, _start], v => new() { Up = v.Get(_zoneUp), Down = v.Get(_zoneDown), Start = v.Get(_start) },
        check: v => FaultKeys.Periods(v, _zoneUp, _zoneDown, new() { Up = v.Get(_zoneUp), Down = v.Get(_zoneDown), Start = v.Get(_start) }));

    /// <summary>A fault with its own keys and those of every fault.</summary>
    internal static Variant<FaultOptions> Kind(string key, string name, string doc, IReadOnlyList<Field> own, Func<Values, FaultOptions> make,
        Func<Values, bool>? check = null, Alternatives? alternatives = null) =>
        new(key, doc, new Shape<FaultOptions>(name, doc, [.. own, .. FaultKeys.All], v => FaultKeys.Apply(v, make(v)), alternatives,
            v => (check is null || check(v)) & FaultKeys.Agree(v)));

    private static OnOffOptions Course(Values v) => new() { Up = v.Get(_up), Down = v.Get(_down), Start = v.Get(_start) };

    private static bool ErrorAgrees(Values v)
    {
        if (!v.Has(_errorRate) && !v.Has(_first) && v.Get(_script).Count == 0) return Needs(v, "rate, first or script");
        if (v.Has(_repeat) && v.Get(_script).Count == 0) return FaultKeys.Refuse(v, _repeat, "has an effect with script only");
        if (v.Get(_repeat) && v.Has(_errorRate)) return FaultKeys.Refuse(v, _errorRate, "never applies: the script repeats");
        return !v.Has(_correlation) || v.Has(_errorRate) || FaultKeys.Refuse(v, _correlation, "has an effect with rate only");
    }

    private static bool BurstsAgree(Values v)
    {
        if (!v.Has(_lossShare)) return true;
        foreach (var field in new[] { _errorGood, _errorBad })
            if (v.Has(field)) return FaultKeys.Refuse(v, field, "has an effect with p and r only; loss and burst mean 0 and 1");
        var least = v.Get(_lossShare) / (1 - v.Get(_lossShare));
        return v.Get(_length) >= least || FaultKeys.Refuse(v, _length, $"allowed from loss/(1 - loss) ({least:G4}) on");
    }

    private static bool OutageAgrees(Values v)
    {
        if (v.Has(_up)) return FaultKeys.Periods(v, _up, _down, Course(v));
        if (v.Has(_start)) return FaultKeys.Refuse(v, _start, "has an effect with up and down only");
        return FaultKeys.SaysWhen(v) || Needs(v, "up and down, or cause, from, until, intensity or timeline");
    }

    private static bool Needs(Values v, string what)
    {
        v.Binding.Problems.Error(v.Node.Place, $"{v.Path} needs {what}");
        return false;
    }
}
