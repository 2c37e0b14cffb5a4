namespace ChaosPlaybook.Model;

/// <summary>The queue of a station: a list linked through the jobs, so that waiting allocates nothing.</summary>
internal partial class Station
{
    private Job? Next(double now)
    {
        var job = TakeFirst();
        if (_shedding is null) return job;
        _shedding.Dequeue();
        while (job is not null && _shedding.Drops(now, job.Since, Queued))
        {
            // Nobody is told twice: a client that has gone was counted when it went.
            if (job.Client is null) Return(job);
            else Drop(job);
            job = TakeFirst();
        }
        return job;
    }

    /// <summary>Whether a job's deadline leaves too little, as the station's clock has it.</summary>
    private bool HasExpired(Job job)
    {
        var left = job.Deadline - _simulation.Now;
        if (Clock is null || double.IsNegativeInfinity(_leastLeft)) return left <= _leastLeft;
        var hasExpired = left - Skew <= _leastLeft;
        if (hasExpired != left <= _leastLeft) Clock.Land(job.Tally, Number + 1);
        return hasExpired;
    }

    private Job? TakeFirst()
    {
        while (_first is not null)
        {
            var lifo = _discipline == QueueDiscipline.Lifo || _discipline == QueueDiscipline.AdaptiveLifo && Queued >= _lifoFrom;
            var next = lifo ? _last! : _first;
            Unlink(next);
            if (!HasExpired(next)) return next;
            // Dropped without a word: a client that still waits gives up at its deadline, and then the job is free.
            next.Tally.Record.Expired++;
            next.Place = Place.Dropped;
            if (next.Client is null) Return(next);
        }
        return null;
    }

    /// <summary>Drops queued work whose client has gone.</summary>
    public void DropAbandoned()
    {
        for (var job = _first; job is not null;)
        {
            var next = job.Following;
            if (job.Client is null && !job.ReplyLost)
            {
                Unlink(job);
                Return(job);
            }
            job = next;
        }
    }

    private void Append(Job job)
    {
        job.Place = Place.Queue;
        var before = _last;
        if (_lastOf is not null)
        {
            before = null;
            for (var priority = job.Priority; before is null && priority < _lastOf.Length; priority++) before = _lastOf[priority];
            _lastOf[job.Priority] = job;
        }
        var after = before is null ? _first : before.Following;
        if (before == _last) after = null;
        job.Previous = before;
        job.Following = after;
        if (before is null) _first = job;
        else before.Following = job;
        if (after is null) _last = job;
        else after.Previous = job;
        Queued++;
        Track?.Changed(_simulation.Now, Queued, Busy);
    }

    private void Unlink(Job job)
    {
        if (_lastOf is not null && _lastOf[job.Priority] == job)
            _lastOf[job.Priority] = job.Previous is { } previous && previous.Priority == job.Priority ? previous : null;
        if (job.Previous is null) _first = job.Following;
        else job.Previous.Following = job.Following;
        if (job.Following is null) _last = job.Previous;
        else job.Following.Previous = job.Previous;
        job.Previous = job.Following = null;
        Queued--;
        Track?.Changed(_simulation.Now, Queued, Busy);
    }
}
