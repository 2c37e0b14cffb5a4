namespace ChaosPlaybook.Model;

/// <summary>Who is served next.</summary>
public enum QueueDiscipline
{
    /// <summary>Who came first.</summary>
    Fifo,
    /// <summary>Who came last.</summary>
    Lifo,
    /// <summary>Who came first while the queue is short, who came last once it is long (Maurer 2015).</summary>
    AdaptiveLifo,
    /// <summary>Who has the highest priority; among equals who came first.</summary>
    Priority,
    /// <summary>Everybody at once: n jobs share the servers equally, none faster than one server.</summary>
    ProcessorSharing,
}

/// <summary>What happens to work whose client has gone.</summary>
public enum Abandonment
{
    /// <summary>It is done all the same: the server does not notice (HTTP/1).</summary>
    Continue,
    /// <summary>It is dropped unless it has begun.</summary>
    CancelQueued,
    /// <summary>It is dropped, and a server that has begun it is free at once.</summary>
    CancelRunning,
}
