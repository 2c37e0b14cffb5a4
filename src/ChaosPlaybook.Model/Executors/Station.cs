using ChaosPlaybook.Kernel;

namespace ChaosPlaybook.Model;

/// <summary>Who is served next.</summary>
public enum QueueDiscipline
{
    /// <summary>Who came first.</summary>
    Fifo,
    /// <summary>Who came last.</summary>
    Lifo,
    /// <summary>Who came first while the queue is short, who came last once it is long (Maurer 2015).</summary>
    AdaptiveLifo,
}

/// <summary>What happens to work whose client has gone.</summary>
public enum Abandonment
{
    /// <summary>It is done all the same: the server does not notice (HTTP/1).</summary>
    Continue,
    /// <summary>It is dropped unless it has begun.</summary>
    CancelQueued,
    /// <summary>It is dropped, and a server that has begun it is free at once.</summary>
    CancelRunning,
}

/// <summary>
/// A queue in front of a number of equal servers. A job outlives a client that no longer waits for it, as the scenario says; a
/// job that does not fit into the queue is answered with 503 at once.
/// </summary>
internal sealed class Station : Process
{
    private const ushort Overloaded = 503;
    private readonly Simulation _simulation;
    private readonly int _servers, _limit, _lifoFrom, _entity;
    private readonly double _keyTtl, _leastLeft;
    private readonly QueueDiscipline _discipline;
    private readonly Abandonment _abandonment;
    private Job? _first, _last, _free;
    private double _busyTime, _integratedAt;

    public Station(ExecutorOptions options, int entity, Simulation simulation)
    {
        _simulation = simulation;
        _entity = entity;
        _keyTtl = options.IdempotencyTtlSeconds;
        _leastLeft = options.DropExpired ? options.Latency.Mean : double.NegativeInfinity;
        _servers = options.Servers!.Value;
        _limit = options.QueueLimit ?? int.MaxValue;
        _discipline = options.Discipline;
        _lifoFrom = options.LifoFrom;
        _abandonment = options.WhenAbandoned;
    }

    /// <summary>Where the timeline follows it, or nothing.</summary>
    public StationTrack? Track { get; set; }

    /// <summary>Servers at work.</summary>
    public int Busy
    {
        get;
        private set
        {
            Integrate();
            field = value;
        }
    }

    /// <summary>Jobs in the queue.</summary>
    public int Queued { get; private set; }

    /// <summary>Servers in all.</summary>
    public int Servers => _servers;

    /// <summary>Server time spent so far, seconds; and the part of it spent on replies that nobody waited for.</summary>
    public double BusySeconds { get; private set; }

    /// <inheritdoc cref="BusySeconds"/>
    public double WastedSeconds { get; private set; }

    /// <summary>Server time spent from the beginning of the trial up to now, work under way included, seconds.</summary>
    public double Integrate()
    {
        _busyTime += Busy * (_simulation.Now - _integratedAt);
        _integratedAt = _simulation.Now;
        return _busyTime;
    }

    /// <summary>What became of the attempts that came here.</summary>
    public StationCounts Counts;

    /// <summary>Back to empty. The strands of the trial before have ended; jobs that nobody waited for may be left.</summary>
    public void Reset()
    {
        while (_first is { } job)
        {
            Unlink(job);
            Return(job);
        }
        BusySeconds = WastedSeconds = _busyTime = _integratedAt = 0;
        Counts = default;
    }

    /// <summary>Takes a job and gives its reply, unless the client goes first.</summary>
    public SimTask<Outcome> Serve(Strand client, Call call, Reply reply)
    {
        Counts.Arrived++;
        if (Busy >= _servers && Queued >= _limit)
        {
            Counts.Shed++;
            call.Tally.Record.Shed++;
            if (reply.Fate == Fate.ReplyLost) return client.After(double.PositiveInfinity, Outcome.Cancelled);
            return Outcome.Failure(Overloaded);
        }
        var job = Rent();
        job.ReplyLost = reply.Fate == Fate.ReplyLost;
        job.Client = job.ReplyLost ? null : client; // the server cannot tell that nobody will hear
        job.Seconds = reply.Seconds;
        job.Deadline = client.Deadline;
        job.Tally = call.Tally;
        if (call.Ledger is { } ledger && reply.Applies)
        {
            job.Ledger = ledger;
            job.Page = call.Page;
            ledger.Hold();
        }
        if (Busy < _servers)
        {
            Busy++;
            Track?.Changed(_simulation.Now, Queued, Busy);
            job.Place = Place.Server;
            _simulation.Spawn(this, job);
        }
        else
        {
            Append(job);
        }
        if (reply.Fate != Fate.ReplyLost) return client.Park(job).Then(reply.Outcome);
        Counts.Abandoned++;
        return client.After(double.PositiveInfinity, Outcome.Cancelled);
    }

    /// <summary>A server at work: one job after another until the queue is empty.</summary>
    public override async SimTask<Outcome> Run(Strand strand, object? context)
    {
        var job = (Job)context!;
        for (; ; )
        {
            var began = strand.Now;
            bool calledOff;
            if (_abandonment == Abandonment.CancelRunning)
            {
                // A job that may be called off under way parks, so that it can be woken; the end of its time is then the rule.
                // Its client may have gone between the start of this strand and its first line.
                job.Interruption.Waiting = strand;
                calledOff = job.Client is null && !job.ReplyLost || await strand.Park(job.Interruption, began + job.Seconds);
                job.Interruption.Waiting = null;
            }
            else
            {
                calledOff = !await strand.Delay(job.Seconds);
            }
            BusySeconds += strand.Now - began;
            if (strand.IsCancelled) calledOff = true;
            if (job.Client is null) WastedSeconds += strand.Now - began;
            if (!calledOff) job.Ledger?.Apply(job.Page, strand.Now, _entity, _keyTtl);
            Track?.Finished(strand.Now, strand.Now - began, job.Client is null);
            if (job.Client is { } client && !calledOff)
            {
                Counts.Served++;
                client.Wake();
            }
            Return(job);
            if (strand.IsCancelled || Next() is not { } next) break;
            job = next;
            job.Place = Place.Server;
        }
        Busy--;
        Track?.Changed(_simulation.Now, Queued, Busy);
        return Outcome.Success;
    }

    private void Abandon(Job job)
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
    }

    private Job? Next()
    {
        while (_first is not null)
        {
            var lifo = _discipline == QueueDiscipline.Lifo || _discipline == QueueDiscipline.AdaptiveLifo && Queued >= _lifoFrom;
            var next = lifo ? _last! : _first;
            Unlink(next);
            if (!(next.Deadline - _simulation.Now <= _leastLeft)) return next;
            // Dropped without a word: a client that still waits gives up at its deadline, and then the job is free.
            next.Tally.Record.Expired++;
            next.Place = Place.Dropped;
            if (next.Client is null) Return(next);
        }
        return null;
    }

    private void Append(Job job)
    {
        job.Place = Place.Queue;
        job.Previous = _last;
        job.Following = null;
        if (_last is null) _first = job;
        else _last.Following = job;
        _last = job;
        Queued++;
        Track?.Changed(_simulation.Now, Queued, Busy);
    }

    private void Unlink(Job job)
    {
        if (job.Previous is null) _first = job.Following;
        else job.Previous.Following = job.Following;
        if (job.Following is null) _last = job.Previous;
        else job.Following.Previous = job.Previous;
        job.Previous = job.Following = null;
        Queued--;
        Track?.Changed(_simulation.Now, Queued, Busy);
    }

    private Job Rent()
    {
        if (_free is not { } job) return new Job(this);
        _free = job.Following;
        job.Following = null;
        return job;
    }

    private void Return(Job job)
    {
        job.Client = null;
        job.Ledger?.Release();
        job.Ledger = null;
        job.Place = Place.Nowhere;
        job.Following = _free;
        _free = job;
    }

    private enum Place : byte
    {
        Nowhere,
        Queue,
        Server,
        Dropped,
    }

    /// <summary>An attempt as the server sees it.</summary>
    private sealed class Job(Station station) : IWaitSource
    {
        public Strand? Client;
        public bool ReplyLost;
        public Tally Tally = null!;
        public double Seconds, Deadline;
        public Ledger? Ledger;
        public int Page;
        public Place Place;
        public Job? Previous, Following;

        /// <summary>What a server waits on while the job may still be called off.</summary>
        public Interruption Interruption { get; } = new();

        void IWaitSource.Forget(Strand strand) => station.Abandon(this);
    }

    private sealed class Interruption : IWaitSource
    {
        public Strand? Waiting;

        void IWaitSource.Forget(Strand strand) => Waiting = null;
    }
}
