namespace ChaosPlaybook.Model;

/// <summary>Share of the agent's steps that somebody who is up can serve, over the present bin of a timeline.</summary>
/// <param name="world">What the steps need, and where they may go.</param>
/// <param name="executors">Who may be up, in the order of the options.</param>
internal sealed class CoverageTrack(WorldOptions world, IReadOnlyList<Executor> executors)
{
    private readonly bool[] _up = new bool[executors.Count];
    private double _since, _share;

    /// <summary>Where the bins are.</summary>
    public Timeline? Timeline { get; set; }

    /// <summary>The share times the seconds it held.</summary>
    public double Area { get; private set; }

    /// <summary>Back to the beginning, once the executors are.</summary>
    public void Begin()
    {
        _since = Area = 0;
        Look();
        _share = Measure();
    }

    /// <summary>Instances or servers have come or gone.</summary>
    public void Changed(double now)
    {
        Timeline!.Advance(now);
        if (!Look()) return;
        var share = Measure();
        // Pieces of equal height do not add up to exactly the whole.
        if (share == _share) return;
        Integrate(now);
        _share = share;
    }

    /// <summary>Brings the area up to now.</summary>
    public void Integrate(double now)
    {
        Area += _share * (now - _since);
        _since = now;
    }

    /// <summary>Begins a bin.</summary>
    public void Empty() => Area = 0;

    /// <summary>Whether some executor has nobody left, or somebody again.</summary>
    private bool Look()
    {
        var changed = false;
        for (var i = 0; i < _up.Length; i++)
        {
            var up = executors[i].IsUp;
            changed |= up != _up[i];
            _up[i] = up;
        }
        return changed;
    }

    private double Measure() => new Coverage(world, name =>
    {
        var i = 0;
        while (world.Executors[i].Name != name) i++;
        return _up[i];
    }).Share;
}
