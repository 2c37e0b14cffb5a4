using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Scenarios;

/// <summary>Laws of numbers of tokens.</summary>
internal static class TokenLaw
{
    private static readonly NumberForm _count = new(LogNormal.ValueBounds);

    private static readonly Field<double> _median = Fields.Needed("median", _count, "Half of the values lie below.");
    private static readonly Field<double> _p99 = Fields.Needed("p99", _count, "One value in a hundred lies above; not below the median.");

    /// <summary>A number of tokens, or a lognormal law of it.</summary>
    public static Form<Distribution> Form { get; } = new KindForm<Distribution>("a number of tokens or a lognormal law of it such as { median: 300, p99: 2000 }",
        scalar: new MappedForm<double, Distribution>(new NumberForm(Constant.ValueBounds with { Unit = "" }), value => new Constant(value)),
        map: new Shape<Distribution>("tokenLaw", "A lognormal law of a number of tokens.", [_median, _p99],
            v => LogNormal.FromMedianAndP99(v.Get(_median), v.Get(_p99)),
            check: v => v.Get(_p99) >= v.Get(_median) || FaultKeys.Refuse(v, _p99, $"allowed from median ({v.Get(_median):R}) on")));
}
