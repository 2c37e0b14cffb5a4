using ChaosPlaybook.Model;

namespace ChaosPlaybook.Scenarios;

/// <summary>The strategy <c>route</c>, and what executors can do and steps need.</summary>
internal static class RouteForms
{
    private const int MostWords = 50;
    private static readonly RouteOptions _route = new() { Among = [] };
    private static readonly ListForm<string> _words = new(new TextForm(Names.Rule, Names.Pattern), 1, MostWords);

    private static readonly Field<IReadOnlyList<string>> _among = Fields.Needed("among",
        new ListForm<string>(new ReferenceForm("executor", binding => binding.Names.Executors), 1, RouteOptions.MostTargets - 1),
        "Executors that an attempt may go to beside the step's own.");
    private static readonly Field<RouteBy> _by = Fields.Default("by", new WordForm<RouteBy>(),
        "What decides: the step's own executor first, then the others in order; the lowest cost; the highest success rate so far, smoothed after Laplace; " +
        "the fewest attempts under way; or the score 0.4·capability match + 0.3·success rate + 0.2·(1 − load/limit) + 0.1·(1 − cost/highest cost), " +
        "limit 10 where none is given. Among equals the first.", _route.By);
    private static readonly Field<long> _limit = Fields.Optional("limit", new CountForm(RouteOptions.LimitBounds),
        "Attempts under way from which an executor is left out.", "no such limit");
    private static readonly Field<long> _skipAfter = Fields.Optional("skipAfter", new CountForm(RouteOptions.LimitBounds),
        "Failures in a row from which an executor is left out for a while.", "never left out");
    private static readonly Field<double> _skipFor = Fields.Default("skipFor", new DurationForm(Backoff.SecondsBounds),
        "How long it is then left out, from its last failure on.", _route.SkipSeconds);
    private static readonly Field<bool> _elsewhere = Fields.Default("elsewhere", new FlagForm(),
        "Whether a further attempt of a call goes where none of its attempts has failed, while there is such a place.", _route.Elsewhere, "false");
    private static readonly Field<Scope> _scope = Scopes.Field("Whose attempts are measured.", _route.Scope);

    /// <summary>Among the strategies.</summary>
    public static Variant<StrategyOptions> Route { get; } = new("route", "Sends each attempt to one of several executors.",
        new Shape<StrategyOptions>("route",
            "Sends each attempt to the step's own executor or to one of several others; refuses it with 503 when all are left out. It stands innermost.",
            [_among, _by, _limit, _skipAfter, _skipFor, _elsewhere, _scope],
            v => new RouteOptions
            {
                Among = v.Get(_among), By = v.Get(_by), Limit = v.Has(_limit) ? (int)v.Get(_limit) : null,
                SkipAfter = v.Has(_skipAfter) ? (int)v.Get(_skipAfter) : null, SkipSeconds = v.Get(_skipFor), Elsewhere = v.Get(_elsewhere), Scope = v.Get(_scope),
            }, check: WarnOfIdle));

    /// <summary>The key of an executor.</summary>
    public static Field<IReadOnlyList<string>> Capabilities { get; } = Fields.Optional("capabilities", _words,
        "What it can do, in words of your own; steps that need more do not go there.", "none");

    /// <summary>The key of a step.</summary>
    public static Field<IReadOnlyList<string>> Needs { get; } = Fields.Optional("needs", _words,
        "Capabilities that an executor must have to serve it.", "none");

    private static bool WarnOfIdle(Values v)
    {
        if (v.Has(_skipFor) && !v.Has(_skipAfter))
            v.Binding.Problems.Warn(v.At(_skipFor).Place, $"{v.Path.Child(_skipFor.Key)} has no effect without {_skipAfter.Key}");
        return true;
    }
}
