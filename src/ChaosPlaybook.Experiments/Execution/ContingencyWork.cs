namespace ChaosPlaybook.Experiments;

/// <summary>Examines one cell under every contingency: first the intact worlds, which say who is busiest, then what follows from them.</summary>
internal sealed class ContingencyWork(Plan plan, DesignPoint point, int playbook, ContingencyOptions options)
    : CellWork<CellContingency>(plan, point, playbook)
{
    private readonly ContingencyStudy _study = new(point.Worlds[playbook], options, plan.Seed, plan.Confidence);
    private ContingencyTrials? _intact;
    private IReadOnlyList<Contingency> _contingencies = [];
    private CellRemoval[] _removals = [];

    /// <inheritdoc/>
    public override int Portions(int round) => round switch { 0 => 1, 1 => _contingencies.Count, _ => 0 };

    /// <inheritdoc/>
    public override string Stage(int round) => round == 0 ? "intact worlds" : "removals";

    /// <inheritdoc/>
    public override int Size(int round, int portion) => 1;

    /// <inheritdoc/>
    public override void Do(int round, int portion, ref int trial, CancellationToken stop)
    {
        if (round == 0)
        {
            _intact = _study.Intact(stop);
            _contingencies = _study.Enumerate(_intact);
            _removals = new CellRemoval[_contingencies.Count];
        }
        else
        {
            _removals[portion] = _study.Judge(_contingencies[portion], _intact!, stop);
        }
    }

    /// <inheritdoc/>
    public override CellContingency Condense() => new(Number, Plan.Playbooks[Playbook], Point.Levels, options.Limits,
        _intact!.SuccessMean(Plan.Confidence), _intact.Loads(Plan.Confidence), _removals);
}
