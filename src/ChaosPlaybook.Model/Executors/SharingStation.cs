using ChaosPlaybook.Kernel;

namespace ChaosPlaybook.Model;

/// <summary>
/// Servers shared equally: with n jobs each is served at rate min(1, servers/n). Mean time in an M/G/1 of this kind is s/(1 − ρ),
/// whatever the law of service (Kleinrock 1967; Sakata, Noguchi and Oizumi 1971).
/// </summary>
/// <remarks>
/// One strand serves all. It keeps the service that a job present all the time would have got so far; a job leaves when that has
/// grown by its own service time since it came. Arrivals and departures only change how fast it grows.
/// </remarks>
internal sealed class SharingStation(ExecutorOptions options, int entity, Simulation simulation) : Station(options, entity, simulation)
{
    private readonly bool _cancelsRunning = options.WhenAbandoned == Abandonment.CancelRunning;
    private readonly PriorityQueue<Job, double> _byEnd = new();
    private readonly Interruption _change = new();
    private readonly Simulation _simulation = simulation;
    private double _service, _since;
    private bool _strandLives;

    public override void Reset()
    {
        base.Reset();
        while (_byEnd.TryDequeue(out var job, out _)) Return(job);
        _service = _since = 0;
        Present = 0;
    }

    /// <summary>Jobs that share the servers.</summary>
    public int Present { get; private set; }

    public override int InFlight => Present;

    private double Rate => Present <= Open ? 1 : (double)Open / Present;

    public override async SimTask<Outcome> Run(Strand strand, object? context)
    {
        while (Present > 0 && _byEnd.TryPeek(out var job, out var end))
        {
            if (job.Place == Place.Nowhere)
            {
                _byEnd.Dequeue(); // it was called off meanwhile
                Return(job);
                continue;
            }
            _change.Waiting = strand;
            // With no server at work nothing ends.
            var changed = await strand.Park(_change, Open == 0 ? double.PositiveInfinity : strand.Now + Math.Max(0, end - _service) / Rate);
            _change.Waiting = null;
            if (strand.IsCancelled) break;
            Advance(strand.Now);
            if (changed) continue;
            _service = Math.Max(_service, end); // not a rounding error short of it
            _byEnd.Dequeue();
            Present--;
            Busy = Math.Min(Present, Open);
            if (job.Client is null) WastedSeconds += job.Seconds;
            if (job.Errand is null) Apply(job);
            Track?.Finished(strand.Now, job.Seconds, job.Client is null);
            Track?.Changed(strand.Now, 0, Busy);
            if (job.Errand is null) Answer(job);
            else HandOver(job);
        }
        if (strand.IsCancelled) Advance(strand.Now);
        _strandLives = false;
        Busy = 0;
        return Outcome.Success;
    }

    protected override bool IsFull(int servers, int limit) => Present >= (long)servers + limit;

    protected override void Enter(Job job)
    {
        Advance(_simulation.Now);
        job.Place = Place.Server;
        job.Since = _service;
        Present++;
        _byEnd.Enqueue(job, _service + job.Seconds);
        Busy = Math.Min(Present, Open);
        Track?.Changed(_simulation.Now, Math.Max(0, Present - Open), Busy);
        Changed();
    }

    protected override void Abandon(Job job)
    {
        job.Client = null;
        Counts.Abandoned++;
        if (_cancelsRunning && job.Place == Place.Calling) CallOff(job);
        if (!_cancelsRunning || job.Place != Place.Server) return;
        Advance(_simulation.Now);
        WastedSeconds += _service - job.Since;
        job.Place = Place.Nowhere;
        Present--;
        Busy = Math.Min(Present, Open);
        Track?.Changed(_simulation.Now, Math.Max(0, Present - Open), Busy);
        Changed();
    }

    public override void Resize(int servers)
    {
        Advance(_simulation.Now);
        base.Resize(servers);
        Busy = Math.Min(Present, Open);
        Track?.Changed(_simulation.Now, Math.Max(0, Present - Open), Busy);
        if (Present > 0) Changed();
    }

    protected override void LoseAll()
    {
        Advance(_simulation.Now);
        while (_byEnd.TryDequeue(out var job, out _))
        {
            if (job.Place == Place.Nowhere) Return(job);
            else Lose(job);
        }
        Present = Busy = 0;
        LoseRunning();
        Track?.Changed(_simulation.Now, 0, 0);
        if (_change.Waiting is not null) Changed();
    }

    private void Advance(double now)
    {
        BusySeconds += (now - _since) * Math.Min(Present, Open);
        _service += (now - _since) * Rate;
        _since = now;
    }

    private void Changed()
    {
        if (_change.Waiting is { } strand)
        {
            _change.Waiting = null;
            strand.Wake();
        }
        else if (!_strandLives)
        {
            _strandLives = true;
            _simulation.Spawn(this);
        }
    }
}
