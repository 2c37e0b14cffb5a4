using ChaosPlaybook.Kernel;

namespace ChaosPlaybook.Model;

/// <summary>Instances that come and go.</summary>
internal sealed partial class Balancer
{
    private readonly Simulation _simulation;
    private readonly Away[] _away;
    private readonly int _atFirst;
    private int _lost;

    /// <summary>Why an instance is not up.</summary>
    private enum Away : byte
    {
        /// <summary>It is up.</summary>
        Not,
        /// <summary>There is no need of it.</summary>
        Spare,
        /// <summary>It was killed.</summary>
        Killed,
        /// <summary>It has been ordered and is on its way.</summary>
        Coming,
        /// <summary>It is missing in every trial.</summary>
        Gone,
    }

    /// <summary>Instances that attempts are sent to.</summary>
    public int Up { get; private set; }

    /// <summary>Servers of one instance when none is lost.</summary>
    public int Servers => _stations[0].Servers;

    /// <summary>Where the timeline follows the instances, or nothing.</summary>
    public InstanceTrack? Track { get; set; }

    /// <summary>Where the world follows who is up at all, or nothing.</summary>
    public CoverageTrack? Coverage { get; set; }

    /// <summary>Whether an instance that is up has a server.</summary>
    public bool HasServers => _lost < Servers;

    /// <summary>So many more servers are lost at each instance, or found again.</summary>
    public void Lose(int more)
    {
        _lost += more;
        foreach (var station in _stations) station.Resize(Math.Max(0, station.Servers - _lost));
        Coverage?.Changed(_simulation.Now);
    }

    /// <summary>Kills the first instance that is up; gives its number, or nothing if there is none.</summary>
    public int? Kill(bool drop)
    {
        if (Up == 0) return null;
        var first = Array.IndexOf(_away, Away.Not);
        Leave(first, Away.Killed, drop);
        return first;
    }

    /// <summary>The last instance that is up finishes what it has, and goes.</summary>
    public void Retire() => Leave(Array.LastIndexOf(_away, Away.Not), Away.Spare, drop: false);

    /// <summary>Takes an instance away for good.</summary>
    public void Remove(int instance) => (_stations[instance].IsGone, _stations[instance].BeginsUp) = (true, false);

    /// <summary>Orders an instance; gives its number, or nothing if there is none to be had.</summary>
    public int? Order()
    {
        var spare = Array.IndexOf(_away, Away.Spare);
        if (spare < 0) return null;
        _away[spare] = Away.Coming;
        return spare;
    }

    /// <summary>Attempts are sent to an instance from now on.</summary>
    public void Start(int instance)
    {
        if (_away[instance] == Away.Not) return; // somebody else brought it back
        _away[instance] = Away.Not;
        _stations[instance].Join();
        Changed();
    }

    /// <summary>Brings back every instance that was killed.</summary>
    public void Restore()
    {
        for (var i = 0; i < _away.Length; i++)
            if (_away[i] == Away.Killed) Start(i);
    }

    /// <summary>Whether instances were killed and are not back, or servers are lost.</summary>
    public bool Misses => _lost > 0 || _away.Contains(Away.Killed);

    private void Leave(int instance, Away why, bool drop)
    {
        _away[instance] = why;
        Changed();
        _stations[instance].Leave(drop);
    }

    private void Changed()
    {
        CountUp();
        Track?.Changed(_simulation.Now, Up);
        Coverage?.Changed(_simulation.Now);
    }

    private void CountUp()
    {
        Up = 0;
        for (var i = 0; i < _stations.Length; i++)
        {
            if (_away[i] == Away.Not) _up[Up++] = _stations[i];
        }
    }

    private void ResetInstances()
    {
        _lost = 0;
        for (var i = 0; i < _away.Length; i++) _away[i] = _stations[i].IsGone ? Away.Gone : i < _atFirst ? Away.Not : Away.Spare;
        CountUp();
    }
}
