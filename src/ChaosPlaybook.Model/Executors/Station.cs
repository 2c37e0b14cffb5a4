using ChaosPlaybook.Kernel;

namespace ChaosPlaybook.Model;

/// <summary>
/// A queue in front of a number of equal servers. A job outlives a client that no longer waits for it, as the scenario says; a
/// job that does not fit into the queue is answered with 503 at once.
/// </summary>
internal partial class Station : Process
{
    private const ushort Overloaded = 503;
    private readonly Simulation _simulation;
    private readonly int _servers, _limit, _lifoFrom;
    private readonly QueueDiscipline _discipline;
    private readonly Abandonment _abandonment;
    private readonly Job?[]? _lastOf; // of each priority, where they matter
    private readonly Shedding? _shedding;
    private readonly Tempo? _tempo;
    private Job? _first, _last, _free;

    public Station(ExecutorOptions options, Simulation simulation)
    {
        _simulation = simulation;
        _servers = options.Servers!.Value;
        _limit = options.QueueLimit ?? int.MaxValue;
        _discipline = options.Discipline;
        _lifoFrom = options.LifoFrom;
        _abandonment = options.WhenAbandoned;
        if (_discipline == QueueDiscipline.Priority) _lastOf = new Job?[(int)StepOptions.PriorityBounds.High + 1];
        if (options.Pause is not null || options.Slow.Count > 0) _tempo = new Tempo(options.Pause, options.Slow);
        if (options.Shed is { } shed) _shedding = new Shedding(shed, _servers);
    }

    /// <summary>The station that an executor with servers asks for.</summary>
    public static Station Of(ExecutorOptions options, Simulation simulation) => options.Discipline == QueueDiscipline.ProcessorSharing
        ? new SharingStation(options, simulation)
        : new Station(options, simulation);

    /// <summary>Servers at work.</summary>
    public int Busy { get; protected set; }

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
        BusySeconds = WastedSeconds = 0;
        Counts = default;
        _shedding?.Reset();
    }

    /// <summary>Takes a job and gives its reply, unless the client goes first.</summary>
    public SimTask<Outcome> Serve(Strand client, Call call, Reply reply)
    {
        Counts.Arrived++;
        if (IsFull(_servers, _limit) || _shedding?.TurnsAway(Busy, call.Priority) == true)
        {
            Counts.Shed++;
            call.Tally.Record.Shed++;
            return Outcome.Failure(Overloaded);
        }
        var job = Rent();
        job.Client = client;
        job.Tally = call.Tally;
        job.Priority = call.Priority;
        job.Since = client.Now;
        job.Outcome = reply.Outcome;
        job.Call = call;
        job.CallNumber = call.Number;
        job.Seconds = reply.Seconds;
        job.Writes = call.Effect == Effect.Write && reply.Outcome.Succeeded;
        Enter(job);
        // A job that may yet be dropped keeps its outcome until the client has read it; otherwise the outcome is known now.
        return _shedding is null
            ? client.Park(job).Then(reply.Outcome)
            : client.Park(job).Then(Outcome.Success).Then(job, static (job, waited) => waited.IsCancelled ? waited : job.Read());
    }

    /// <summary>Whether there is no place for one more.</summary>
    protected virtual bool IsFull(int servers, int limit) => Busy >= servers && Queued >= limit;

    /// <summary>Takes a job in: to a free server or into the queue.</summary>
    protected virtual void Enter(Job job)
    {
        if (Busy < _servers)
        {
            Busy++;
            job.Place = Place.Server;
            _simulation.Spawn(this, job);
        }
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
            var seconds = _tempo?.SecondsFor(began, job.Seconds) ?? job.Seconds;
            bool calledOff;
            if (_abandonment == Abandonment.CancelRunning)
            {
                // A job that may be called off under way parks, so that it can be woken; the end of its time is then the rule.
                // Its client may have gone between the start of this strand and its first line.
                job.Interruption.Waiting = strand;
                calledOff = job.Client is null || await strand.Park(job.Interruption, began + seconds);
                job.Interruption.Waiting = null;
            }
            else
            {
                calledOff = !await strand.Delay(seconds);
            }
            BusySeconds += strand.Now - began;
            if (strand.IsCancelled) calledOff = true;
            if (job.Client is null) WastedSeconds += strand.Now - began;
            if (!calledOff && job.Writes) job.Applied();
            if (calledOff) Return(job);
            else Answer(job);
            if (strand.IsCancelled || Next(strand.Now) is not { } next) break;
            job = next;
            job.Place = Place.Server;
        }
        Busy--;
        return Outcome.Success;
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
        if (client is not null && _shedding is not null) job.Client = null;
        else Return(job);
        client?.Wake();
    }

    /// <summary>The client no longer waits.</summary>
    protected virtual void Abandon(Job job)
    {
        job.Client = null;
        Counts.Abandoned++;
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
        job.Place = Place.Nowhere;
        job.Following = _free;
        _free = job;
    }

    /// <summary>Where a job is.</summary>
    protected enum Place : byte
    {
        /// <summary>Unused, or answered.</summary>
        Nowhere,
        /// <summary>It waits for a server.</summary>
        Queue,
        /// <summary>It is being served.</summary>
        Server,
    }

    /// <summary>An attempt as the server sees it.</summary>
    protected sealed class Job(Station station) : IWaitSource
    {
        public Strand? Client;
        public Tally Tally = null!;
        public int Priority;
        public double Since;
        public Outcome Outcome;
        public Call Call = null!;
        public int CallNumber;
        public double Seconds;
        public bool Writes;
        public Place Place;
        public Job? Previous, Following;

        /// <summary>What a server waits on while the job may still be called off.</summary>
        public Interruption Interruption { get; } = new();

        /// <summary>Applies the effect; a call that has begun anew since then no longer counts it.</summary>
        public void Applied()
        {
            if (Call.Number == CallNumber) Call.Applied++;
        }

        /// <summary>The outcome, once: the job is used again.</summary>
        public Outcome Read()
        {
            station.Return(this);
            return Outcome;
        }

        void IWaitSource.Forget(Strand strand) => station.Abandon(this);
    }

    /// <summary>What a server waits on while it may be woken before its time.</summary>
    protected sealed class Interruption : IWaitSource
    {
        public Strand? Waiting;

        void IWaitSource.Forget(Strand strand) => Waiting = null;
    }
}
