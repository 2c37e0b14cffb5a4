using System.Text.Json.Nodes;
using ChaosPlaybook.Interop;
using ChaosPlaybook.Model;

namespace ChaosPlaybook.Scenarios;

/// <summary>What an experiment injects, and when.</summary>
internal static class PhaseForms
{
    private const int MostFaults = 20, MostGuards = 20, MostPhases = 100;

    private static readonly Field<string> _name = Fields.Needed("name", new TextForm(Names.Rule, Names.Pattern), "Name of the phase; each name once.");
    private static readonly Field<double> _at = Fields.Needed("at", new DurationForm(WorkloadOptions.SecondsBounds), "When it begins, from the start of the trial.");
    private static readonly Field<double> _for = Fields.Needed("for", new DurationForm(WorkloadOptions.ForBounds), "How long it lasts at most.");
    private static readonly Field<IReadOnlyList<Row<string, IReadOnlyList<Chosen<FaultOptions>>>>> _faults = Fields.Needed("faults",
        new TableForm<string, IReadOnlyList<Chosen<FaultOptions>>>("executors", new TargetForm(), new ListForm<Chosen<FaultOptions>>(Faults.Fault, 1, MostFaults), 1, Names.Pattern),
        "What goes wrong, by executor; moments count from the beginning of the phase, and nothing outlasts it.");
    private static readonly Field<IReadOnlyList<Guard>> _validate = Fields.Default("validate", AnyGuards,
        "What must hold over the measurement window at its end.", [], "[]");
    private static readonly Field<double> _expected = Fields.Optional("expectedTime", new DurationForm(WorkloadOptions.ForBounds),
        "Longest time from its end until the steady state is back, before the next phase begins.", "none");

    /// <summary>Limits, several of them.</summary>
    public static ListForm<Guard> Guards => new(new GuardForm(), 1, MostGuards);

    /// <summary>Limits, or none.</summary>
    public static ListForm<Guard> AnyGuards => new(new GuardForm(), 0, MostGuards);

    /// <summary>A single injection.</summary>
    public static Shape<PhaseOptions> Inject { get; } = new("inject", "The one injection of an experiment.", [_at, _for, _faults, _validate, _expected], v => Make(v, "inject"));

    /// <summary>One of several injections.</summary>
    public static Shape<PhaseOptions> Phase { get; } = new("phase", "One injection of several: the steps of a progressive experiment or of a game day.",
        [_name, _at, _for, _faults, _validate, _expected], v => Make(v, v.Get(_name)));

    /// <summary>Several injections.</summary>
    public static ListForm<PhaseOptions> Phases { get; } = new(Phase, 1, MostPhases);

    /// <summary>What can be read of the injections of an experiment, whatever is wrong with the rest.</summary>
    /// <param name="inject">The only one.</param>
    /// <param name="phases">Or several.</param>
    public static IReadOnlyList<PhaseSketch> Sketch(Peek inject, Peek phases) =>
        inject.Node is not null ? [Sketched(inject) with { Name = "inject" }] : [.. phases.Items.Select(Sketched)];

    private static PhaseSketch Sketched(Peek phase)
    {
        var faults = phase.Into(_faults);
        List<string>? targets = (faults.Node as MapNode)?.Entries.Select(entry => entry.Key.Text).ToList();
        if (targets?.All(faults.Binding.Names.Executors.Contains) != true) targets = null;
        return new(phase.Knows(_name, out var name) ? name : null, phase.Given(_at), phase.Given(_for), phase.Given(_expected), targets);
    }

    private static PhaseOptions Make(Values v, string name) => new(name, v.Get(_at), v.Get(_for),
        v.Get(_faults).ToDictionary(row => row.Key, row => (IReadOnlyList<FaultOptions>)[.. row.Value.Select(fault => fault.Value)]),
        v.Get(_validate), v.Has(_expected) ? v.Get(_expected) : null);
}

/// <summary>What is known of a phase; nothing for what is missing or wrong.</summary>
internal sealed record PhaseSketch(string? Name, double? FromSeconds, double? ForSeconds, double? ExpectedSeconds, IReadOnlyList<string>? Targets)
{
    public double? ToSeconds => FromSeconds + ForSeconds;

    /// <summary>Whether it is known to hold no whole bin of a timeline.</summary>
    /// <param name="bin">Width of a bin, seconds.</param>
    public bool HoldsNo(double bin) => FromSeconds is { } from && ToSeconds is { } to && Math.Ceiling(from / bin - 1e-9) >= Math.Floor(to / bin + 1e-9);
}

/// <summary>The name of an executor that something is done to; unlike a call it is no use of the executor.</summary>
internal sealed class TargetForm : ScalarForm<string>
{
    public override string Expected => "the name of an executor";

    public override JsonObject Schema(SchemaDefinitions definitions) => new() { ["type"] = "string" };

    protected override bool TryParse(ScalarNode scalar, Binding binding, out string value, out string rest)
    {
        value = scalar.Text;
        var known = binding.Names.Executors;
        rest = $"no such executor; allowed: {string.Join(", ", known)}{NearestName.Hint(scalar.Text, known)}";
        return known.Contains(value);
    }
}
