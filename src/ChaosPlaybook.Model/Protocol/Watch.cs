using ChaosPlaybook.Kernel;

namespace ChaosPlaybook.Model;

/// <summary>How a workflow of a watched trial ended.</summary>
public enum WorkflowEnd : byte
{
    /// <summary>It did not end: censored, or never begun.</summary>
    None,
    /// <summary>It succeeded.</summary>
    Succeeded,
    /// <summary>It ended otherwise.</summary>
    Failed,
}

/// <summary>
/// What is noted of a trial besides its timeline, for whoever compares two trials under the same luck: the attempts and failures of
/// every executor per bin of time, and the end of every workflow. Memory grows with bins and workflows of one trial.
/// </summary>
public sealed class Watch
{
    private readonly List<WorkflowEnd> _ends = [];

    internal Watch(IEnumerable<string> executors, WorkloadOptions workload)
    {
        var seconds = workload.ForSeconds + workload.DrainSeconds;
        var bin = workload.Timeline.WidthFor(seconds);
        Executors = [.. executors.Select(name => new WatchedExecutor(name, Timeline.BinsFor(seconds, bin), bin))];
    }

    /// <summary>Every executor, in the order of the options.</summary>
    public IReadOnlyList<WatchedExecutor> Executors { get; }

    /// <summary>The end of every workflow, by its number.</summary>
    public IReadOnlyList<WorkflowEnd> Ends => _ends;

    /// <summary>Workflows begun so far.</summary>
    internal int Begun { get; private set; }

    /// <summary>Workflows that succeeded so far.</summary>
    internal int Succeeded { get; private set; }

    internal void Begin()
    {
        _ends.Clear();
        Begun = Succeeded = 0;
        foreach (var executor in Executors) executor.Clear();
    }

    internal void Started(int number)
    {
        Begun++;
        while (_ends.Count <= number) _ends.Add(WorkflowEnd.None);
    }

    internal void Ended(int number, bool succeeded)
    {
        if (succeeded) Succeeded++;
        _ends[number] = succeeded ? WorkflowEnd.Succeeded : WorkflowEnd.Failed;
    }

    /// <summary>A layer that notes the attempts at an executor.</summary>
    internal Strategy Around(Strategy inner, string executor) => new WatchedLayer(inner, Executors.First(each => each.Name == executor));
}

/// <summary>What became of the attempts at one executor, bin by bin.</summary>
public sealed class WatchedExecutor
{
    private readonly int[] _attempts, _failures;
    private readonly double _bin;

    internal WatchedExecutor(string name, int bins, double bin)
    {
        Name = name;
        _bin = bin;
        _attempts = new int[bins];
        _failures = new int[bins];
    }

    /// <summary>Name of the executor.</summary>
    public string Name { get; }

    /// <summary>
    /// The same of each of its instances, where it has several. An attempt that no instance got, refused by the executor's rate limit or
    /// lost on its way, is the executor's alone.
    /// </summary>
    public IReadOnlyList<WatchedExecutor> Instances { get; private set; } = [];

    /// <summary>Attempts that ended in each bin.</summary>
    public ReadOnlySpan<int> Attempts => _attempts;

    /// <summary>Those of them that gave no answer the client could use: errors, refusals, and attempts given up.</summary>
    public ReadOnlySpan<int> Failures => _failures;

    /// <summary>Failures as a share of the attempts of some bins; NaN without an attempt.</summary>
    public double FailureShare(Range bins)
    {
        int attempts = 0, failures = 0;
        foreach (var count in Attempts[bins]) attempts += count;
        foreach (var count in Failures[bins]) failures += count;
        return attempts > 0 ? (double)failures / attempts : double.NaN;
    }

    internal void Clear()
    {
        Array.Clear(_attempts);
        Array.Clear(_failures);
        foreach (var instance in Instances) instance.Clear();
    }

    /// <summary>Accounts for so many instances.</summary>
    internal void Split(int instances) =>
        Instances = [.. Enumerable.Range(1, instances).Select(number => new WatchedExecutor($"{new Member(Name, number)}", _attempts.Length, _bin))];

    /// <summary>Notes how an attempt ends, and changes nothing.</summary>
    internal SimTask<Outcome> Note(SimTask<Outcome> served, Strand client) => served.Then((this, client), static (state, outcome) =>
    {
        state.Item1.Ended(state.client.Now, outcome.Succeeded);
        return outcome;
    });

    internal void Ended(double now, bool succeeded)
    {
        var bin = Math.Min((int)(now / _bin), _attempts.Length - 1);
        _attempts[bin]++;
        if (!succeeded) _failures[bin]++;
    }
}

/// <summary>Notes how an attempt ended, and changes nothing.</summary>
internal sealed class WatchedLayer(Strategy inner, WatchedExecutor executor) : Strategy
{
    public override async SimTask<Outcome> Run(Strand strand, Call call)
    {
        var outcome = await inner.Run(strand, call);
        executor.Ended(strand.Now, outcome.Succeeded);
        return outcome;
    }
}
