namespace ChaosPlaybook.Model;

/// <summary>Instances of one executor that are up over the present bin of a timeline.</summary>
internal sealed class InstanceTrack(Timeline timeline, string name, int atFirst)
{
    private int _up;
    private double _since;

    /// <summary>Name of the executor.</summary>
    public string Name { get; } = name;

    /// <summary>Instances times the seconds they were up.</summary>
    public double Area { get; private set; }

    /// <summary>Back to the beginning.</summary>
    public void Begin()
    {
        _up = atFirst;
        _since = Area = 0;
    }

    /// <summary>So many are up from now on.</summary>
    public void Changed(double now, int up)
    {
        timeline.Advance(now);
        Integrate(now);
        _up = up;
    }

    /// <summary>Brings the area up to now.</summary>
    public void Integrate(double now)
    {
        Area += _up * (now - _since);
        _since = now;
    }

    /// <summary>Begins a bin.</summary>
    public void Empty() => Area = 0;
}
