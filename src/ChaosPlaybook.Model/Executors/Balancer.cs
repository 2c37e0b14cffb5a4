using ChaosPlaybook.Kernel;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>Which of several instances an attempt goes to.</summary>
public enum Balance
{
    /// <summary>Any, each with the same probability.</summary>
    Random,
    /// <summary>One after another.</summary>
    RoundRobin,
    /// <summary>The one with the fewest attempts in flight; among equals a random one.</summary>
    LeastConnections,
    /// <summary>Of two random ones the one with fewer attempts in flight (Mitzenmacher 2001).</summary>
    PowerOfTwo,
}

/// <summary>The instances of one executor, and the choice among them.</summary>
internal sealed partial class Balancer
{
    private readonly Station[] _stations, _up; // those that are up come first in _up
    private readonly Balance _balance;
    private readonly int _entity;
    private int _next;

    public Balancer(ExecutorOptions options, int entity, Simulation simulation)
    {
        _entity = entity;
        _balance = options.Balance;
        _stations = [.. Enumerable.Range(0, Math.Max(options.Instances, options.Autoscale?.Max ?? 0)).Select(_ => Station.Of(options, entity, simulation))];
        for (var i = options.Instances; i < _stations.Length; i++) _stations[i].BeginsUp = false;
        _up = [.. _stations];
        _away = new Away[_stations.Length];
        (_simulation, _atFirst, Up) = (simulation, options.Instances, options.Instances);
    }

    /// <summary>One station per instance.</summary>
    public IReadOnlyList<Station> Stations => _stations;

    /// <summary>Back to the beginning.</summary>
    public void Begin(Luck luck)
    {
        _next = 0;
        for (var i = 0; i < _stations.Length; i++)
        {
            _stations[i].Reset();
            _stations[i].Begin(luck, i);
        }
        ResetInstances();
    }

    /// <summary>The instance for an attempt, or nothing if none is up; luck decides by call and attempt, so it is the same under every playbook.</summary>
    public Station? Choose(in Luck luck, int call, int attempt)
    {
        var n = Up;
        if (n < 2) return n == 1 ? _up[0] : null;
        if (_balance == Balance.RoundRobin)
        {
            var turn = _next < n ? _next : 0;
            _next = turn + 1 == n ? 0 : turn + 1;
            return _up[turn];
        }
        var draw = luck.Draw(Purpose.Route, _entity, call, attempt);
        var at = (int)(draw.First * n);
        var chosen = _up[at];
        if (_balance == Balance.PowerOfTwo)
        {
            var other = (int)(draw.Second * (n - 1));
            if (other >= at) other++;
            if (_up[other].InFlight < chosen.InFlight) chosen = _up[other];
        }
        else if (_balance == Balance.LeastConnections)
        {
            for (var step = 1; step < n; step++)
            {
                var station = _up[(at + step) % n];
                if (station.InFlight < chosen.InFlight) chosen = station;
            }
        }
        return chosen;
    }
}
