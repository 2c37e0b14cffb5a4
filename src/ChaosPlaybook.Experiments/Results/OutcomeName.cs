namespace ChaosPlaybook.Experiments;

/// <summary>Keys of <see cref="CellResult.Outcomes"/>.</summary>
public static class OutcomeName
{
    /// <summary>Every step succeeded with full quality.</summary>
    public const string Succeeded = "succeeded";
    /// <summary>Every step succeeded, at least one through a fallback.</summary>
    public const string Degraded = "degraded";
    /// <summary>Ended by a timeout.</summary>
    public const string TimedOut = "timedOut";
    /// <summary>Ended by a refusal.</summary>
    public const string Rejected = "rejected";
    /// <summary>Handed over to a person.</summary>
    public const string Escalated = "escalated";
    /// <summary>Called off from outside.</summary>
    public const string Cancelled = "cancelled";
    /// <summary>Cut off at the limit of attempts.</summary>
    public const string Truncated = "truncated";

    /// <summary>Failed without an error code, or with one that is not known.</summary>
    public const string AnyFailure = "failed";
    /// <summary>Still under way when the trial ended.</summary>
    public const string Censored = "censored";

    /// <summary>Failed with an error code: <c>failed503</c>.</summary>
    public static string Failed(int code) => $"failed{code}";
}
