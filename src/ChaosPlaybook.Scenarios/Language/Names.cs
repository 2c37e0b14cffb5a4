namespace ChaosPlaybook.Scenarios;

/// <summary>What names may look like.</summary>
internal static class Names
{
    /// <summary>Names of executors, steps, playbooks and factors.</summary>
    public const string Pattern = "^[A-Za-z][A-Za-z0-9_-]{0,63}$";

    /// <summary>Name of a scenario: it is also the name of a folder, on every system.</summary>
    public const string ScenarioPattern = "^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$";

    /// <summary><see cref="Pattern"/> in words.</summary>
    public const string Rule = "a letter, then up to 63 letters, digits, _ or -";
}
