namespace ChaosPlaybook.Experiments;

/// <summary>Judges the disturbed trials of one cell, a few at a time.</summary>
internal sealed class MetastabilityWork(Plan plan, DesignPoint point, int playbook, MetastabilityOptions options)
    : CellWork<CellMetastability>(plan, point, playbook)
{
    /// <summary>Trials that one worker judges in one go.</summary>
    private const int Portion = 4;

    private readonly MetastabilityStudy _study = options.Study(point.Worlds[playbook]);
    private readonly MetastabilityTrial[] _trials = new MetastabilityTrial[options.Replications];

    /// <inheritdoc/>
    public override int Portions(int round) => round == 0 ? (_trials.Length + Portion - 1) / Portion : 0;

    /// <inheritdoc/>
    public override string Stage(int round) => "disturbed trials";

    /// <inheritdoc/>
    public override int Size(int round, int portion) => Math.Min(Portion, _trials.Length - portion * Portion);

    /// <inheritdoc/>
    public override void Do(int round, int portion, ref int trial, CancellationToken stop)
    {
        trial = portion * Portion;
        _study.Judge(Plan.Seed, trial, Math.Min(Portion, _trials.Length - trial), stop).CopyTo(_trials, trial);
    }

    /// <inheritdoc/>
    public override CellMetastability Condense() => CellMetastability.Of(
        Number, Plan.Playbooks[Playbook], Point.Levels, options.Describe(Point.Worlds[Playbook]), _study, _trials, Plan.Confidence);
}
