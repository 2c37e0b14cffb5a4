using ChaosPlaybook.Experiments;
using ChaosPlaybook.Interop;
using ChaosPlaybook.Model;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Scenarios;

/// <summary>What happens when members are missing.</summary>
internal static class ContingencyForms
{
    private const string InstancesOf = "instances of ";
    // In the order of Removals.
    private static readonly IReadOnlyList<string> _words = ["n-1", "n-2", "busiest", "bestConnected"];
    private static readonly ContingencyOptions _usual = new();

    private static readonly Field<double> _coverage = Fields.Default("coverage", new RatioForm(Bounds.Ratio),
        "Least share of steps that somebody can still serve.", _usual.Limits.Coverage);
    private static readonly Field<double> _utilisation = Fields.Default("utilisation", new RatioForm(new Bounds(0, 1, LowOpen: true)),
        "Highest mean utilisation of a remaining member.", _usual.Limits.Utilisation);
    private static readonly Field<double> _cascade = Fields.Default("cascade", new RatioForm(new Bounds(0, 1, LowOpen: true)),
        "Share of failed attempts beyond which a remaining member counts as drawn in; beyond a utilisation of 95 % it does in any case.", _usual.Limits.Cascade);
    private static readonly Field<double> _replan = Fields.Default("replan", new DurationForm(WorkloadOptions.ForBounds),
        "Longest time until workflows succeed as before.", _usual.Limits.ReplanSeconds);
    private static readonly Field<double> _abort = Fields.Default("abort", new DurationForm(WorkloadOptions.ForBounds),
        "Time after which one does not wait for that any longer.", _usual.Limits.AbortSeconds);

    /// <summary>What is allowed.</summary>
    public static Shape<ContingencyLimits> LimitsShape { get; } = new("contingencyLimits", "What a world without some of its members may look like at worst.",
        [_coverage, _utilisation, _cascade, _replan, _abort],
        v => new()
        {
            Coverage = v.Get(_coverage), Utilisation = v.Get(_utilisation), Cascade = v.Get(_cascade), ReplanSeconds = v.Get(_replan), AbortSeconds = v.Get(_abort),
        });

    private static readonly TextForm _member = new($"the name of an executor, or {InstancesOf}one", "^(instances of )?[A-Za-z][A-Za-z0-9_-]{0,63}$");
    private static readonly Field<IReadOnlyList<string>> _remove = Fields.Default("remove",
        new ListForm<string>(new NamedForm<string>($"one of: {string.Join(", ", _words)}", _words, word => _words.Contains(word) ? word : null), 0, _words.Count),
        "Who is removed: each member, each pair, the busiest, the best connected.", _words, "all of these");
    private static readonly Field<IReadOnlyList<string>> _members = Fields.Default("members",
        new ListForm<string>(_member, 1, ContingencyOptions.MostMembers),
        "Who can be missing: executors, or every instance of one.", _usual.Members, "every executor");
    private static readonly Field<ContingencyLimits> _limits = Fields.Default("limits", LimitsShape, "What is allowed.", _usual.Limits, "all defaults");
    private static readonly Field<IReadOnlyList<double>> _loads = Fields.Default("loads",
        new ListForm<double>(new RatioForm(ContingencyOptions.LoadBounds), 0, 20),
        "Loads as shares of capacity with all members there; capacity is the load that would keep the busiest member at work all the time.", _usual.Loads, "[]");
    private static readonly Field<long> _replications = Fields.Default("replications", new CountForm(ContingencyOptions.ReplicationsBounds),
        "Trials per removal.", _usual.Replications);

    /// <summary>The mapping.</summary>
    public static Shape<ContingencyOptions> Shape { get; } = new("contingency",
        "Members are removed for whole trials, one by one and in pairs: is every step still served, and by members that are not overloaded? "
        + "Needs a workload; written to `contingency.csv`.",
        [_remove, _members, _limits, _loads, _replications],
        v => new()
        {
            Remove = [.. _words.Index().Where(word => v.Get(_remove).Contains(word.Item)).Select(word => (Removals)word.Index)], Members = v.Get(_members), Limits = v.Get(_limits), Loads = v.Get(_loads), Replications = (int)v.Get(_replications),
        });

    /// <summary>The key at the top of a scenario.</summary>
    public static Field<ContingencyOptions> Field { get; } =
        Fields.Optional("contingency", Shape, "What happens when members are missing.", "nothing is removed");

    /// <summary>
    /// The options with every member by its own name; nothing when they do not fit the world, which is refused. What can be told is,
    /// whatever else is wrong.
    /// </summary>
    /// <param name="options">The options; nothing when they are wrong themselves.</param>
    /// <param name="workload">The workload; nothing when there is none or it is wrong itself.</param>
    /// <param name="executors">The executors; nothing when they are wrong themselves.</param>
    /// <param name="node">The mapping.</param>
    /// <param name="binding">Names and levels.</param>
    public static ContingencyOptions? Expand(ContingencyOptions? options, WorkloadOptions? workload, IReadOnlyList<ExecutorOptions>? executors, Node node, Binding binding)
    {
        var fits = true;
        void Refuse(string why)
        {
            binding.Problems.Error(node.Place, $"{Field.Key} {why}");
            fits = false;
        }
        var peek = new Peek(node, binding);
        var paced = peek.Into(_loads).Node is ListNode { Items.Count: > 0 };
        if (!binding.Names.HasWorkload) Refuse("needs a workload: a lone agent loads nobody");
        else if (paced && workload is not (null or OpenWorkloadOptions)) Refuse("has loads, which need workload.open: only agents that arrive by themselves can come faster");
        var (names, members, known) = (binding.Names.Executors, new List<string>(), true);
        foreach (var item in peek.Into(_members).Items)
        {
            if (!item.Is(_member, out var written))
            {
                known = false;
                continue;
            }
            var name = written.StartsWith(InstancesOf, StringComparison.Ordinal) ? written[InstancesOf.Length..] : written;
            var executor = executors?.FirstOrDefault(each => each.Name == name);
            if (!names.Contains(name)) Refuse($"has the member \"{name}\", which is no executor; allowed: {string.Join(", ", names)}{NearestName.Hint(name, names)}");
            else if (name == written) members.Add(name);
            else if (executor is null) known = false;
            else if (executor.Servers is null) Refuse($"has the instances of {name} for members, which has no servers and so no instances");
            else members.AddRange(Enumerable.Range(1, executor.Instances).Select(number => $"{new Member(name, number)}"));
        }
        if (!peek.Has(_members)) members.AddRange(names);
        if (members.Distinct().Count() < members.Count) Refuse("names a member twice");
        if (members.Count > ContingencyOptions.MostMembers) Refuse($"has {members.Count} members; allowed [1, {ContingencyOptions.MostMembers}]");
        return fits && known && options is not null ? options with { Members = members } : null;
    }
}
