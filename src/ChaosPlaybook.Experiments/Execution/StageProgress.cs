namespace ChaosPlaybook.Experiments;

/// <summary>How far work beside the plain trials has come: a study that follows a sweep, or a step of a search.</summary>
/// <param name="Stage">What is being done, in words.</param>
/// <param name="Done">Trials, or whatever else is counted, so far.</param>
/// <param name="Total">How many there will be.</param>
public readonly record struct StageProgress(string Stage, long Done, long Total);

/// <summary>Counts what several threads do.</summary>
internal sealed class StageCounter(IProgress<StageProgress>? listener, string stage, long total)
{
    private long _done;

    public void Add(long count)
    {
        var done = Interlocked.Add(ref _done, count);
        listener?.Report(new(stage, done, total));
    }
}
