using ChaosPlaybook.Model;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Scenarios;

/// <summary>When instances are left out of the balance, and faults of one instance.</summary>
internal static class EjectionForms
{
    private static readonly OutlierEjectionOptions _ejection = new();
    private static readonly SuccessRateEjectionOptions _rates = new();
    private static readonly FailurePercentageEjectionOptions _failures = new();
    private static readonly DurationForm _time = new(OutlierEjectionOptions.SecondsBounds);
    private static readonly CountForm _hosts = new(ExecutorOptions.InstancesBounds);
    private static readonly CountForm _volume = new(SuccessRateEjectionOptions.RequestVolumeBounds);

    private static readonly Field<long> _consecutive = Fields.Default("consecutive5xx", new CountForm(OutlierEjectionOptions.Consecutive5xxBounds),
        "Errors in a row that eject an instance: codes 500 to 599 and timeouts; 0 for never.", _ejection.Consecutive5xx);
    private static readonly Field<double> _interval = Fields.Default("interval", _time,
        "Time between two looks at all instances; only then ejected ones come back.", _ejection.IntervalSeconds);
    private static readonly Field<double> _base = Fields.Default("baseEjection", _time,
        "Time out of the balance, times the ejections in a row; every look that finds the instance well takes one off.", _ejection.BaseEjectionSeconds);
    private static readonly Field<double> _longest = Fields.Default("maxEjection", _time, "Longest time out of the balance.", _ejection.MaxEjectionSeconds);
    private static readonly Field<double> _share = Fields.Default("maxEjected", new RatioForm(Bounds.Ratio),
        "Share of the instances that may be out at a time.", _ejection.MaxEjected);
    private static readonly Field<bool> _one = Fields.Default("alwaysEjectOne", new FlagForm(),
        "Whether one may be out whatever `maxEjected` says.", _ejection.AlwaysEjectOne, "false");
    private static readonly Field<double> _panic = Fields.Default("panic", new RatioForm(Bounds.Ratio),
        "Share of instances in the balance below which all are used, ejected or not.", _ejection.Panic);

    private static readonly Field<long> _rateHosts =
        Fields.Default("minimumHosts", _hosts, "Fewest instances asked often enough.", _rates.MinimumHosts);
    private static readonly Field<long> _rateVolume =
        Fields.Default("requestVolume", _volume, "Attempts within the interval that are often enough.", _rates.RequestVolume);
    private static readonly Field<double> _factor = Fields.Default("stdevFactor", new NumberForm(SuccessRateEjectionOptions.StdevFactorBounds),
        "f: ejected is what is below mean − f·σ.", _rates.StdevFactor);
    private static readonly Field<SuccessRateEjectionOptions> _successRate = Fields.Optional("successRate", new Shape<SuccessRateEjectionOptions>(
        "successRateEjection", "Ejects instances that succeed less often than the others.", [_rateHosts, _rateVolume, _factor],
        v => new() { MinimumHosts = (int)v.Get(_rateHosts), RequestVolume = (int)v.Get(_rateVolume), StdevFactor = v.Get(_factor) }),
        "Ejects instances that succeed less often than the others; Envoy does so by default.", "none");

    private static readonly Field<double> _threshold =
        Fields.Default("threshold", new RatioForm(Bounds.Ratio), "Share of errors from which on an instance is ejected.", _failures.Threshold);
    private static readonly Field<long> _failureHosts =
        Fields.Default("minimumHosts", _hosts, "Fewest instances asked often enough.", _failures.MinimumHosts);
    private static readonly Field<long> _failureVolume =
        Fields.Default("requestVolume", _volume, "Attempts within the interval that are often enough.", _failures.RequestVolume);
    private static readonly Field<FailurePercentageEjectionOptions> _failurePercentage = Fields.Optional("failurePercentage",
        new Shape<FailurePercentageEjectionOptions>("failurePercentageEjection", "Ejects instances that fail too often.",
            [_threshold, _failureHosts, _failureVolume],
            v => new() { Threshold = v.Get(_threshold), MinimumHosts = (int)v.Get(_failureHosts), RequestVolume = (int)v.Get(_failureVolume) }),
        "Ejects instances that fail too often; Envoy does not enforce it by default.", "none");

    /// <summary>The key of an executor.</summary>
    public static Field<OutlierEjectionOptions> Key { get; } = Fields.Optional("outlierEjection", new Shape<OutlierEjectionOptions>(
        "outlierEjection", "When the balancer leaves an instance out for a while, as Envoy does.",
        [_consecutive, _interval, _base, _longest, _share, _one, _successRate, _failurePercentage, _panic],
        v => new()
        {
            Consecutive5xx = (int)v.Get(_consecutive), IntervalSeconds = v.Get(_interval), BaseEjectionSeconds = v.Get(_base),
            MaxEjectionSeconds = v.Get(_longest), MaxEjected = v.Get(_share), AlwaysEjectOne = v.Get(_one), Panic = v.Get(_panic),
            SuccessRate = v.Get(_successRate), FailurePercentage = v.Get(_failurePercentage),
        }), "When the balancer leaves an instance out for a while.", "none");

    /// <summary>The key of a fault.</summary>
    public static Field<long> Instance { get; } = Fields.Optional("instance", _hosts,
        "The instance of the executor that alone it strikes, the first being 1.", "all of them");

    /// <summary>An instance that a fault names exists; and somebody can be left out.</summary>
    public static bool Agree(Values v, Field<IReadOnlyList<Chosen<FaultOptions>>> faults, bool queues, long instances)
    {
        var fine = true;
        foreach (var fault in v.Get(faults))
        {
            if (fault.Value.Instance is not { } instance || queues && instance <= instances) continue;
            v.Binding.Problems.Error(fault.Place, $"{fault.Path}.{Instance.Key} is {instance}; the executor has {(queues ? $"{instances} instances" : "no servers, so no instances")}");
            fine = false;
        }
        if (!v.Has(Key) || !queues) return fine;
        var ejection = v.Get(Key);
        if (!ejection.AlwaysEjectOne && ejection.MaxEjected * instances < 1)
            v.Binding.Problems.Warn(v.At(Key).Place, $"{v.Path.Child(Key.Key)} never ejects: maxEjected {ejection.MaxEjected} of {instances} instances is less than one");
        return fine;
    }
}
