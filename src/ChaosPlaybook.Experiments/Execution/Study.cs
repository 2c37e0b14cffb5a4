namespace ChaosPlaybook.Experiments;

/// <summary>A question asked of every cell beside its trials and answered by trials of its own: one part of the result.</summary>
internal abstract class Study
{
    /// <summary>All of them, in the order in which they are conducted.</summary>
    public static IReadOnlyList<Study> All { get; } =
    [
        new Study<CellMetastability>
        {
            IsAsked = plan => plan.HasMetastability,
            Begin = (plan, point, playbook) => point.Metastability is { } options ? new MetastabilityWork(plan, point, playbook, options) : null,
            Found = result => result.Metastability,
            With = (result, found) => result with { Metastability = found },
            CellOf = found => found.Cell,
        },
        new Study<CellExperiment>
        {
            IsAsked = plan => plan.HasExperiment,
            Begin = (plan, point, playbook) => point.Experiment is { } card ? new ExperimentWork(plan, point, playbook, card) : null,
            Found = result => result.Experiments,
            With = (result, found) => result with { Experiments = found },
            CellOf = found => found.Cell,
        },
        new Study<CellContingency>
        {
            IsAsked = plan => plan.HasContingency,
            Begin = (plan, point, playbook) => point.Contingency is { } options ? new ContingencyWork(plan, point, playbook, options) : null,
            Found = result => result.Contingency,
            With = (result, found) => result with { Contingency = found },
            CellOf = found => found.Cell,
        },
    ];

    /// <summary>
    /// The result with this part: what an earlier result has of it, and, unless the sweep was interrupted, what was missing. Called
    /// off, it keeps the cells answered in full and is marked interrupted.
    /// </summary>
    /// <exception cref="TrialException">A trial threw.</exception>
    public abstract Task<SweepResult> Continue(SweepResult result, SweepOptions options, CancellationToken cancel);

    /// <summary>The result with this part of several, for each design point that with the most cells; marked interrupted when one is missing.</summary>
    public abstract SweepResult Merge(SweepResult result, IReadOnlyList<SweepResult> parts);
}

/// <summary>A study whose answer for one cell is a <typeparamref name="TFound"/>.</summary>
internal sealed class Study<TFound> : Study
{
    /// <summary>Whether a plan asks for it.</summary>
    public required Func<Plan, bool> IsAsked { get; init; }

    /// <summary>The work it is in one cell (design point, playbook); nothing when it is not asked there.</summary>
    public required Func<Plan, DesignPoint, int, CellWork<TFound>?> Begin { get; init; }

    /// <summary>Its part of a result: cells in plan order.</summary>
    public required Func<SweepResult, IReadOnlyList<TFound>> Found { get; init; }

    /// <summary>A result with another part of it.</summary>
    public required Func<SweepResult, IReadOnlyList<TFound>, SweepResult> With { get; init; }

    /// <summary>Position in plan order of the cell that was answered.</summary>
    public required Func<TFound, int> CellOf { get; init; }

    /// <inheritdoc/>
    public override async Task<SweepResult> Continue(SweepResult result, SweepOptions options, CancellationToken cancel)
    {
        var plan = result.Plan;
        var found = options.Previous is { } previous ? Found(previous) : [];
        if (!IsAsked(plan) || result.Interrupted) return With(result, found);
        var done = ByPoint(plan, found);
        DesignPoint[] missing = [.. plan.Points.Where(point => done[point.Index].Count() < plan.Playbooks.Count && options.Wants(point))];
        var cells = missing.SelectMany(point => plan.Playbooks.Select((_, playbook) => Begin(plan, point, playbook))).OfType<CellWork<TFound>>();
        var more = await StudyRunner.Run([.. cells], options.Workers, options.Stages, cancel, options.Checkpoints is null ? null : Keep);
        return Joined(more) with { Interrupted = more.Count < missing.Length * plan.Playbooks.Count };

        SweepResult Joined(IEnumerable<TFound> answered) => With(result, [.. found.UnionBy(answered, CellOf).OrderBy(CellOf)]);

        void Keep(bool finished, Func<IReadOnlyList<TFound>> answered)
        {
            if (finished) options.Checkpoints!.Note();
            options.Checkpoints!.Offer(() => Joined(answered()) with { Interrupted = true });
        }
    }

    /// <inheritdoc/>
    public override SweepResult Merge(SweepResult result, IReadOnlyList<SweepResult> parts)
    {
        var plan = result.Plan;
        ILookup<int, TFound>[] lookups = [.. parts.Select(part => ByPoint(plan, Found(part)))];
        TFound[][] best = [.. plan.Points.Select(point => lookups.Select(lookup => lookup[point.Index].ToArray()).MaxBy(found => found.Length)!)];
        var complete = !IsAsked(plan) || best.All(found => found.Length == plan.Playbooks.Count);
        return With(result, [.. best.SelectMany(found => found)]) with { Interrupted = result.Interrupted || !complete };
    }

    private ILookup<int, TFound> ByPoint(Plan plan, IEnumerable<TFound> found) => found.ToLookup(each => CellOf(each) / plan.Playbooks.Count);
}
