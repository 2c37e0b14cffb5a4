using ChaosPlaybook.Kernel;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>
/// Serves attempts: the innermost layer of every pipeline. It works on when its client has gone, so an effect that the server
/// would have applied is applied whether or not anybody still waits for the reply.
/// </summary>
internal sealed class Executor : Strategy
{
    private readonly ExecutorOptions _options;
    private readonly int _entity;
    private readonly Distribution _latency;
    private readonly Fault[] _faults;
    private readonly int _firstFault;
    private readonly double _cost, _keyTtl;
    private readonly int[] _instances; // that alone a fault strikes, from 1 on; 0 for all
    private readonly bool _routesFirst;
    private readonly Balancer? _balancer;
    private readonly RateLimit? _rateLimit;
    private readonly TokenOptions? _tokens;
    private readonly TokenGate? _gate;
    private readonly ServerClock? _clock;
    private readonly CapacityChange[] _changes = [];
    private bool _isPlain; // a server for everybody, no limit, no tokens

    /// <param name="options">Its settings.</param>
    /// <param name="entity">Its number within the world; part of the key of its draws.</param>
    /// <param name="simulation">The world's clock.</param>
    /// <param name="causes">The causes that its faults may name.</param>
    /// <param name="injections">What may stop the faults of each phase of an experiment before their time.</param>
    /// <param name="accounts">What becomes of its faults.</param>
    public Executor(
        ExecutorOptions options, int entity, Simulation simulation, IReadOnlyDictionary<string, Cause> causes, IReadOnlyList<Injection> injections, FaultAccounts accounts)
    {
        if (options.Faults.Count > Purpose.MostFaults)
            throw new ArgumentException($"executor {options.Name} has {options.Faults.Count} faults; allowed [0, {Purpose.MostFaults}]");
        _entity = entity;
        _latency = options.Latency;
        _cost = options.Cost;
        Capabilities = options.Capabilities;
        _keyTtl = options.IdempotencyTtlSeconds;
        _tokens = options.Tokens;
        _gate = TokenGate.Of(options.Tokens);
        _faults = [.. options.Faults.Select(fault => fault.Build(causes, fault.Phase is { } phase ? injections[phase] : null))];
        _firstFault = accounts.First;
        _rateLimit = options.RateLimit is null ? null : new RateLimit(options.RateLimit);
        _options = options;
        _balancer = options.Servers is null && options.Calls.Count == 0 ? null : new Balancer(options, entity, simulation);
        if (_balancer is not null) _changes = [.. CapacityRules.Changes(options, entity, causes, injections, _balancer, accounts)];
        _clock = ServerClock.Of(options, entity, causes, injections, accounts, _faults);
        if (_clock is not null) foreach (var station in _balancer?.Stations ?? []) station.Clock = _clock;
        _instances = [.. options.Faults.Select(fault => fault.Instance ?? 0)];
        _isPlain = _balancer is null && _rateLimit is null && _tokens is null && _gate is null && _clock is null;
        _routesFirst = _balancer is not null && (_balancer.Ejection is not null || _instances.Any(instance => instance > 0));
    }

    /// <summary>Attempts that reached it in this trial.</summary>
    public long Seen { get; private set; }

    /// <summary>Those of them that its rate limit refused or that were lost on their way.</summary>
    public long NotServed { get; private set; }

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

    /// <summary>Whether it is missing in every trial: whoever calls it is answered with 503 at once.</summary>
    public bool IsGone { get; private set; }

    /// <summary>Takes it away for good, or one of its instances.</summary>
    public void Remove(int? instance)
    {
        IsGone |= instance is null;
        _isPlain &= !IsGone;
        for (var i = 0; i < Stations.Count; i++)
            if (instance is null || instance == i + 1) _balancer!.Remove(i);
    }

    /// <summary>One station per instance; none when there is a server for everybody.</summary>
    public IReadOnlyList<Station> Stations => _options.Servers is null ? [] : _balancer!.Stations;

    /// <summary>
    /// Builds the pipelines of the calls that it makes, and so marks those that it calls. Without servers of its own it waits for
    /// them at a station with a server for everybody.
    /// </summary>
    public void Connect(PlaybookOptions playbook, PipelineContext context)
    {
        if (_options.Calls.Count == 0) return;
        var downstream = new Downstream(_options, _entity, playbook, context);
        foreach (var station in _balancer!.Stations) station.Downstream = downstream;
    }

    /// <summary>What changes its capacity in the course of a trial.</summary>
    public IReadOnlyList<CapacityChange> Changes => _changes;

    /// <summary>Brings back every instance that was killed.</summary>
    public void RestoreInstances() => _balancer?.Restore();

    /// <summary>Whether instances or servers are missing.</summary>
    public bool MissesInstances => _balancer?.Misses == true;

    /// <summary>Takes what becomes of the attempts at each of its instances, or nothing.</summary>
    public WatchedExecutor? Account { get; set; }

    /// <summary>Whether an attempt finds somebody: an instance that is in the balance and has not lost every server.</summary>
    public bool IsUp => !IsGone && (_balancer is null || _balancer is { Up: > 0, HasServers: true });

    /// <summary>Its instances; nothing where there is a server for everybody.</summary>
    public Balancer? Balancer => _balancer;

    /// <summary>What leaves its instances out for a while, or nothing.</summary>
    public OutlierEjection? Ejection => _balancer?.Ejection;

    /// <summary>Back to the beginning, with the luck of a replication.</summary>
    public void Begin(Luck luck)
    {
        for (var i = 0; i < _faults.Length; i++) _faults[i].Begin(luck, _entity, (byte)(Purpose.Fault + i));
        _rateLimit?.Reset();
        _gate?.Reset();
        _clock?.Begin(luck);
        _balancer?.Begin(luck);
        foreach (var change in _changes) change.Begin(luck);
        Seen = NotServed = 0;
    }

    public override SimTask<Outcome> Run(Strand strand, Call call)
    {
        var trial = call.Trial;
        if (trial.Attempts >= trial.MaxAttempts || call.Depth > Downstream.MostDepth)
        {
            call.Tally.Record.Truncated = true;
            return Outcome.Cancelled;
        }
        trial.Attempts++;
        Seen++;
        ref var record = ref call.Tally.Record;
        record.Attempts++;
        if (!IsGone) record.Cost += _cost;
        var attempt = call.NextAttempt();
        trial.Timeline?.Attempted(strand.Now, attempt);
        if (!_isPlain) return Admit(strand, call, attempt);
        // What is left apart costs nothing here: an attempt at a plain executor that no fault strikes is most of what a lone agent does.
        var luck = call.Luck.Draw(Purpose.Service, _entity, call.Number, attempt);
        var seconds = _latency.Quantile(luck.First);
        for (var i = 0; i < _faults.Length; i++)
        {
            if (Strikes(i, luck.Second, strand, call, attempt))
                return Serve(strand, call, new Reply { Seconds = seconds, Outcome = Outcome.Success, Attempt = attempt }, 0, luck.Second, i);
        }
        if (call.Ledger is { } ledger) ledger.Apply(call.Page, strand.Now + seconds, _entity, _keyTtl);
        return strand.After(seconds, Outcome.Success);
    }

    /// <summary>Lets an attempt in, unless a limit refuses it or nobody is there.</summary>
    private SimTask<Outcome> Admit(Strand strand, Call call, int attempt)
    {
        if (IsGone)
        {
            NotServed++;
            return Outcome.Failure(Station.Overloaded);
        }
        var input = _tokens?.Prompt(call, _entity) ?? 0;
        var shown = strand.Now;
        if (_clock is not null)
        {
            _clock.Counts(call.Trial.Counted);
            shown += _clock.Skew(strand.Now, 0);
        }
        Outcome refusal = default;
        var admits = _gate?.Admits(shown, input, _rateLimit, out refusal) ?? _rateLimit?.Admits(shown, out refusal) ?? true;
        if (_clock is not null && _clock.WouldAdmit(strand.Now, input) != admits) _clock.Land(call.Tally, 0);
        if (!admits)
        {
            call.Tally.Record.Throttled++;
            NotServed++;
            return refusal;
        }
        var luck = call.Luck.Draw(Purpose.Service, _entity, call.Number, attempt);
        var reply = new Reply { Seconds = _latency.Quantile(luck.First), Outcome = Outcome.Success, Attempt = attempt };
        _tokens?.Consume(call, attempt, _entity, input, ref reply);
        return Serve(strand, call, reply, input, luck.Second, -1);
    }

    /// <summary>Whether a fault strikes an attempt.</summary>
    private bool Strikes(int fault, double luckOfFirst, Strand strand, Call call, int attempt) => _faults[fault].Strikes(
        fault == 0 ? luckOfFirst : call.Luck.Draw((byte)(Purpose.Fault + fault), _entity, call.Number, attempt).Second, call, strand.Now);

    /// <summary>Serves an attempt, with the faults from <paramref name="struck"/> on, which is known to strike, or all of them when it is −1.</summary>
    private SimTask<Outcome> Serve(Strand strand, Call call, Reply reply, double input, double luckOfFirst, int struck)
    {
        var trial = call.Trial;
        ref var record = ref call.Tally.Record;
        var began = strand.Now;
        var attempt = reply.Attempt;
        var landing = new Landing(_firstFault);
        var routed = _routesFirst ? _balancer!.Choose(call.Luck, call.Number, attempt) : null;
        var instance = routed is null ? -1 : routed.Number;
        if (_clock is not null) _clock.Routed = instance + 1;
        for (var i = Math.Max(struck, 0); i < _faults.Length; i++)
        {
            if (_instances[i] > 0 && _instances[i] != instance + 1) continue;
            if (i != struck && !Strikes(i, luckOfFirst, strand, call, attempt)) continue;
            call.Struck(_firstFault + i);
            trial.Trace?.Note(TraceNoteKind.FaultStruck, _options.Faults[i].Word, call.AttemptSpan, strand.Now);
            var value = call.Luck.Uniform((byte)(Purpose.Fault + i), _entity, call.Number, attempt);
            var before = reply;
            _faults[i].Strike(value, call, ref reply);
            landing.Struck(i, before, reply);
        }
        if (reply.Fate != Fate.Answered)
        {
            trial.Unanswered++;
            landing.Silence(call);
            if (reply.Fate == Fate.RequestLost)
            {
                NotServed++;
                return Watched(strand.After(double.PositiveInfinity, Outcome.Cancelled), strand, instance);
            }
        }
        if (_tokens is not null)
        {
            var price = _tokens.Price(input, reply);
            record.Cost += price;
            _gate?.Spend(price);
            _clock?.Spend(price);
        }
        if (_balancer is not null)
        {
            routed ??= _balancer.Choose(call.Luck, call.Number, attempt);
            if (routed is not null)
            {
                var served = Watched(landing.Watch(strand, began, call, reply.Outcome, routed.Serve(strand, call, reply)), strand, instance);
                return Account is null ? served : Account.Instances[routed.Number].Note(served, strand);
            }
            record.Shed++;
            NotServed++;
            return Outcome.Failure(Station.Overloaded);
        }
        if (call.Ledger is { } ledger && reply.Applies
            && ledger.Apply(call.Page, strand.Now + reply.Seconds, _entity, _keyTtl, _clock?.Skew(strand.Now, 0) ?? 0)) _clock!.Land(call.Tally, 0);
        if (reply.Fate == Fate.ReplyLost) reply.Seconds = double.PositiveInfinity;
        return landing.Watch(strand, began, call, reply.Outcome, strand.After(reply.Seconds, reply.Outcome));
    }

    private SimTask<Outcome> Watched(SimTask<Outcome> served, Strand client, int instance) =>
        instance >= 0 && _balancer?.Ejection is { } ejection ? ejection.Watch(served, client, instance) : served;
}
