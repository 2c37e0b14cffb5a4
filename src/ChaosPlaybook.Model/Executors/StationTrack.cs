namespace ChaosPlaybook.Model;

/// <summary>Queue and busy servers of one station over the present bin of a timeline.</summary>
internal sealed class StationTrack(Timeline timeline, string name, int servers, bool mayVary)
{
    private int _queued, _busy, _atWork = servers;
    private double _since;

    /// <summary>Name of the executor.</summary>
    public string Name { get; } = name;

    /// <summary>Servers in all.</summary>
    public int Servers { get; } = servers;

    /// <summary>Jobs waiting, jobs in service: each times the seconds it lasted.</summary>
    public double QueueArea { get; private set; }

    /// <inheritdoc cref="QueueArea"/>
    public double BusyArea { get; private set; }

    /// <summary>Servers at work or able to: times the seconds it lasted.</summary>
    public double ServerArea { get; private set; }

    /// <summary>Jobs finished.</summary>
    public int Served { get; private set; }

    /// <summary>Server time of the jobs finished, seconds, and the part of it that nobody waited for.</summary>
    public double SpentSeconds { get; private set; }

    /// <inheritdoc cref="SpentSeconds"/>
    public double WastedSeconds { get; private set; }

    /// <summary>Back to the beginning.</summary>
    public void Begin()
    {
        _queued = _busy = 0;
        _atWork = Servers;
        _since = 0;
    }

    /// <summary>Queue and busy servers are these from now on.</summary>
    public void Changed(double now, int queued, int busy)
    {
        timeline.Advance(now);
        Integrate(now);
        (_queued, _busy) = (queued, busy);
    }

    /// <summary>So many servers take jobs from now on.</summary>
    public void Sized(double now, int servers)
    {
        timeline.Advance(now);
        Integrate(now);
        _atWork = servers;
    }

    /// <summary>Mean number of servers over a bin.</summary>
    public double ServersIn(double width) => mayVary ? ServerArea / width : Servers;

    /// <summary>A server has finished a job now.</summary>
    public void Finished(double now, double seconds, bool wasted)
    {
        timeline.Advance(now);
        Served++;
        SpentSeconds += seconds;
        if (wasted) WastedSeconds += seconds;
    }

    /// <summary>Brings the areas up to now.</summary>
    public void Integrate(double now)
    {
        QueueArea += _queued * (now - _since);
        BusyArea += _busy * (now - _since);
        ServerArea += Math.Max(_atWork, _busy) * (now - _since);
        _since = now;
    }

    /// <summary>Begins a bin.</summary>
    public void Empty()
    {
        Served = 0;
        QueueArea = BusyArea = ServerArea = SpentSeconds = WastedSeconds = 0;
    }
}
