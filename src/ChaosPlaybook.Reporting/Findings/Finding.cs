namespace ChaosPlaybook.Reporting;

/// <summary>How much a finding should change what a reader does.</summary>
public enum Severity
{
    /// <summary>Good to know.</summary>
    Info,
    /// <summary>Read the numbers with this in mind.</summary>
    Notice,
    /// <summary>A conclusion may be wrong without this.</summary>
    Warning,
}

/// <summary>What a finding speaks of.</summary>
public enum Subject
{
    /// <summary>The experiment: whether its numbers can be trusted.</summary>
    Experiment,
    /// <summary>The playbooks: what the numbers say.</summary>
    Result,
}

/// <summary>Something worth telling, computed from the numbers.</summary>
/// <param name="Severity">How much it matters.</param>
/// <param name="Title">The finding in a few words.</param>
/// <param name="Detail">Where, how much, and what would cure it.</param>
/// <param name="Subject">Experiment or result.</param>
public sealed record Finding(Severity Severity, string Title, string Detail, Subject Subject = Subject.Experiment);

/// <summary>Looks for one kind of finding.</summary>
internal interface IDiagnostic
{
    /// <summary>What it finds; nothing when all is well.</summary>
    IEnumerable<Finding> Look(SweepView view);
}
