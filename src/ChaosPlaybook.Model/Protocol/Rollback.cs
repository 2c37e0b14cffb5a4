namespace ChaosPlaybook.Model;

/// <summary>Puts a world back after an injection. Every step may be taken again without a further effect.</summary>
/// <param name="experiment">What was injected, and until when.</param>
/// <param name="injections">What stops the faults of each phase.</param>
/// <param name="circuits">Circuits that outlive a call.</param>
/// <param name="executors">Who serves.</param>
internal sealed class Rollback(MonitorOptions experiment, Injection[] injections, Circuit[] circuits, Executor[] executors)
{
    /// <summary>Takes one step.</summary>
    public void Take(RollbackStep step)
    {
        switch (step)
        {
            case RollbackStep.StopFaults:
                foreach (var injection in injections) injection.Stop();
                break;
            case RollbackStep.RestoreInstances:
                foreach (var executor in executors) executor.RestoreInstances();
                break;
            case RollbackStep.CloseBreakers:
                foreach (var circuit in circuits) circuit.Reset();
                break;
            default:
                foreach (var executor in executors)
                    foreach (var station in executor.Stations) station.DropAbandoned();
                break;
        }
    }

    /// <summary>What is left of the injection and of what it brought about.</summary>
    public Residue Residue(double now)
    {
        var residue = Model.Residue.None;
        if (injections.Zip(experiment.Phases).Any(pair => !pair.First.IsStopped && now < pair.Second.ToSeconds)) residue |= Model.Residue.Faults;
        if (executors.Any(executor => executor.MissesInstances)) residue |= Model.Residue.Instances;
        if (circuits.Any(circuit => circuit.State != CircuitState.Closed)) residue |= Model.Residue.Breakers;
        return residue;
    }
}
