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
    private readonly Balancer? _balancer;

    /// <param name="options">Its settings.</param>
    /// <param name="entity">Its number within the world; part of the key of its draws.</param>
    /// <param name="simulation">The world's clock.</param>
    public Executor(ExecutorOptions options, int entity, Simulation simulation)
    {
        if (options.Faults.Count > Purpose.MostFaults)
            throw new ArgumentException($"executor {options.Name} has {options.Faults.Count} faults; allowed [0, {Purpose.MostFaults}]");
        _entity = entity;
        _latency = options.Latency;
        _cost = options.Cost;
        _faults = [.. options.Faults.Select(fault => fault.Build())];
        _balancer = options.Servers is null ? null : new Balancer(options, entity, simulation);
    }

    /// <summary>One station per instance; none when there is a server for everybody.</summary>
    public IReadOnlyList<Station> Stations => _balancer?.Stations ?? [];

    /// <summary>Back to the beginning, with the luck of a replication.</summary>
    public void Begin(Luck luck)
    {
        for (var i = 0; i < _faults.Length; i++) _faults[i].Begin(luck, _entity, (byte)(Purpose.Fault + i));
        _balancer?.Reset();
    }

    public override SimTask<Outcome> Run(Strand strand, Call call)
    {
        var trial = call.Trial;
        if (trial.Attempts >= trial.MaxAttempts)
        {
            call.Tally.Record.Truncated = true;
            return Outcome.Cancelled;
        }
        trial.Attempts++;
        call.Tally.Record.Attempts++;
        call.Tally.Record.Cost += _cost;
        var attempt = call.NextAttempt();
        var luck = trial.Luck.Draw(Purpose.Service, _entity, call.Number, attempt);
        var reply = new Reply { Seconds = _latency.Quantile(luck.First), Outcome = Outcome.Success };
        for (var i = 0; i < _faults.Length; i++)
        {
            var strikes = i == 0 ? luck.Second : trial.Luck.Draw((byte)(Purpose.Fault + i), _entity, call.Number, attempt).Second;
            if (!_faults[i].Strikes(strikes, strand.Now)) continue;
            var value = trial.Luck.Uniform((byte)(Purpose.Fault + i), _entity, call.Number, attempt);
            _faults[i].Strike(value, call.Tally, ref reply);
        }
        if (_balancer is not null) return _balancer.Choose(trial.Luck, call.Number, attempt).Serve(strand, call, reply);
        if (call.Effect == Effect.Write && reply.Outcome.Succeeded) call.Applied++;
        return strand.After(reply.Seconds, reply.Outcome);
    }
}
