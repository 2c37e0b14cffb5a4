using ChaosPlaybook.Kernel;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>
/// Serves attempts: the innermost layer of every pipeline. It works on when its client has gone, so an effect that the server
/// would have applied is applied whether or not anybody still waits for the reply.
/// </summary>
internal sealed class Executor : Strategy
{
    private readonly int _entity;
    private readonly Distribution _latency;
    private readonly Fault[] _faults;
    private readonly double _cost;

    /// <param name="options">Its settings.</param>
    /// <param name="entity">Its number within the world; part of the key of its draws.</param>
    public Executor(ExecutorOptions options, int entity)
    {
        if (options.Faults.Count > Purpose.MostFaults)
            throw new ArgumentException($"executor {options.Name} has {options.Faults.Count} faults; allowed [0, {Purpose.MostFaults}]");
        _entity = entity;
        _latency = options.Latency;
        _cost = options.Cost;
        _faults = [.. options.Faults.Select(fault => fault.Build())];
    }

    public override SimTask<Outcome> Run(Strand strand, Call call)
    {
        var trial = call.Trial;
        if (trial.Record.Attempts >= trial.MaxAttempts)
        {
            trial.Record.Truncated = true;
            return Outcome.Cancelled;
        }
        trial.Record.Attempts++;
        trial.Record.Cost += _cost;
        var attempt = call.NextAttempt();
        var luck = trial.Luck.Draw(Purpose.Service, _entity, call.Number, attempt);
        var reply = new Reply { Seconds = _latency.Quantile(luck.First), Outcome = Outcome.Success };
        for (var i = 0; i < _faults.Length; i++)
        {
            var strikes = i == 0 ? luck.Second : trial.Luck.Draw((byte)(Purpose.Fault + i), _entity, call.Number, attempt).Second;
            if (strikes >= _faults[i].Rate) continue;
            var value = trial.Luck.Uniform((byte)(Purpose.Fault + i), _entity, call.Number, attempt);
            _faults[i].Strike(value, trial, ref reply);
        }
        if (call.Effect == Effect.Write && reply.Outcome.Succeeded) call.Applied++;
        return strand.After(reply.Seconds, reply.Outcome);
    }
}

/// <summary>What an executor is about to answer, while its faults are laid over it.</summary>
internal struct Reply
{
    /// <summary>Time until the reply, seconds.</summary>
    public double Seconds;

    /// <summary>The reply.</summary>
    public Outcome Outcome;
}

/// <summary>A fault at work.</summary>
internal abstract class Fault
{
    /// <summary>Probability that it strikes an attempt.</summary>
    public required double Rate { get; init; }

    /// <summary>Changes the reply of an attempt that it strikes.</summary>
    /// <param name="luck">Uniform on (0, 1).</param>
    /// <param name="trial">Where injected faults are counted.</param>
    /// <param name="reply">What it changes.</param>
    public abstract void Strike(double luck, Trial trial, ref Reply reply);
}
