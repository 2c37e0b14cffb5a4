using ChaosPlaybook.Kernel;

namespace ChaosPlaybook.Model;

/// <summary>
/// Leaves instances out of the balance for base times their ejections in a row. The count falls by one at every look that finds the
/// instance in the balance. Looks take place at whole multiples of the interval; as nothing but answers and looks changes anything,
/// those that have passed are made up for when the state is next needed.
/// </summary>
internal sealed class OutlierEjection(OutlierEjectionOptions options, int instances, Simulation simulation)
{
    private struct Host
    {
        public bool Ejected;
        public int InARow, Ejections, Asked, Good;
        public double Since;
    }

    private readonly Host[] _hosts = new Host[instances];
    private readonly Station[] _usable = new Station[instances];
    private readonly double _longest = Math.Max(options.BaseEjectionSeconds, options.MaxEjectionSeconds);
    private long _looks;

    /// <summary>Instances out of the balance.</summary>
    public int Out { get; private set; }

    /// <summary>Ejections so far.</summary>
    public int Ejections { get; private set; }

    /// <summary>Whether an instance, counted from 0, is out of the balance.</summary>
    public bool IsOut(int instance)
    {
        CatchUp();
        return _hosts[instance].Ejected;
    }

    /// <summary>Back to the beginning.</summary>
    public void Reset()
    {
        Array.Clear(_hosts);
        _looks = 0;
        Out = Ejections = 0;
    }

    /// <summary>The instances among which to balance, of those that are up: those not ejected, or all when too few are left.</summary>
    public ReadOnlySpan<Station> Usable(ReadOnlySpan<Station> up)
    {
        CatchUp();
        if (Out == 0) return up;
        var n = 0;
        foreach (var station in up)
            if (!_hosts[station.Number].Ejected) _usable[n++] = station;
        return n == 0 || n < options.Panic * up.Length ? up : _usable.AsSpan(0, n);
    }

    /// <summary>Learns from the answer of an instance, counted from 0. An attempt called off from outside teaches nothing.</summary>
    public SimTask<Outcome> Watch(SimTask<Outcome> served, Strand client, int instance) =>
        served.Then((this, client, instance), static (state, outcome) =>
        {
            // The deadline that ended the attempt is still in force here.
            var timedOut = outcome.IsCancelled && !state.client.IsCancelled && state.client.Now >= state.client.Deadline;
            if (timedOut || !outcome.IsCancelled)
                state.Item1.Answered(state.instance, timedOut || outcome is { Succeeded: false, Code: >= 500 and <= 599 });
            return outcome;
        });

    /// <summary>An instance, counted from 0, has answered.</summary>
    public void Answered(int instance, bool error)
    {
        CatchUp();
        ref var host = ref _hosts[instance];
        host.Asked++;
        if (!error)
        {
            host.Good++;
            host.InARow = 0;
        }
        else if (++host.InARow == options.Consecutive5xx)
        {
            Eject(ref host, simulation.Now);
            host.InARow = 0;
        }
    }

    private void CatchUp()
    {
        var due = (long)(simulation.Now / options.IntervalSeconds);
        while (_looks < due)
        {
            Look(++_looks * options.IntervalSeconds);
            if (Out == 0 && AllCalm()) _looks = due;
        }
    }

    private bool AllCalm()
    {
        foreach (ref var host in _hosts.AsSpan())
            if (host.Ejections > 0) return false;
        return true;
    }

    private void Look(double now)
    {
        foreach (ref var host in _hosts.AsSpan())
        {
            if (!host.Ejected)
            {
                if (host.Ejections > 0) host.Ejections--;
            }
            else if (now - host.Since >= Math.Min(host.Ejections * options.BaseEjectionSeconds, _longest))
            {
                host.Ejected = false;
                host.InARow = 0;
                Out--;
            }
        }
        if (options.SuccessRate is { } rates) EjectBelowMean(rates, now);
        if (options.FailurePercentage is { } failures) EjectAbove(failures, now);
        foreach (ref var host in _hosts.AsSpan()) host.Asked = host.Good = 0;
    }

    private void EjectBelowMean(SuccessRateEjectionOptions rates, double now)
    {
        int valid = 0;
        double sum = 0, squares = 0;
        foreach (ref var host in _hosts.AsSpan())
        {
            if (host.Ejected || host.Asked < rates.RequestVolume) continue;
            valid++;
            sum += (double)host.Good / host.Asked;
        }
        if (valid < rates.MinimumHosts) return;
        var mean = sum / valid;
        foreach (ref var host in _hosts.AsSpan())
        {
            if (host.Ejected || host.Asked < rates.RequestVolume) continue;
            var apart = (double)host.Good / host.Asked - mean;
            squares += apart * apart;
        }
        var threshold = mean - rates.StdevFactor * Math.Sqrt(squares / valid);
        foreach (ref var host in _hosts.AsSpan())
            if (!host.Ejected && host.Asked >= rates.RequestVolume && (double)host.Good / host.Asked < threshold) Eject(ref host, now);
    }

    private void EjectAbove(FailurePercentageEjectionOptions failures, double now)
    {
        var valid = 0;
        foreach (ref var host in _hosts.AsSpan())
            if (!host.Ejected && host.Asked >= failures.RequestVolume) valid++;
        if (valid < failures.MinimumHosts) return;
        foreach (ref var host in _hosts.AsSpan())
        {
            if (!host.Ejected && host.Asked >= failures.RequestVolume && host.Asked - host.Good >= failures.Threshold * host.Asked)
                Eject(ref host, now);
        }
    }

    private void Eject(ref Host host, double now)
    {
        if (host.Ejected) return;
        // A hair for shares such as 3 of 10 at 0.3.
        var fits = Out + 1 <= options.MaxEjected * _hosts.Length + 1e-9;
        if (!fits && !(Out == 0 && options.AlwaysEjectOne)) return;
        host.Ejected = true;
        host.Since = now;
        if (host.Ejections * options.BaseEjectionSeconds < _longest + options.BaseEjectionSeconds) host.Ejections++;
        Out++;
        Ejections++;
    }
}
