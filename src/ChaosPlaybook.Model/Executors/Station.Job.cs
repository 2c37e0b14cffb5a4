using ChaosPlaybook.Kernel;

namespace ChaosPlaybook.Model;

/// <summary>What a station knows of an attempt.</summary>
internal partial class Station
{
    /// <summary>The clock that its instance reads; nothing for a right one.</summary>
    public ServerClock? Clock { get; set; }

    /// <summary>How far that clock is ahead now, seconds.</summary>
    private double Skew => Clock?.Skew(_simulation.Now, Number + 1) ?? 0;

    /// <summary>Where a job is.</summary>
    protected enum Place : byte
    {
        /// <summary>Unused, or answered.</summary>
        Nowhere,
        /// <summary>It waits for a server.</summary>
        Queue,
        /// <summary>It is being served.</summary>
        Server,
        /// <summary>Its own work is done and no server holds it; calls of other executors are under way.</summary>
        Calling,
        /// <summary>It was dropped without a word; its client does not know yet.</summary>
        Dropped,
    }

    /// <summary>An attempt as the server sees it.</summary>
    protected sealed class Job(Station station) : IWaitSource
    {
        public Strand? Client;
        public Tally Tally = null!;
        public int Priority;
        public double Since;
        public Outcome Outcome;
        public double Seconds, Deadline;
        public bool ReplyLost, IsLost;
        public Ledger? Ledger;
        public int Page;
        public Place Place;
        public Errand? Errand;
        public Strand? Calling;
        public Job? Previous, Following;

        /// <summary>What a server waits on while the job may still be called off.</summary>
        public Interruption Interruption { get; } = new();

        /// <summary>The outcome, once: the job is used again.</summary>
        public Outcome Read()
        {
            station.Return(this);
            return Outcome;
        }

        void IWaitSource.Forget(Strand strand) => station.Abandon(this);
    }

    /// <summary>What a server waits on while it may be woken before its time.</summary>
    protected sealed class Interruption : IWaitSource
    {
        public Strand? Waiting;

        void IWaitSource.Forget(Strand strand) => Waiting = null;
    }
}
