namespace ChaosPlaybook.Scenarios;

/// <summary>Whether a problem blocks.</summary>
public enum Severity
{
    /// <summary>The scenario cannot be used.</summary>
    Error,
    /// <summary>The scenario can be used, but probably does not do what was meant.</summary>
    Warning,
}

/// <summary>Something wrong with a scenario, where it stands, and what would be right.</summary>
/// <param name="Severity">Whether it blocks.</param>
/// <param name="File">The file, or the override (<c>--set path</c>) it stems from.</param>
/// <param name="Line">Line from 1; 0 for an override or a file as a whole.</param>
/// <param name="Column">Column from 1; 0 for an override or a file as a whole.</param>
/// <param name="Message">What is wrong, what is allowed and which name is nearest.</param>
public sealed record Problem(Severity Severity, string File, int Line, int Column, string Message)
{
    /// <summary><c>file:line:column: error: message</c>.</summary>
    public override string ToString()
    {
        var place = Line == 0 ? File : $"{File}:{Line}:{Column}";
        return $"{place}: {(Severity == Severity.Error ? "error" : "warning")}: {Message}";
    }
}
