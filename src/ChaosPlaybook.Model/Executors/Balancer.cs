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

    /// <summary>What leaves instances out for a while, or nothing.</summary>
    public OutlierEjection? Ejection { get; }

    public Balancer(ExecutorOptions options, int entity, Simulation simulation)
    {
        _entity = entity;
        _balance = options.Balance;
        _stations = [.. Enumerable.Range(0, Math.Max(options.Instances, options.Autoscale?.Max ?? 0)).Select(_ => Station.Of(options, entity, simulation))];
        for (var i = options.Instances; i < _stations.Length; i++) _stations[i].BeginsUp = false;
        for (var i = 0; i < _stations.Length; i++) _stations[i].Number = i;
        _up = [.. _stations];
        _away = new Away[_stations.Length];
        (_simulation, _atFirst, Up) = (simulation, options.Instances, options.Instances);
        if (options.OutlierEjection is { } ejection) Ejection = new OutlierEjection(ejection, _stations.Length, simulation);
    }

    /// <summary>One station per instance.</summary>
    public IReadOnlyList<Station> Stations => _stations;

    /// <summary>Back to the beginning.</summary>
    public void Begin(Luck luck)
    {
        _next = 0;
        Ejection?.Reset();
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
        var up = _up.AsSpan(0, Up);
        var among = Ejection is null ? up : Ejection.Usable(up);
        var n = among.Length;
        if (n < 2) return n == 1 ? among[0] : null;
        if (_balance == Balance.RoundRobin)
        {
            var turn = _next < n ? _next : 0;
            _next = turn + 1 == n ? 0 : turn + 1;
            return among[turn];
        }
        var draw = luck.Draw(Purpose.Route, _entity, call, attempt);
        var at = (int)(draw.First * n);
        var chosen = among[at];
        if (_balance == Balance.PowerOfTwo)
        {
            var other = (int)(draw.Second * (n - 1));
            if (other >= at) other++;
            if (among[other].InFlight < chosen.InFlight) chosen = among[other];
        }
        else if (_balance == Balance.LeastConnections)
        {
            for (var step = 1; step < n; step++)
            {
                var station = among[(at + step) % n];
                if (station.InFlight < chosen.InFlight) chosen = station;
            }
        }
        return chosen;
    }
}
