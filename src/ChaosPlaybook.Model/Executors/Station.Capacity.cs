namespace ChaosPlaybook.Model;

/// <summary>Servers that come and go, and how long a job takes where that depends on what the station is doing.</summary>
internal partial class Station
{
    private const ushort BadGateway = 502;
    private readonly bool _killable;
    private readonly SlowdownOptions? _slowdown;
    private readonly ColdStart? _coldStart;
    private Job? _running; // a list through the jobs at work, kept only where they may be lost
    private int _open;
    private double _capacityTime;

    /// <summary>Servers that may begin a job; those above it finish theirs.</summary>
    public int Open => _open;

    /// <summary>Whether attempts are sent here.</summary>
    public bool IsUp { get; private set; } = true;

    /// <summary>Whether it is there when a trial begins.</summary>
    public bool BeginsUp { get; set; } = true;

    /// <summary>Whether it is missing in every trial.</summary>
    public bool IsGone { get; set; }

    /// <summary>Whether servers may come and go.</summary>
    public bool MayVary { get; init; }

    /// <summary>Server time there was from the beginning of the trial up to the last <see cref="Integrate"/>, seconds.</summary>
    public double CapacitySeconds => _capacityTime;

    private int AtWork => IsUp ? _open : 0;

    /// <summary>The luck of a replication.</summary>
    public void Begin(Statistics.Luck luck, int instance) => _coldStart?.Begin(luck, _entity, instance);

    /// <summary>So many servers may begin jobs from now on; what waits is begun at once.</summary>
    public virtual void Resize(int servers)
    {
        Integrate();
        _open = servers;
        Track?.Sized(_simulation.Now, AtWork);
        while (Busy < _open && Next(_simulation.Now) is { } job) Begin(job);
    }

    /// <summary>Nothing new comes here; what is there is finished, or lost.</summary>
    public void Leave(bool drop)
    {
        Integrate();
        IsUp = false;
        Track?.Sized(_simulation.Now, AtWork);
        if (drop) LoseAll();
    }

    /// <summary>Attempts are sent here from now on.</summary>
    public void Join()
    {
        Integrate();
        IsUp = true;
        Track?.Sized(_simulation.Now, AtWork);
        _coldStart?.Started(_simulation.Now);
    }

    /// <summary>What is there is lost: clients are told at once.</summary>
    protected virtual void LoseAll()
    {
        while (_first is { } job)
        {
            Unlink(job);
            Lose(job);
        }
        LoseRunning();
    }

    /// <summary>What is being served, or has been and waits for calls that are under way, is lost.</summary>
    protected void LoseRunning()
    {
        Job? following;
        for (var job = _running; job is not null; job = following)
        {
            following = job.Following;
            // Its own strand lets go of it: nobody else may use it before.
            job.IsLost = true;
            if (job.Interruption.Waiting is not { } server)
            {
                CallOff(job);
                continue;
            }
            job.Interruption.Waiting = null;
            server.Wake();
        }
    }

    /// <summary>The job is lost with its instance.</summary>
    protected void Lose(Job job)
    {
        if (job.Client is not null) Counts.Lost++;
        job.Outcome = Kernel.Outcome.Failure(BadGateway);
        Release(job, job.Client);
    }

    private void Begin(Job job)
    {
        Busy++;
        Track?.Changed(_simulation.Now, Queued, Busy);
        Take(job);
        _simulation.Spawn(this, job);
    }

    private void Take(Job job)
    {
        job.Place = Place.Server;
        if (_slowdown is not null) job.Seconds *= _slowdown.FactorAt(Busy);
        if (_killable) Enlist(job);
    }

    private void Enlist(Job job)
    {
        job.Following = _running;
        if (_running is not null) _running.Previous = job;
        _running = job;
    }

    private void Leave(Job job)
    {
        if (job.Previous is null) _running = job.Following;
        else job.Previous.Following = job.Following;
        if (job.Following is not null) job.Following.Previous = job.Previous;
        job.Previous = job.Following = null;
    }

    /// <summary>What a job takes that begins now: longer where it is cold, and by the speed of the executor.</summary>
    private double SecondsFor(Job job, double now)
    {
        var seconds = job.Seconds;
        if (_coldStart is not null) seconds = _coldStart.SecondsFor(now, seconds);
        return _tempo?.SecondsFor(now, seconds) ?? seconds;
    }

    private void ResetCapacity()
    {
        _open = _servers;
        _running = null;
        _capacityTime = 0;
        IsUp = BeginsUp;
        if (!IsUp) Track?.Sized(0, 0);
    }
}
