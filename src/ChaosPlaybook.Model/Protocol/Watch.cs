using ChaosPlaybook.Kernel;

namespace ChaosPlaybook.Model;

/// <summary>How a workflow of a watched trial ended.</summary>
public enum WorkflowEnd : byte
{
    /// <summary>It was never begun.</summary>
    None,
    /// <summary>It succeeded.</summary>
    Succeeded,
    /// <summary>It ended otherwise.</summary>
    Failed,
    /// <summary>It was begun and is still under way: censored.</summary>
    UnderWay,
}

/// <summary>
/// What is noted of a trial besides its timeline, for whoever compares two trials under the same luck: the attempts and failures of
/// every executor and the worth delivered per bin of time, the longest silence, and the end of every workflow. Memory grows with bins and workflows of one trial.
/// </summary>
public sealed class Watch
{
    private readonly List<WorkflowEnd> _ends = [];
    private readonly double[] _worth;
    private readonly double _bin, _silentFrom, _horizon;
    private int _underWay;
    private double _waitingSince, _silence;

    /// <param name="executors">Names of the executors.</param>
    /// <param name="workload">How long a trial lasts.</param>
    /// <param name="silentFrom">Start of the stretch in which silence is looked for, seconds since the start of the trial.</param>
    internal Watch(IEnumerable<string> executors, WorkloadOptions workload, double silentFrom = 0)
    {
        var seconds = workload.ForSeconds + workload.DrainSeconds;
        var bin = workload.Timeline.WidthFor(seconds);
        (_bin, _silentFrom, _horizon) = (bin, silentFrom, workload.ForSeconds);
        _worth = new double[Timeline.BinsFor(seconds, bin)];
        Executors = [.. executors.Select(name => new WatchedExecutor(name, Timeline.BinsFor(seconds, bin), bin))];
    }

    /// <summary>Every executor, in the order of the options.</summary>
    public IReadOnlyList<WatchedExecutor> Executors { get; }

    /// <summary>The end of every workflow, by its number.</summary>
    public IReadOnlyList<WorkflowEnd> Ends => _ends;

    /// <summary>Sum of the quality of the workflows that ended in each bin; a failure is worth nothing.</summary>
    public ReadOnlySpan<double> Worth => _worth;

    /// <summary>
    /// Longest stretch without a success from the first injection to the end of the horizon, seconds. It begins with a success or, when
    /// nobody is under way then, with the next workflow that starts: who is not asked is not silent.
    /// </summary>
    public double SilenceSeconds => Math.Max(_silence, SilentUntil(_horizon));

    /// <summary>Workflows begun so far.</summary>
    internal int Begun { get; private set; }

    /// <summary>Workflows that succeeded so far.</summary>
    internal int Succeeded { get; private set; }

    /// <summary>Workflows that ended otherwise so far.</summary>
    internal int Failed { get; private set; }

    internal void Begin()
    {
        _ends.Clear();
        Array.Clear(_worth);
        Begun = Succeeded = Failed = _underWay = 0;
        (_silence, _waitingSince) = (0, double.NaN);
        foreach (var executor in Executors) executor.Clear();
    }

    internal void Started(int number, double now)
    {
        Begun++;
        _underWay++;
        if (double.IsNaN(_waitingSince)) _waitingSince = now;
        while (_ends.Count <= number) _ends.Add(WorkflowEnd.None);
        _ends[number] = WorkflowEnd.UnderWay;
    }

    internal void Ended(int number, double now, bool succeeded, double quality)
    {
        _underWay--;
        _worth[Math.Min((int)(now / _bin), _worth.Length - 1)] += quality;
        _ends[number] = succeeded ? WorkflowEnd.Succeeded : WorkflowEnd.Failed;
        if (!succeeded)
        {
            Failed++;
            return;
        }
        Succeeded++;
        _silence = Math.Max(_silence, SilentUntil(Math.Min(now, _horizon)));
        _waitingSince = _underWay > 0 ? now : double.NaN;
    }

    // NaN where nobody has asked since the last success.
    private double SilentUntil(double now) => double.IsNaN(_waitingSince) ? 0 : Math.Max(0, now - Math.Max(_waitingSince, _silentFrom));

    /// <summary>The trial is over: what is called off now leaves no trace.</summary>
    internal void Finish()
    {
        foreach (var executor in Executors) executor.Finish();
    }

    /// <summary>A layer that notes the attempts at an executor.</summary>
    internal Strategy Around(Strategy inner, string executor) => new WatchedLayer(inner, Executors.First(each => each.Name == executor));
}

/// <summary>What became of the attempts at one executor, bin by bin.</summary>
public sealed class WatchedExecutor
{
    private readonly int[] _attempts, _failures;
    private readonly double _bin;
    private bool _isOver;

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
        _isOver = false;
        foreach (var instance in Instances) instance.Clear();
    }

    internal void Finish()
    {
        _isOver = true;
        foreach (var instance in Instances) instance.Finish();
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
        if (_isOver) return;
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
