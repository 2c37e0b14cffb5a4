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
    private readonly double _cost, _keyTtl;
    private readonly int[] _instances; // that alone a fault strikes, from 1 on; 0 for all
    private readonly bool _routesFirst;
    private readonly Balancer? _balancer;
    private readonly RateLimit? _rateLimit;
    private readonly TokenOptions? _tokens;

    /// <param name="options">Its settings.</param>
    /// <param name="entity">Its number within the world; part of the key of its draws.</param>
    /// <param name="simulation">The world's clock.</param>
    /// <param name="causes">The causes that its faults may name.</param>
    public Executor(ExecutorOptions options, int entity, Simulation simulation, IReadOnlyDictionary<string, Cause> causes)
    {
        if (options.Faults.Count > Purpose.MostFaults)
            throw new ArgumentException($"executor {options.Name} has {options.Faults.Count} faults; allowed [0, {Purpose.MostFaults}]");
        _entity = entity;
        _latency = options.Latency;
        _cost = options.Cost;
        Capabilities = options.Capabilities;
        _keyTtl = options.IdempotencyTtlSeconds;
        _tokens = options.Tokens;
        _faults = [.. options.Faults.Select(fault => fault.Build(causes))];
        _rateLimit = options.RateLimit is null ? null : new RateLimit(options.RateLimit);
        _balancer = options.Servers is null ? null : new Balancer(options, entity, simulation);
        _instances = [.. options.Faults.Select(fault => fault.Instance ?? 0)];
        _routesFirst = _balancer is not null && (_balancer.Ejection is not null || _instances.Any(instance => instance > 0));
    }

    /// <summary>Whether a step or a strategy of this world calls it; the servers of others are no capacity of it.</summary>
    public bool IsCalled { get; private set; }

    /// <summary>What it can do.</summary>
    public IReadOnlyList<string> Capabilities { get; }

    /// <summary>Price of one attempt.</summary>
    public double Cost => _cost;

    /// <summary>Remembers that something calls it.</summary>
    public Executor MarkCalled()
    {
        IsCalled = true;
        return this;
    }

    /// <summary>One station per instance; none when there is a server for everybody.</summary>
    public IReadOnlyList<Station> Stations => _balancer?.Stations ?? [];

    /// <summary>What leaves its instances out for a while, or nothing.</summary>
    public OutlierEjection? Ejection => _balancer?.Ejection;

    /// <summary>Back to the beginning, with the luck of a replication.</summary>
    public void Begin(Luck luck)
    {
        for (var i = 0; i < _faults.Length; i++) _faults[i].Begin(luck, _entity, (byte)(Purpose.Fault + i));
        _rateLimit?.Reset();
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
        ref var record = ref call.Tally.Record;
        record.Attempts++;
        record.Cost += _cost;
        var attempt = call.NextAttempt();
        trial.Timeline?.Attempted(strand.Now, attempt);
        if (_rateLimit is not null && !_rateLimit.Admits(strand.Now, call, out var refusal)) return refusal;
        var luck = call.Luck.Draw(Purpose.Service, _entity, call.Number, attempt);
        var reply = new Reply { Seconds = _latency.Quantile(luck.First), Outcome = Outcome.Success };
        var price = _tokens?.Consume(call, attempt, _entity, ref reply) ?? 0;
        var routed = _routesFirst ? _balancer!.Choose(call.Luck, call.Number, attempt) : null;
        var instance = routed is null ? 0 : _balancer!.NumberOf(routed);
        var faults = _faults;
        for (var i = 0; i < faults.Length; i++)
        {
            if (_instances[i] > 0 && _instances[i] != instance) continue;
            var strikes = i == 0 ? luck.Second : call.Luck.Draw((byte)(Purpose.Fault + i), _entity, call.Number, attempt).Second;
            if (!faults[i].Strikes(strikes, call, strand.Now)) continue;
            record.FaultsInjected++;
            var value = call.Luck.Uniform((byte)(Purpose.Fault + i), _entity, call.Number, attempt);
            faults[i].Strike(value, call, ref reply);
        }
        if (reply.Fate != Fate.Answered)
        {
            trial.Unanswered++;
            if (reply.Fate == Fate.RequestLost) return Watched(strand.After(double.PositiveInfinity, Outcome.Cancelled), strand, instance);
        }
        record.Cost += price;
        if (_balancer is not null)
        {
            routed ??= _balancer.Choose(call.Luck, call.Number, attempt);
            return Watched(routed.Serve(strand, call, reply), strand, instance);
        }
        if (call.Ledger is { } ledger && reply.Applies) ledger.Apply(call.Page, strand.Now + reply.Seconds, _entity, _keyTtl);
        if (reply.Fate == Fate.ReplyLost) reply.Seconds = double.PositiveInfinity;
        return strand.After(reply.Seconds, reply.Outcome);
    }

    private SimTask<Outcome> Watched(SimTask<Outcome> served, Strand client, int instance) =>
        _balancer?.Ejection is { } ejection ? ejection.Watch(served, client, instance - 1) : served;
}
