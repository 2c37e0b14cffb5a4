using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using ChaosPlaybook.Model;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Scenarios;

/// <summary>Keys that every fault has: when it is at work, and how strongly.</summary>
internal static class FaultKeys
{
    private const int MostPoints = 10_000;

    private static readonly WindowOptions _window = new();

    private static readonly Field<double> _from = Fields.Default("from", new DurationForm(WindowOptions.SecondsBounds),
        "First moment of the trial at which it is at work.", _window.FromSeconds);
    private static readonly Field<double> _until = Fields.Optional("until", new DurationForm(WindowOptions.LengthBounds),
        "Moment of the trial at which it is over.", "none");
    private static readonly Field<IntensityKind> _intensity = Fields.Optional("intensity", new WordForm<IntensityKind>(),
        "How its strength runs within the window: full at once, rising to full, on and off at random, or as the `timeline` says. It multiplies " +
        "the probability of a strike; of `latency` it multiplies what is added, of `clockSkew` by how much the clock is wrong.", "immediate, or timeline if there is one");
    private static readonly Field<double> _ramp = Fields.Optional("ramp", new DurationForm(WindowOptions.LengthBounds),
        "Time to full strength of `gradual`.", "the length of the window");
    private static readonly Field<Distribution> _onFor = Fields.Default("onFor", Laws.Law, "How long `random` stays on.", _window.On, "exponential, mean 10 s");
    private static readonly Field<Distribution> _offFor = Fields.Default("offFor", Laws.Law, "How long `random` stays off.", _window.Off, "exponential, mean 10 s");
    private static readonly Field<IReadOnlyList<TimelinePoint>> _timeline = Fields.Default("timeline",
        new ListForm<TimelinePoint>(new TimelinePointForm(), 1, MostPoints),
        "Times since `from` with the strength at them, straight lines between; 0 before the first, unchanged after the last.", [], "none");
    private static readonly Field<bool> _stepwise = Fields.Default("stepwise", new FlagForm(),
        "The strength stays the same from point to point of the `timeline`.", _window.Steps, "false");

    /// <summary>The cause; an outage may have one instead of periods of its own.</summary>
    public static Field<string> Cause { get; } = Fields.Optional("cause", new ReferenceForm("cause", binding => binding.Names.Causes),
        "The cause while which alone it is at work.", "none");

    /// <summary>All of them, in the order of the manual.</summary>
    public static IReadOnlyList<Field> All => [_from, _until, _intensity, _ramp, _onFor, _offFor, _timeline, _stepwise, Cause, EjectionForms.Instance];

    /// <summary>Whether the scenario says when the fault is at work.</summary>
    public static bool SaysWhen(Values v) => v.Has(_from) || v.Has(_until) || v.Has(_intensity) || v.Has(_timeline) || v.Has(Cause);

    /// <summary>A fault with its window and its cause.</summary>
    public static FaultOptions Apply(Values v, FaultOptions fault)
    {
        var window = new WindowOptions
        {
            FromSeconds = v.Get(_from), UntilSeconds = v.Has(_until) ? v.Get(_until) : double.PositiveInfinity, Intensity = Kind(v),
            RampSeconds = v.Has(_ramp) ? v.Get(_ramp) : null, On = v.Get(_onFor), Off = v.Get(_offFor), Timeline = v.Get(_timeline), Steps = v.Get(_stepwise),
        };
        return fault with { Window = window == _window ? null : window, Cause = v.Get(Cause), Instance = v.Has(EjectionForms.Instance) ? (int)v.Get(EjectionForms.Instance) : null };
    }

    /// <summary>What no single key can tell.</summary>
    public static bool Agree(Values v)
    {
        var kind = Kind(v);
        if (v.Has(_until) && v.Get(_until) <= v.Get(_from)) return Refuse(v, _until, $"allowed after from ({v.Get(_from):R} s)");
        if (kind == IntensityKind.Timeline && !v.Has(_timeline)) return Refuse(v, _intensity, "needs timeline");
        // Where the kind is swept, keys that only some levels use make sense.
        if (!v.IsSwept(_intensity))
        {
            if (v.Has(_timeline) && kind != IntensityKind.Timeline) return Refuse(v, _intensity, "with a timeline allowed: timeline");
            foreach (var (key, user) in new (Field, IntensityKind)[]
                { (_ramp, IntensityKind.Gradual), (_onFor, IntensityKind.Random), (_offFor, IntensityKind.Random), (_stepwise, IntensityKind.Timeline) })
                if (v.Has(key) && kind != user) return Refuse(v, key, $"has an effect with intensity: {WordForm<IntensityKind>.Of(user)} only");
        }
        if (kind == IntensityKind.Gradual && !v.Has(_ramp) && !v.Has(_until)) return Refuse(v, _intensity, "needs until or ramp");
        for (var i = 1; i < v.Get(_timeline).Count; i++)
            if (v.Get(_timeline)[i].Seconds <= v.Get(_timeline)[i - 1].Seconds)
                return Refuse(v, _timeline, $"times must rise; item {i} ({v.Get(_timeline)[i].Seconds:R} s) does not");
        return kind != IntensityKind.Random || Periods(v, _offFor, _onFor, new() { Up = v.Get(_offFor), Down = v.Get(_onFor) });
    }

    /// <summary>Whether two laws of periods make a process.</summary>
    public static bool Periods(Values v, Field up, Field down, OnOffOptions options)
    {
        foreach (var violation in options.Check()) return Refuse(v, violation.Field == "up" ? up : down, $"{violation.Value}; allowed {violation.Allowed}");
        return true;
    }

    /// <summary>Refuses a key and says that not all is well.</summary>
    public static bool Refuse(Values v, Field field, string rest)
    {
        v.Refuse(field, rest);
        return false;
    }

    private static IntensityKind Kind(Values v) =>
        v.Has(_intensity) ? v.Get(_intensity) : v.Has(_timeline) ? IntensityKind.Timeline : IntensityKind.Immediate;
}

/// <summary>A point of a timeline: <c>[30 s, 25 %]</c>.</summary>
internal sealed class TimelinePointForm : Form<TimelinePoint>
{
    private static readonly DurationForm _time = new(WindowOptions.SecondsBounds);
    private static readonly RatioForm _strength = new(Bounds.Ratio);

    public override string Expected => "a time and a strength such as [30 s, 25 %]";

    public override IEnumerable<Form> Parts => [_time, _strength];

    public override JsonObject Schema(SchemaDefinitions definitions) => new()
    {
        ["type"] = "array", ["minItems"] = 2, ["maxItems"] = 2,
        ["items"] = SchemaDefinitions.AnyOf([_time.Schema(definitions), _strength.Schema(definitions)]),
    };

    public override bool TryBind(Node node, Path path, Binding binding, [MaybeNullWhen(false)] out TimelinePoint value)
    {
        if (node is not ListNode { Items: [var time, var strength] }) return Refuse(node, path, binding, out value);
        var fine = _time.TryBind(time, path.Item(0), binding, out var seconds) & _strength.TryBind(strength, path.Item(1), binding, out var ratio);
        value = new(seconds, ratio);
        return fine;
    }
}

/// <summary>An answer of a script: <c>ok</c>, <c>timeout</c> or an error code.</summary>
internal sealed class ScriptedAnswerForm : ScalarForm<ScriptedAnswer>
{
    public override string Expected => $"ok, timeout or an error code, {ErrorFaultOptions.CodeBounds}";

    public override JsonObject Schema(SchemaDefinitions definitions) => definitions.OrFactor(
        new JsonObject { ["enum"] = new JsonArray("ok", "timeout") },
        new JsonObject { ["type"] = "integer", ["minimum"] = ErrorFaultOptions.CodeBounds.Low, ["maximum"] = ErrorFaultOptions.CodeBounds.High });

    protected override bool TryParse(ScalarNode scalar, Binding binding, out ScriptedAnswer value, out string rest)
    {
        rest = $"allowed: {Expected}";
        value = scalar.Text == "timeout" ? ScriptedAnswer.Timeout : ScriptedAnswer.Ok;
        if (scalar.Text is "ok" or "timeout") return true;
        if (!scalar.Plain || !int.TryParse(scalar.Text, out var code) || !ErrorFaultOptions.CodeBounds.Contain(code)) return false;
        value = new(code);
        return true;
    }
}
