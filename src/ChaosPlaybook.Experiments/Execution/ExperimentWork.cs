namespace ChaosPlaybook.Experiments;

/// <summary>Conducts the experiment of one cell, a few trials at a time.</summary>
internal sealed class ExperimentWork(Plan plan, DesignPoint point, int playbook, ExperimentCard card)
    : CellWork<CellExperiment>(plan, point, playbook)
{
    /// <summary>Trials that one worker makes in one go.</summary>
    private const int Portion = 4;

    private readonly ExperimentTrial[] _trials = new ExperimentTrial[card.Replications ?? (int)Math.Min(plan.Trials, 1_000_000)];

    /// <inheritdoc/>
    public override int Portions(int round) => round == 0 ? (_trials.Length + Portion - 1) / Portion : 0;

    /// <inheritdoc/>
    public override string Stage(int round) => "trials of experiments";

    /// <inheritdoc/>
    public override int Size(int round, int portion) => Math.Min(Portion, _trials.Length - portion * Portion);

    /// <inheritdoc/>
    public override void Do(int round, int portion, ref int trial, CancellationToken stop)
    {
        trial = portion * Portion;
        var end = Math.Min(trial + Portion, _trials.Length);
        // Worlds are cheap beside the trials that are made in them, and belong to one thread.
        var study = new ExperimentStudy(Point.Worlds[Playbook], card, Plan.Seed);
        for (; trial < end; trial++)
        {
            stop.ThrowIfCancellationRequested();
            _trials[trial] = study.Run(trial);
        }
    }

    /// <inheritdoc/>
    public override CellExperiment Condense() => new(Number, Plan.Playbooks[Playbook], Point.Levels,
        ExperimentSummary.Of(ExperimentStudy.Sum(card, _trials, Plan.Confidence), Point.Worlds[Playbook].Experiment!));
}
