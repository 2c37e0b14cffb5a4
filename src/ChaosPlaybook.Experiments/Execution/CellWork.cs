namespace ChaosPlaybook.Experiments;

/// <summary>
/// What a study does in one cell: rounds of portions. The portions of a round are done in any order by any worker, side by side; a round
/// begins when the one before it is done.
/// </summary>
internal abstract class CellWork<TFound>(Plan plan, DesignPoint point, int playbook)
{
    /// <summary>Position of the cell in plan order.</summary>
    public int Number => Plan.CellOf(Point, Playbook);

    /// <summary>The cell in words.</summary>
    public string Description => Plan.Describe(Point, Playbook);

    /// <summary>What is asked.</summary>
    protected Plan Plan => plan;

    /// <summary>The cell's design point.</summary>
    protected DesignPoint Point => point;

    /// <summary>Position of the cell's playbook.</summary>
    protected int Playbook => playbook;

    /// <summary>Portions of a round, known when the rounds before it are done; none when nothing is left to do.</summary>
    public abstract int Portions(int round);

    /// <summary>What is done in a round, in words.</summary>
    public abstract string Stage(int round);

    /// <summary>Trials, or whatever else the words of the round count, of a portion.</summary>
    public abstract int Size(int round, int portion);

    /// <summary>Does one portion of a round.</summary>
    /// <param name="round">The round, from 0.</param>
    /// <param name="portion">The portion, from 0.</param>
    /// <param name="trial">Receives the trial under way, so that whoever catches an exception can tell where it came from.</param>
    /// <param name="stop">Calls it off.</param>
    public abstract void Do(int round, int portion, ref int trial, CancellationToken stop);

    /// <summary>What all portions together say.</summary>
    public abstract TFound Condense();
}
