namespace ChaosPlaybook.Cli;

/// <summary>What the process says when it ends; a contract with scripts.</summary>
internal static class ExitCode
{
    /// <summary>Done, and every hypothesis held.</summary>
    public const int Done = 0;

    /// <summary>Done, and a hypothesis was rejected (with --strict: or not confirmed).</summary>
    public const int HypothesisFailed = 1;

    /// <summary>The input is wrong; nothing was written.</summary>
    public const int BadInput = 2;

    /// <summary>Interrupted; what was finished is kept and marked. Of status: not everything is finished.</summary>
    public const int Interrupted = 3;

    /// <summary>A bug of ours.</summary>
    public const int OurBug = 4;
}
