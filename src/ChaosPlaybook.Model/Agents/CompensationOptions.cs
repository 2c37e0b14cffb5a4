namespace ChaosPlaybook.Model;

/// <summary>
/// What undoes a step when its workflow fails (Garcia-Molina and Salem 1987: sagas): one call through the client's pipeline for
/// the step, made for every completed round, last completed first. It undoes one effect and may be repeated without harm.
/// </summary>
/// <param name="Executor">Name of the executor that it calls.</param>
public sealed record CompensationOptions(string Executor)
{
    /// <summary>
    /// Whether a round that has not succeeded is undone as well: its effect may have been applied and only the reply lost.
    /// Default no.
    /// </summary>
    public bool InDoubt { get; init; }
}
