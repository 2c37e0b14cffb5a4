namespace ChaosPlaybook.Scenarios;

/// <summary>A change to try: the playbook with it, settings of the scenario beside the playbook, and the failures it is meant for.</summary>
/// <param name="Id">Short name, unique within the catalogue.</param>
/// <param name="Title">In a few words.</param>
/// <param name="What">What changes.</param>
/// <param name="Playbook">The playbook with the change, as it would be written.</param>
/// <param name="Addressed">The patterns it is meant for.</param>
internal sealed record Candidate(string Id, string Title, string What, Node Playbook, IReadOnlyList<FailurePattern> Addressed)
{
    /// <summary>What it changes; two changes of one kind exclude each other.</summary>
    public string Kind { get; init; } = "";

    /// <summary>Settings of the scenario outside its playbooks: path from the root and value, as for <c>--set</c>.</summary>
    public IReadOnlyList<(string Path, string Value)> Sets { get; init; } = [];

    /// <summary>What it is meant for where that is no pattern of failed calls.</summary>
    public string? Reason { get; init; }

    /// <summary>Name of the playbook that carries it.</summary>
    public string Name => NameOf(Id);

    /// <summary>The name of a playbook that carries a change: parts are joined by what names may contain.</summary>
    public static string NameOf(string id) => id.Replace('+', '_') is { Length: > 64 } name ? name[..64].TrimEnd('-', '_') : id.Replace('+', '_');
}
