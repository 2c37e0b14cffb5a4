using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using ChaosPlaybook.Model;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Scenarios;

/// <summary>When the agents of an open workload arrive.</summary>
internal static class ArrivalForms
{
    private const int MostSteps = 10_000;

    private static readonly RateForm _anyRate = new(ProfileArrivalOptions.RateBounds);
    private static readonly RateForm _someRate = new(PoissonArrivalOptions.RateBounds);
    private static readonly DurationForm _instant = new(WorkloadOptions.SecondsBounds);
    private static readonly DurationForm _length = new(WorkloadOptions.ForBounds);

    private static readonly Field<double> _rate = Fields.Needed("rate", _someRate, "Arrivals per second.");
    private static readonly Field<double> _jitter = Fields.Default("jitter", new RatioForm(Bounds.Ratio),
        "Part of the distance between two arrivals within which each may come late.", 0);
    private static readonly Field<double> _from = Fields.Needed("from", _anyRate, "Rate before.");
    private static readonly Field<double> _to = Fields.Needed("to", _anyRate, "Rate after.");
    private static readonly Field<double> _rampStart = Fields.Default("start", _instant, "When it begins to change.", 0);
    private static readonly Field<double> _over = Fields.Needed("over", _length, "How long it changes.");
    private static readonly Field<double> _at = Fields.Needed("at", _instant, "When the step begins.");
    private static readonly Field<double> _stepRate = Fields.Needed("rate", _anyRate, "Rate from then on.");
    private static readonly Field<double> _base = Fields.Needed("base", _anyRate, "Rate before and after.");
    private static readonly Field<double> _peak = Fields.Needed("peak", _anyRate, "Rate meanwhile.");
    private static readonly Field<double> _start = Fields.Needed("start", _instant, "When the spike begins.");
    private static readonly Field<double> _width = Fields.Needed("width", _length, "How long the spike lasts.");
    private static readonly Field<double> _mean = Fields.Needed("mean", _someRate, "Mean rate.");
    private static readonly Field<double> _amplitude = Fields.Needed("amplitude", new RatioForm(Bounds.Ratio), "Swing as a part of the mean.");
    private static readonly Field<double> _period = Fields.Default("period", _length, "Length of one swing.",
        new DiurnalArrivalOptions { Mean = 1, Amplitude = 0 }.PeriodSeconds);
    private static readonly Field<double> _low = Fields.Needed("low", _anyRate, "Rate in quiet times.");
    private static readonly Field<double> _high = Fields.Needed("high", _someRate, "Rate in busy times.");
    private static readonly Field<double> _lowFor = Fields.Needed("lowFor", _length, "Mean length of quiet times.");
    private static readonly Field<double> _highFor = Fields.Needed("highFor", _length, "Mean length of busy times.");

    private static readonly Field<string> _file = Fields.Needed("file", new TextForm("the name of a CSV file"), "The file, seen from the scenario's folder.");
    private static readonly Field<string> _column = Fields.Needed("column", new TextForm("the name of a column"), "The column, by its header.");
    private static readonly Field<string> _unit = Fields.Optional("unit",
        new NamedForm<string>("a unit", [.. Quantity.Units.Keys], unit => Quantity.Units.ContainsKey(unit) ? unit : null),
        "The column holds times of arrivals, in this unit.");
    private static readonly Field<double> _every = Fields.Optional("every", _length, "The column holds numbers of arrivals, one per interval of this length.");

    /// <summary>The arrival processes, in the order of the manual.</summary>
    public static ChoiceForm<ArrivalOptions> Choice { get; } = new("arrivals", "When agents arrive.",
    [
        Of("constant", "At equal distances, as load generators do it.", [_rate, _jitter],
            v => new ConstantArrivalOptions { Rate = v.Get(_rate), Jitter = v.Get(_jitter) }),
        Of("poisson", "Independently of each other; the same as `rate` alone.", [_rate], v => new PoissonArrivalOptions { Rate = v.Get(_rate) }),
        Of("ramp", "Independently, at a rate that changes evenly from one value to another.", [_from, _to, _rampStart, _over],
            v => new RampArrivalOptions { From = v.Get(_from), To = v.Get(_to), StartSeconds = v.Get(_rampStart), OverSeconds = v.Get(_over) }),
        new("steps", "Independently, at a rate that jumps from value to value.", new MappedForm<IReadOnlyList<RateStep>, ArrivalOptions>(
            new StepsForm(new Shape<RateStep>("rateStep", "One step of a rate.", [_at, _stepRate], v => new(v.Get(_at), v.Get(_stepRate)))),
            steps => new StepsArrivalOptions { Steps = steps })),
        Of("spike", "Independently, at a rate that jumps for a while.", [_base, _peak, _start, _width],
            v => new SpikeArrivalOptions { Base = v.Get(_base), Peak = v.Get(_peak), StartSeconds = v.Get(_start), WidthSeconds = v.Get(_width) }),
        Of("diurnal", "Independently, at a rate that swings as over a day.", [_mean, _amplitude, _period],
            v => new DiurnalArrivalOptions { Mean = v.Get(_mean), Amplitude = v.Get(_amplitude), PeriodSeconds = v.Get(_period) }),
        Of("mmpp", "In bursts: the rate switches between two values after exponential times.", [_low, _high, _lowFor, _highFor],
            v => new MmppArrivalOptions { Low = v.Get(_low), High = v.Get(_high), LowForSeconds = v.Get(_lowFor), HighForSeconds = v.Get(_highFor) }),
        new("trace", "As recorded: times, or numbers per interval.", new TraceForm(new Shape<TraceColumn>("trace",
            "As recorded in a column of a CSV file: times, or numbers per interval.", [_file, _column, _unit, _every],
            v => new(v.Get(_file), v.Get(_column), v.Has(_unit) ? v.Get(_unit) : null, v.Get(_every)), new([[_unit], [_every]])))),
    ]);

    private static Variant<ArrivalOptions> Of(string key, string doc, IReadOnlyList<Field> fields, Func<Values, ArrivalOptions> make) =>
        new(key, doc, new Shape<ArrivalOptions>(key, doc, fields, make));

    /// <summary>Steps whose times rise.</summary>
    private sealed class StepsForm(Shape<RateStep> step) : Form<IReadOnlyList<RateStep>>
    {
        private readonly ListForm<RateStep> _list = new(step, 1, MostSteps);

        public override string Expected => "a list of steps { at: 30 s, rate: 80/s }, later ones later";

        public override IEnumerable<Form> Parts => [_list];

        public override JsonObject Schema(SchemaDefinitions definitions) => _list.Schema(definitions);

        public override bool TryBind(Node node, Path path, Binding binding, [MaybeNullWhen(false)] out IReadOnlyList<RateStep> value)
        {
            if (!_list.TryBind(node, path, binding, out value)) return false;
            for (var i = 1; i < value.Count; i++)
            {
                if (value[i].AtSeconds > value[i - 1].AtSeconds) continue;
                var item = (MapNode)((ListNode)node).Items[i];
                binding.RefuseTogether(item["at"]!, path.Item(i).Child("at"), $"allowed after the step before ({value[i - 1].AtSeconds} s)", node);
                return false;
            }
            return true;
        }
    }
}

/// <summary>A column of recorded arrivals: times in a unit, or counts per interval.</summary>
internal sealed record TraceColumn(string File, string Column, string? Unit, double EverySeconds);

/// <summary>Recorded arrivals from a file.</summary>
internal sealed class TraceForm(Shape<TraceColumn> shape) : Form<ArrivalOptions>
{
    public override string Expected => shape.Expected;

    public override IEnumerable<Form> Parts => [shape];

    public override JsonObject Schema(SchemaDefinitions definitions) => shape.Schema(definitions);

    public override bool TryBind(Node node, Path path, Binding binding, [MaybeNullWhen(false)] out ArrivalOptions value)
    {
        value = null;
        if (!shape.TryBind(node, path, binding, out var column)) return false;
        value = binding.Files.Parsed<ArrivalOptions?>($"{column}", () => Read(column, path, node, binding));
        return value is not null;
    }

    private static ArrivalOptions? Read(TraceColumn column, Path path, Node node, Binding binding)
    {
        if (column.Unit is { } unit)
        {
            var last = 0.0;
            var times = CsvColumns.Read(column.File, column.Column, $"a number of {unit}, none below the one before", Seconds, path, node, binding);
            return times is null ? null : new TraceArrivalOptions { Times = times };

            double? Seconds(double number)
            {
                var seconds = number * Quantity.Units[unit];
                return seconds >= last ? last = seconds : null;
            }
        }
        var counts = CsvColumns.Read(column.File, column.Column, $"a whole number, {CountsArrivalOptions.CountBounds}",
            number => CountsArrivalOptions.CountBounds.Contain(number) && number == Math.Floor(number) ? number : null, path, node, binding);
        return counts is null ? null : new CountsArrivalOptions { Counts = [.. counts.Select(count => (int)count)], EverySeconds = column.EverySeconds };
    }
}
