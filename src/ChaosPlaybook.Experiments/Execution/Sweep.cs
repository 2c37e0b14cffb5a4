using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using ChaosPlaybook.Model;

namespace ChaosPlaybook.Experiments;

/// <summary>
/// Streams the trials of a plan: workers fill blocks side by side, the reader gets them strictly in plan order.
/// <code>
/// schedule ──► jobs (bounded) ──► workers
///     └──────► order (bounded) ──► reader awaits each job in turn
/// </code>
/// A job enters the order before it is handed out, so the order never depends on the workers. A full channel makes the
/// schedule wait (back-pressure): never more blocks than a few per worker exist, however many trials there are.
/// </summary>
/// <param name="plan">What to do.</param>
/// <param name="points">Its design points to do, in plan order.</param>
/// <param name="factory">Builds the runner of a world from its options and the seed; called by several threads.</param>
/// <param name="workers">Threads that make trials, at least 1.</param>
public sealed class Sweep(
    Plan plan, IReadOnlyList<DesignPoint> points, Func<WorldOptions, ulong, TrialRunner> factory, int workers)
{
    private readonly StoppingRule _rule = new(plan);
    private readonly ConcurrentQueue<TrialBlock> _pool = new();
    private volatile int _finished = -1;

    /// <summary>
    /// Makes no more blocks of the design point and discards those made ahead. To be called by the reader between two blocks;
    /// how many blocks were made ahead then has no influence on what is read.
    /// </summary>
    /// <param name="point">The design point of the block just read.</param>
    public void Finish(DesignPoint point) => _finished = point.Index;

    /// <summary>All blocks: design points in plan order, replications ascending. To be read once.</summary>
    /// <exception cref="TrialException">A trial threw; everything before it has been delivered.</exception>
    public async IAsyncEnumerable<TrialBlock> Blocks([EnumeratorCancellation] CancellationToken cancel = default)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var jobs = Channel.CreateBounded<Job>(new BoundedChannelOptions(workers) { SingleWriter = true });
        var order = Channel.CreateBounded<Job>(new BoundedChannelOptions(2 * workers) { SingleWriter = true, SingleReader = true });
        List<Task> crew = [Task.Run(() => Schedule(jobs.Writer, order.Writer, stop.Token), CancellationToken.None)];
        for (var i = 0; i < workers; i++) crew.Add(Task.Run(() => Work(jobs.Reader, stop.Token), CancellationToken.None));
        try
        {
            await foreach (var job in order.Reader.ReadAllAsync(stop.Token))
            {
                // Blocks made ahead are no longer delivered once the sweep has been called off.
                stop.Token.ThrowIfCancellationRequested();
                if (job.Block.Point.Index > _finished)
                {
                    await job.Done.Task.WaitAsync(stop.Token);
                    yield return job.Block;
                }
                else
                {
                    // What went wrong in a block that nobody needs must not surface: how far ahead the workers were is chance.
                    await job.Done.Task.WaitAsync(stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    stop.Token.ThrowIfCancellationRequested();
                }
                _pool.Enqueue(job.Block);
            }
        }
        finally
        {
            await stop.CancelAsync();
            foreach (var task in crew) await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task Schedule(ChannelWriter<Job> jobs, ChannelWriter<Job> order, CancellationToken cancel)
    {
        try
        {
            foreach (var point in points)
            {
                for (var first = 0L; first < _rule.Most && point.Index > _finished; first = _rule.BlockEnd(first))
                {
                    var job = new Job(_pool.TryDequeue(out var block) ? block : NewBlock());
                    job.Block.Reset(point, first, (int)(_rule.BlockEnd(first) - first));
                    await order.WriteAsync(job, cancel);
                    await jobs.WriteAsync(job, cancel);
                }
            }
            order.Complete();
            jobs.Complete();
        }
        catch (Exception thrown)
        {
            order.TryComplete(thrown);
            jobs.TryComplete();
        }
    }

    private async Task Work(ChannelReader<Job> jobs, CancellationToken cancel)
    {
        var worker = new BlockWorker(plan, factory);
        await foreach (var job in jobs.ReadAllAsync(cancel))
        {
            try
            {
                worker.Fill(job.Block, cancel);
                job.Done.SetResult();
            }
            catch (Exception thrown)
            {
                job.Done.SetException(thrown);
            }
        }
    }

    private TrialBlock NewBlock() => new(plan, (int)Math.Min(_rule.BlockSize, _rule.Most));

    private sealed record Job(TrialBlock Block)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
