using ChaosPlaybook.Model;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Scenarios;

/// <summary>What an executor asks of others while it serves.</summary>
internal static class CallForms
{
    private const int MostStages = 100;
    private static readonly ExecutorOptions _executor = new() { Name = "", Latency = new Constant(0) };
    private static readonly CallOptions _stage = new("");
    private static readonly ReferenceForm _name = new("executor", binding => binding.Names.Executors);

    private static readonly Field<string> _call = Fields.Optional("call", _name, "The executor that is called.");
    private static readonly Field<IReadOnlyList<string>> _together = Fields.Optional("together",
        new ListForm<string>(_name, 1, (int)CallOptions.TogetherBounds.High), "Executors that are called side by side; the same one may stand here several times.");
    private static readonly Field<long> _needs = Fields.Optional("needs", new CountForm(CallOptions.TogetherBounds),
        "Calls side by side that must succeed; as soon as that is certain, or out of reach, the others are called off.", "all of them");
    private static readonly Field<double> _probability =
        Fields.Default("probability", new RatioForm(Bounds.Ratio), "Probability that the stage is made at all.", _stage.Probability);
    private static readonly Field<bool> _optional = Fields.Default("optional", new FlagForm(), "Whether its failure is forgiven.", _stage.Optional, "false");

    /// <summary>Settings of a stage.</summary>
    public static Shape<CallOptions> Stage { get; } = new("stage", "One call that an executor makes while it serves, or several side by side.",
        [_call, _together, _needs, _probability, _optional],
        v => new(v.Has(_together) ? v.Get(_together) : [v.Get(_call)!])
        {
            Needs = v.Has(_needs) ? (int)v.Get(_needs) : null, Probability = v.Get(_probability), Optional = v.Get(_optional),
        }, new([[_call], [_together]]), EnoughAreCalled);

    /// <summary>The stages, in order.</summary>
    public static Field<IReadOnlyList<CallOptions>> Calls { get; } = Fields.Default("calls", new ListForm<CallOptions>(Stage, 0, MostStages),
        "What it asks of other executors while it serves, stage by stage, after its own time; a stage that fails and is not optional fails the attempt.",
        _executor.Calls, "[]");

    private static readonly Field<long> _code = Fields.Default("downstreamCode", new CountForm(ExecutorOptions.DownstreamCodeBounds),
        "What it answers when calls that it needs have failed, rejections and timeouts included.", _executor.DownstreamCode);
    private static readonly Field<bool> _holds = Fields.Default("holdsServer", new FlagForm(),
        "Whether a server waits for the calls, as a thread for each request does; otherwise they are made on the side.", _executor.HoldsServer, "true");
    private static readonly Field<bool> _propagates = Fields.Default("propagateDeadline", new FlagForm(),
        "Whether its calls end at the deadline of the attempt that they are made for.", _executor.PropagateDeadline, "false");

    /// <summary>Keys of an executor, in the order of the manual.</summary>
    public static IReadOnlyList<Field> Keys => [Calls, _code, _holds, _propagates];

    /// <summary>The executor with what the keys say.</summary>
    public static ExecutorOptions Apply(Values v, ExecutorOptions executor) => executor with
    {
        Calls = v.Get(Calls), DownstreamCode = (int)v.Get(_code), HoldsServer = v.Get(_holds), PropagateDeadline = v.Get(_propagates),
    };

    /// <summary>Keys about calls that are not made, or about servers that are not there, would be ignored.</summary>
    public static bool Agree(Values v, Field servers, Func<bool> sharesServers)
    {
        var fine = true;
        if (v.Has(Calls))
        {
            if (v.Has(_holds) && !v.Has(servers)) fine = Needs(v, _holds, servers);
            if (v.Has(servers) && v.Get(_holds) && v.Get(Calls).Count > 0 && sharesServers())
            {
                v.Binding.Problems.Error(v.At(Calls).Place,
                    $"{v.Path.Child(Calls.Key)} stands beside discipline: processorSharing and needs {_holds.Key}: false; a server that is shared waits for nobody");
                fine = false;
            }
            return fine;
        }
        foreach (var field in new Field[] { _code, _holds, _propagates }.Where(v.Has)) fine = Needs(v, field, Calls);
        return fine;
    }

    /// <summary>Tells of calls in a circle that nothing ever leaves.</summary>
    /// <param name="executors">All executors.</param>
    /// <param name="node">Where they are written.</param>
    /// <param name="binding">Takes the problem.</param>
    public static void RefuseEndless(IReadOnlyList<ExecutorOptions> executors, Node? node, Binding binding)
    {
        if (CallGraph.CertainCycle(executors) is not { } cycle || (node as MapNode)?[cycle[0]] is not { } first) return;
        binding.Problems.Error(((first as MapNode)?[Calls.Key] ?? first).Place,
            $"executors.{cycle[0]}.calls: {string.Join(" → ", cycle)} calls in a circle for ever; allowed only with a probability below 1 somewhere in it");
    }

    /// <summary>Tells of strategies around calls that are never made.</summary>
    /// <param name="executors">All executors.</param>
    /// <param name="playbooks">All playbooks.</param>
    /// <param name="node">Where the playbooks are written.</param>
    /// <param name="binding">Takes the warnings.</param>
    public static void WarnOfIdle(IReadOnlyList<ExecutorOptions> executors, IReadOnlyList<PlaybookOptions> playbooks, Node? node, Binding binding)
    {
        foreach (var playbook in playbooks)
        {
            var written = ((node as MapNode)?[playbook.Name] as MapNode)?["executors"] as MapNode;
            foreach (var name in playbook.Executors.Keys.Where(name => executors.Any(executor => executor.Name == name && executor.Calls.Count == 0)))
                if (written?[name] is { } at)
                    binding.Problems.Warn(at.Place, $"playbooks.{playbook.Name}.executors.{name} has no effect: {name} calls nobody");
        }
    }

    private static bool Needs(Values v, Field field, Field other)
    {
        v.Binding.Problems.Error(v.At(field).Place, $"{v.Path.Child(field.Key)} needs {other.Key}");
        return false;
    }

    private static bool EnoughAreCalled(Values v)
    {
        if (!v.Has(_needs)) return true;
        if (!v.Has(_together)) return Needs(v, _needs, _together);
        if (v.Get(_needs) <= v.Get(_together).Count) return true;
        v.Refuse(_needs, $"allowed up to the {v.Get(_together).Count} calls of {_together.Key}");
        return false;
    }
}
