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
    private readonly int _servers, _limit, _lifoFrom;
    private readonly QueueDiscipline _discipline;
    private readonly Abandonment _abandonment;
    private Job? _first, _last, _free;
    private double _busyTime, _integratedAt;

    public Station(ExecutorOptions options, Simulation simulation)
    {
        _simulation = simulation;
        _servers = options.Servers!.Value;
        _limit = options.QueueLimit ?? int.MaxValue;
        _discipline = options.Discipline;
        _lifoFrom = options.LifoFrom;
        _abandonment = options.WhenAbandoned;
    }

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
            return Outcome.Failure(Overloaded);
        }
        var job = Rent();
        job.Client = client;
        job.Call = call;
        job.CallNumber = call.Number;
        job.Seconds = reply.Seconds;
        job.Writes = call.Effect == Effect.Write && reply.Outcome.Succeeded;
        if (Busy < _servers)
        {
            Busy++;
            job.Place = Place.Server;
            _simulation.Spawn(this, job);
        }
        else
        {
            Append(job);
        }
        return client.Park(job).Then(reply.Outcome);
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
                calledOff = job.Client is null || await strand.Park(job.Interruption, began + job.Seconds);
                job.Interruption.Waiting = null;
            }
            else
            {
                calledOff = !await strand.Delay(job.Seconds);
            }
            BusySeconds += strand.Now - began;
            if (strand.IsCancelled) calledOff = true;
            if (job.Client is null) WastedSeconds += strand.Now - began;
            if (!calledOff && job.Writes) job.Applied();
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
        return Outcome.Success;
    }

    private void Abandon(Job job)
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

    private Job? Next()
    {
        if (_first is null) return null;
        var lifo = _discipline == QueueDiscipline.Lifo || _discipline == QueueDiscipline.AdaptiveLifo && Queued >= _lifoFrom;
        var next = lifo ? _last! : _first;
        Unlink(next);
        return next;
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
    }

    private void Unlink(Job job)
    {
        if (job.Previous is null) _first = job.Following;
        else job.Previous.Following = job.Following;
        if (job.Following is null) _last = job.Previous;
        else job.Following.Previous = job.Previous;
        job.Previous = job.Following = null;
        Queued--;
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
        job.Place = Place.Nowhere;
        job.Following = _free;
        _free = job;
    }

    private enum Place : byte
    {
        Nowhere,
        Queue,
        Server,
    }

    /// <summary>An attempt as the server sees it.</summary>
    private sealed class Job(Station station) : IWaitSource
    {
        public Strand? Client;
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

        void IWaitSource.Forget(Strand strand) => station.Abandon(this);
    }

    private sealed class Interruption : IWaitSource
    {
        public Strand? Waiting;

        void IWaitSource.Forget(Strand strand) => Waiting = null;
    }
}
