using ChaosPlaybook.Kernel;

namespace ChaosPlaybook.Model;

/// <summary>
/// A queue in front of a number of equal servers. A job outlives a client that no longer waits for it, as the scenario says; a
/// job that does not fit into the queue is answered with 503 at once.
/// </summary>
internal partial class Station : Process
{
    /// <summary>Error code of an attempt for which there is no place.</summary>
    public const ushort Overloaded = 503;
    private readonly Simulation _simulation;
    private readonly int _servers, _limit, _lifoFrom, _entity;
    private readonly double _keyTtl, _leastLeft;
    private readonly QueueDiscipline _discipline;
    private readonly Abandonment _abandonment;
    private readonly Job?[]? _lastOf; // of each priority, where they matter
    private readonly Shedding? _shedding;
    private readonly bool _holdsServer;
    private readonly Tempo? _tempo;
    private Job? _first, _last, _free;
    private double _busyTime, _integratedAt;

    public Station(ExecutorOptions options, int entity, Simulation simulation)
    {
        _simulation = simulation;
        MayVary = CapacityRules.MayVary(options);
        _entity = entity;
        _keyTtl = options.IdempotencyTtlSeconds;
        _leastLeft = options.DropExpired ? options.Latency.Mean : double.NegativeInfinity;
        _servers = _open = options.Servers ?? int.MaxValue;
        _holdsServer = options.HoldsServer;
        _killable = options.Faults.Any(fault => fault is KillFaultOptions { InFlight: KilledWork.Drop });
        _limit = options.QueueLimit ?? int.MaxValue;
        _discipline = options.Discipline;
        _lifoFrom = options.LifoFrom;
        _abandonment = options.WhenAbandoned;
        if (_discipline == QueueDiscipline.Priority) _lastOf = new Job?[(int)StepOptions.PriorityBounds.High + 1];
        if (options.Pause is not null || options.Slow.Count > 0) _tempo = new Tempo(options.Pause, options.Slow);
        _slowdown = options.Slowdown;
        if (options.ColdStart is { } coldStart) _coldStart = new ColdStart(coldStart);
        if (options.Shed is { } shed) _shedding = new Shedding(shed);
    }

    /// <summary>The station that an executor with servers asks for.</summary>
    public static Station Of(ExecutorOptions options, int entity, Simulation simulation) => options.Discipline == QueueDiscipline.ProcessorSharing
        ? new SharingStation(options, entity, simulation)
        : new Station(options, entity, simulation);

    /// <summary>Where the timeline follows it, or nothing.</summary>
    public StationTrack? Track { get; set; }

    /// <summary>Its number among the instances of its executor, from 0.</summary>
    public int Number { get; set; }

    /// <summary>Servers at work.</summary>
    public int Busy
    {
        get;
        protected set
        {
            Integrate();
            field = value;
        }
    }

    /// <summary>Jobs in the queue.</summary>
    public int Queued { get; private set; }

    /// <summary>Jobs at work or in the queue.</summary>
    public virtual int InFlight => Busy + Queued;

    /// <summary>Servers in all.</summary>
    public int Servers => _servers;

    /// <summary>Server time spent so far, seconds; and the part of it spent on replies that nobody waited for.</summary>
    public double BusySeconds { get; protected set; }

    /// <inheritdoc cref="BusySeconds"/>
    public double WastedSeconds { get; protected set; }

    /// <summary>Server time spent from the beginning of the trial up to now, work under way included, seconds.</summary>
    public double Integrate()
    {
        var seconds = _simulation.Now - _integratedAt;
        _busyTime += Busy * seconds;
        _capacityTime += Math.Max(AtWork, Busy) * seconds;
        _integratedAt = _simulation.Now;
        return _busyTime;
    }

    /// <summary>What became of the attempts that came here.</summary>
    public StationCounts Counts;

    /// <summary>Back to empty. The strands of the trial before have ended; jobs that nobody waited for may be left.</summary>
    public virtual void Reset()
    {
        while (_first is { } job)
        {
            Unlink(job);
            Return(job);
        }
        BusySeconds = WastedSeconds = _busyTime = _integratedAt = 0;
        ResetCapacity();
        Counts = default;
        _shedding?.Reset();
    }

    /// <summary>Takes a job and gives its reply, unless the client goes first.</summary>
    public SimTask<Outcome> Serve(Strand client, Call call, Reply reply)
    {
        Counts.Arrived++;
        if (IsFull(_open, _limit) || _shedding?.TurnsAway(Busy, _open, call.Priority) == true)
        {
            Counts.Shed++;
            call.Tally.Record.Shed++;
            if (reply.Fate == Fate.ReplyLost) return client.After(double.PositiveInfinity, Outcome.Cancelled);
            return Outcome.Failure(Overloaded);
        }
        var job = Rent();
        job.ReplyLost = reply.Fate == Fate.ReplyLost;
        job.Client = job.ReplyLost ? null : client; // the server cannot tell that nobody will hear
        job.Tally = call.Tally;
        job.Priority = call.Priority;
        job.Since = client.Now;
        job.Outcome = reply.Outcome;
        job.Seconds = reply.Seconds;
        job.Deadline = client.Deadline;
        if (call.Ledger is { } ledger && reply.Applies)
        {
            job.Ledger = ledger;
            job.Page = call.Page;
            ledger.Hold();
        }
        if (reply.Applies) job.Errand = Downstream?.Rent(call, reply.Attempt);
        Enter(job);
        if (job.ReplyLost)
        {
            Counts.Abandoned++;
            return client.After(double.PositiveInfinity, Outcome.Cancelled);
        }
        // A job that may yet be dropped keeps its outcome until the client has read it; otherwise the outcome is known now.
        return !OutcomesChange
            ? client.Park(job).Then(reply.Outcome)
            : client.Park(job).Then(Outcome.Success).Then(job, static (job, waited) => waited.IsCancelled ? waited : job.Read());
    }

    /// <summary>Whether there is no place for one more.</summary>
    protected virtual bool IsFull(int servers, int limit) => Busy >= servers && Queued >= limit;

    /// <summary>Takes a job in: to a free server or into the queue.</summary>
    protected virtual void Enter(Job job)
    {
        if (Busy < _open) Begin(job);
        else
        {
            if (Queued == 0) _shedding?.Empty(_simulation.Now);
            Append(job);
        }
    }

    /// <summary>A server at work: one job after another until the queue is empty.</summary>
    public override async SimTask<Outcome> Run(Strand strand, object? context)
    {
        var job = (Job)context!;
        for (; ; )
        {
            var began = strand.Now;
            var seconds = SecondsFor(job, began);
            bool calledOff;
            if (_killable || _abandonment == Abandonment.CancelRunning)
            {
                // A job that may be called off under way parks, so that it can be woken; the end of its time is then the rule.
                // Its client may have gone between the start of this strand and its first line.
                job.Interruption.Waiting = strand;
                var gone = job.IsLost || _abandonment == Abandonment.CancelRunning && job.Client is null && !job.ReplyLost;
                calledOff = gone || await strand.Park(job.Interruption, began + seconds);
                if (!calledOff) job.IsLost = false; // it was done at the very moment of the kill
                job.Interruption.Waiting = null;
            }
            else
            {
                calledOff = !await strand.Delay(seconds);
            }
            if (!calledOff && _holdsServer && job.Errand is not null)
            {
                await CallsOf(strand, job);
                calledOff = IsCalledOff(job) || job.IsLost;
            }
            BusySeconds += strand.Now - began;
            if (strand.IsCancelled) calledOff = true;
            if (job.Client is null) WastedSeconds += strand.Now - began;
            var answers = _holdsServer || job.Errand is null;
            if (!calledOff && answers) Apply(job);
            Track?.Finished(strand.Now, strand.Now - began, job.Client is null);
            if (_killable) Leave(job);
            if (job.IsLost) Lose(job);
            else if (calledOff) Return(job);
            else if (!answers) HandOver(job);
            else Answer(job);
            if (strand.IsCancelled || Busy > _open || Next(strand.Now) is not { } next) break;
            job = next;
            Take(job);
        }
        Busy--;
        if (Busy == 0) _coldStart?.Idle(strand.Now);
        Track?.Changed(_simulation.Now, Queued, Busy);
        return Outcome.Success;
    }

    /// <summary>The effect of the job takes place.</summary>
    protected void Apply(Job job)
    {
        if (job.Ledger?.Apply(job.Page, _simulation.Now, _entity, _keyTtl, Skew) == true) Clock!.Land(job.Tally, Number + 1);
    }

    /// <summary>Hands the outcome to the client, if it still waits, and lets go of the job.</summary>
    protected void Answer(Job job)
    {
        var client = job.Client;
        if (client is not null) Counts.Served++;
        Release(job, client);
    }

    private void Drop(Job job)
    {
        job.Outcome = Outcome.Failure(Overloaded);
        Counts.Shed++;
        job.Tally.Record.Shed++;
        Release(job, job.Client);
    }

    private void Release(Job job, Strand? client)
    {
        // Where outcomes may change the client reads the job before it is used again.
        if (client is not null && OutcomesChange) job.Client = null;
        else Return(job);
        client?.Wake();
    }

    /// <summary>The client no longer waits.</summary>
    protected virtual void Abandon(Job job)
    {
        job.Client = null;
        Counts.Abandoned++;
        if (job.Place == Place.Dropped)
        {
            Return(job);
            return;
        }
        if (_abandonment == Abandonment.Continue) return;
        if (job.Place == Place.Queue)
        {
            Unlink(job);
            Return(job);
        }
        else if (_abandonment == Abandonment.CancelRunning && job.Interruption.Waiting is { } server)
        {
            job.Interruption.Waiting = null;
            server.Wake();
        }
        else if (_abandonment == Abandonment.CancelRunning)
        {
            CallOff(job);
        }
    }

    private Job Rent()
    {
        if (_free is not { } job) return new Job(this);
        _free = job.Following;
        job.Following = null;
        return job;
    }

    /// <summary>The job may be used again.</summary>
    protected void Return(Job job)
    {
        job.Client = null;
        job.Ledger?.Release();
        job.Ledger = null;
        job.Errand?.Return();
        job.Errand = null;
        job.Place = Place.Nowhere;
        job.IsLost = false;
        job.Following = _free;
        _free = job;
    }
}
