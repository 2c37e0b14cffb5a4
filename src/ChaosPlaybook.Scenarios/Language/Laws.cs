using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Scenarios;

/// <summary>The probability laws of durations.</summary>
internal static class Laws
{
    private const int MostParts = 100;

    private static readonly Bounds _value = Constant.ValueBounds;
    private static readonly Bounds _positive = LogNormal.ValueBounds;

    private static readonly Field<double> _low = Fields.Needed("low", new DurationForm(Uniform.ValueBounds), "Lower end.");
    private static readonly Field<double> _high = Fields.Needed("high", new DurationForm(Uniform.ValueBounds), "Upper end, not below the lower.");
    private static readonly Field<double> _exponentialMean = Fields.Needed("mean", new DurationForm(Exponential.ScaleBounds), "Mean.");
    private static readonly Field<double> _median = Fields.Optional("median", new DurationForm(_positive), "Half of the values lie below.");
    private static readonly Field<double> _p99 =
        Fields.Optional("p99", new DurationForm(_positive), "One value in a hundred lies above; not below the median.");
    private static readonly Field<double> _mean = Fields.Optional("mean", new DurationForm(_positive), "Mean.");
    private static readonly Field<double> _sd = Fields.Optional("sd", new DurationForm(_value), "Standard deviation.");
    private static readonly Field<double> _gammaShape =
        Fields.Optional("shape", new NumberForm(Gamma.ShapeBounds), "Shape: (mean/sd)².");
    private static readonly Field<double> _gammaScale = Fields.Optional("scale", new DurationForm(Gamma.ScaleBounds), "Scale: sd²/mean.");
    private static readonly Field<double> _weibullShape = Fields.Needed("shape", new NumberForm(Weibull.ShapeBounds),
        "Shape: below 1 early failures, 1 exponential, above 1 wear-out.");
    private static readonly Field<double> _weibullScale = Fields.Needed("scale", new DurationForm(Weibull.ScaleBounds), "Scale: 63 % of the values lie below.");
    private static readonly Field<double> _minimum = Fields.Needed("minimum", new DurationForm(Pareto.MinimumBounds), "Smallest value.");
    private static readonly Field<double> _tail = Fields.Needed("shape", new NumberForm(Pareto.ShapeBounds), "Tail index; smaller is heavier.");
    private static readonly Field<double> _maximum =
        Fields.Optional("maximum", new DurationForm(TruncatedPareto.MaximumBounds), "Largest value, above the smallest.", "none");

    private static readonly Deferred<Distribution> _inner = new("a law", () => Law!);
    private static readonly Field<double> _by = Fields.Needed("by", new DurationForm(Shifted.OffsetBounds), "What is added to every value.");
    private static readonly Field<Distribution> _shifted = Fields.Needed("law", _inner, "The law that is shifted.");
    private static readonly Field<double> _weight = Fields.Needed("weight", new NumberForm(WeightedDistribution.WeightBounds), "Relative weight.");
    private static readonly Field<Distribution> _part = Fields.Needed("law", _inner, "The law of this part.");

    private static readonly Field<string> _file = Fields.Needed("file", new TextForm("the name of a CSV file"), "The file, seen from the scenario's folder.");
    private static readonly Field<string> _column = Fields.Needed("column", new TextForm("the name of a column"), "The column, by its header.");
    private static readonly Field<string> _unit = Fields.Needed("unit",
        new NamedForm<string>("a unit", [.. Quantity.Units.Keys], unit => Quantity.Units.ContainsKey(unit) ? unit : null), "Unit of the column's numbers.");

    /// <summary>The shapes of the laws, in the order of the manual.</summary>
    public static ChoiceForm<Distribution> Choice { get; } = new("a law", "A probability law of a duration.",
    [
        new("constant", "Always the same.", new MappedForm<double, Distribution>(new DurationForm(_value), value => new Constant(value))),
        new("uniform", "Every value between two ends is equally likely.", new Shape<Distribution>("uniform",
            "Every value between two ends is equally likely.", [_low, _high], v => new Uniform(v.Get(_low), v.Get(_high)),
            check: v => v.Get(_high) >= v.Get(_low) || Refuse(v, _high, $"allowed from low ({v.Get(_low)} s) on"))),
        new("exponential", "Without memory: the time until something that strikes at a constant rate.", new Shape<Distribution>("exponential",
            "Without memory: the time until something that strikes at a constant rate.", [_exponentialMean], v => new Exponential(v.Get(_exponentialMean)))),
        new("lognormal", "Latency as it is usually measured: skewed, with a long tail.", new Shape<Distribution>("lognormal",
            "Latency as it is usually measured: skewed, with a long tail.", [_median, _p99, _mean, _sd],
            v => v.Has(_median) ? LogNormal.FromMedianAndP99(v.Get(_median), v.Get(_p99)) : LogNormal.FromMeanAndSd(v.Get(_mean), v.Get(_sd)),
            new([[_median, _p99], [_mean, _sd]]), CheckLogNormal)),
        new("gamma", "A sum of exponential stages.", new Shape<Distribution>("gamma", "A sum of exponential stages.",
            [_mean, _sd, _gammaShape, _gammaScale],
            v => v.Has(_mean) ? Gamma.FromMeanAndSd(v.Get(_mean), v.Get(_sd)) : new Gamma(v.Get(_gammaShape), v.Get(_gammaScale)),
            new([[_mean, _sd], [_gammaShape, _gammaScale]]), CheckGamma)),
        new("weibull", "Times to failure.", new Shape<Distribution>("weibull", "Times to failure.", [_weibullShape, _weibullScale],
            v => new Weibull(v.Get(_weibullShape), v.Get(_weibullScale)))),
        new("pareto", "A heavy tail.", new Shape<Distribution>("pareto", "A heavy tail, cut off at the maximum if there is one.",
            [_minimum, _tail, _maximum],
            v => v.Has(_maximum)
                ? new TruncatedPareto(v.Get(_minimum), v.Get(_tail), v.Get(_maximum))
                : new Pareto(v.Get(_minimum), v.Get(_tail)),
            check: v => !v.Has(_maximum) || v.Get(_maximum) > v.Get(_minimum) ||
                Refuse(v, _maximum, $"allowed above minimum ({v.Get(_minimum)} s)"))),
        new("shifted", "A law moved up, as by a network below a service.", new Shape<Distribution>("shifted",
            "A law moved up, as by a network below a service.", [_by, _shifted], v => new Shifted(v.Get(_by), v.Get(_shifted)))),
        new("mixture", "Several laws, picked by weight: hits and misses.", new MixtureForm(new ListForm<WeightedDistribution>(
            new Shape<WeightedDistribution>("part", "One law of a mixture.", [_weight, _part], v => new(v.Get(_weight), v.Get(_part))), 1, MostParts))),
        new("percentiles", "The law through percentiles as a dashboard shows them.", new PercentilesForm()),
        new("csv", "The law of measured values.", new CsvForm(new Shape<CsvColumn>("csv", "The law of measured values.",
            [_file, _column, _unit], v => new(v.Get(_file), v.Get(_column), v.Get(_unit))))),
    ]);

    /// <summary>A law; a duration alone is a constant.</summary>
    public static Form<Distribution> Law { get; } = new KindForm<Distribution>("a duration or a law such as lognormal: { median: 120 ms, p99: 1.2 s }",
        scalar: new MappedForm<double, Distribution>(new DurationForm(_value), value => new Constant(value)),
        map: new MappedForm<Chosen<Distribution>, Distribution>(Choice, chosen => chosen.Value));

    private static bool CheckLogNormal(Values v)
    {
        if (v.Has(_median)) return v.Get(_p99) >= v.Get(_median) || Refuse(v, _p99, $"allowed from median ({v.Get(_median)} s) on");
        return true;
    }

    private static bool CheckGamma(Values v)
    {
        if (!v.Has(_mean)) return true;
        var (least, most) = (v.Get(_mean) / Math.Sqrt(Gamma.ShapeBounds.High), v.Get(_mean) / Math.Sqrt(Gamma.ShapeBounds.Low));
        return v.Get(_sd) >= least && v.Get(_sd) <= most ||
            Refuse(v, _sd, $"allowed [{least:G4}, {most:G4}] s with this mean, which keeps (mean/sd)² in {Gamma.ShapeBounds}");
    }

    private static bool Refuse(Values values, Field field, string rest)
    {
        values.Refuse(field, rest);
        return false;
    }
}
