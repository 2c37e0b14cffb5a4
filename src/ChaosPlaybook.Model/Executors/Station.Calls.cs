using ChaosPlaybook.Kernel;

namespace ChaosPlaybook.Model;

/// <summary>What a station asks of other executors for a job whose own work is done.</summary>
internal partial class Station
{
    private Caller? _caller;

    /// <summary>What its executor asks of others while it serves; nothing when it serves alone.</summary>
    public Downstream? Downstream
    {
        get;
        set
        {
            field = value;
            _caller = value is null ? null : new Caller(this, value);
        }
    }

    /// <summary>Whether the outcome of a job may change after it has come.</summary>
    private bool OutcomesChange => _shedding is not null || _killable || Downstream is not null;

    /// <summary>Makes the calls of a job while its server is held.</summary>
    private async SimTask<Outcome> CallsOf(Strand server, Job job)
    {
        Outcome outcome;
        if (_abandonment == Abandonment.CancelRunning || _killable)
        {
            // On a strand of their own: calling them off must not call off the server.
            var race = server.Race();
            race.Start(_caller!, job);
            await race.All();
            outcome = await race.Finish();
        }
        else
        {
            outcome = await Downstream!.Run(server, job.Errand!, DeadlineToHandOn(job));
        }
        if (!server.IsCancelled && !IsCalledOff(job) && !job.IsLost) Settle(job, outcome);
        return outcome;
    }

    /// <summary>The deadline of its calls, as the station's clock has it.</summary>
    private double DeadlineToHandOn(Job job)
    {
        if (Clock is null || !Downstream!.PropagatesDeadline || double.IsPositiveInfinity(job.Deadline)) return job.Deadline;
        var skew = Skew;
        if (skew != 0) Clock.Land(job.Tally, Number + 1);
        return job.Deadline - skew;
    }

    /// <summary>Whether its calls were called off, for its client has gone.</summary>
    private bool IsCalledOff(Job job) => _abandonment == Abandonment.CancelRunning && job.Client is null && !job.ReplyLost;

    /// <summary>The server is free; a strand of their own makes the calls of a job and answers it.</summary>
    protected void HandOver(Job job)
    {
        job.Place = Place.Calling;
        if (_killable) Enlist(job);
        _simulation.Spawn(_caller!, job);
    }

    /// <summary>What the calls have brought becomes part of the answer.</summary>
    private static void Settle(Job job, Outcome calls)
    {
        if (calls.Succeeded)
        {
            if (job.Outcome.Succeeded) job.Outcome = new Outcome(OutcomeKind.Succeeded, job.Outcome.Code, job.Outcome.Quality * calls.Quality);
            return;
        }
        if (job.Outcome.Succeeded) job.Outcome = calls;
        job.Ledger?.Release(); // without the calls there is no effect
        job.Ledger = null;
    }

    /// <summary>The client no longer waits for the calls of a job.</summary>
    protected static void CallOff(Job job)
    {
        if (job.Calling is not { } strand) return;
        job.Calling = null;
        strand.Cancel();
    }

    /// <summary>A strand that makes the calls of a job: for a server that waits for it, or in the place of one.</summary>
    private sealed class Caller(Station station, Downstream downstream) : Process
    {
        public override async SimTask<Outcome> Run(Strand strand, object? context)
        {
            var job = (Job)context!;
            var waitsServer = job.Place == Place.Server;
            // Its client may have gone before the first line.
            var outcome = Outcome.Cancelled;
            if (!station.IsCalledOff(job) && !job.IsLost)
            {
                job.Calling = strand;
                outcome = await downstream.Run(strand, job.Errand!, station.DeadlineToHandOn(job));
                job.Calling = null;
            }
            if (waitsServer) return outcome;
            if (station._killable) station.Leave(job);
            if (job.IsLost)
            {
                station.Lose(job);
                return Outcome.Cancelled;
            }
            if (strand.IsCancelled || station.IsCalledOff(job))
            {
                station.Return(job);
                return Outcome.Cancelled;
            }
            Settle(job, outcome);
            station.Apply(job);
            station.Answer(job);
            return outcome;
        }
    }
}
