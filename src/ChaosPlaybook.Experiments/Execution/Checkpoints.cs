namespace ChaosPlaybook.Experiments;

/// <summary>
/// Saves what is finished of a sweep while it goes on, now and then, so that the end of the process is not the end of the work.
/// A save takes time from the thread that offers it: the next one comes no sooner than fifty times as long as the last one took.
/// </summary>
/// <param name="save">Saves a result that is marked interrupted.</param>
/// <param name="clock">The clock on the wall.</param>
/// <param name="every">Time between two saves.</param>
public sealed class Checkpoints(Action<SweepResult> save, TimeProvider clock, TimeSpan every)
{
    private const int Sparing = 50;
    private readonly Lock _lock = new();
    private long _saved = clock.GetTimestamp();
    private TimeSpan _sparing;
    private volatile bool _news;

    /// <summary>What kept the last save from being made; nothing when it was made.</summary>
    public Exception? Problem { get; private set; }

    /// <summary>Something new is finished.</summary>
    internal void Note() => _news = true;

    /// <summary>Saves if there is something new and it is time.</summary>
    /// <param name="finished">What is finished; asked for only when it is saved.</param>
    internal void Offer(Func<SweepResult> finished)
    {
        if (!_news || !_lock.TryEnter()) return;
        try
        {
            if (clock.GetElapsedTime(Volatile.Read(ref _saved)) < (_sparing > every ? _sparing : every)) return;
            _news = false;
            var begun = clock.GetTimestamp();
            try
            {
                save(finished());
                Problem = null;
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
            {
                // A sweep that cannot be saved on the way is still a sweep.
                Problem = problem;
            }
            _saved = clock.GetTimestamp();
            _sparing = clock.GetElapsedTime(begun, _saved) * Sparing;
        }
        finally
        {
            _lock.Exit();
        }
    }
}
