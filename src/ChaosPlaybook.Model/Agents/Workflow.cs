namespace ChaosPlaybook.Model;

/// <summary>The steps of an agent as a graph: who waits for whom, and which numbers their calls have.</summary>
internal sealed class Workflow
{
    /// <param name="options">The agent; every name in it is known.</param>
    public Workflow(AgentOptions options)
    {
        Steps = [.. options.Steps];
        DeadlineSeconds = options.DeadlineSeconds ?? double.PositiveInfinity;
        var at = Steps.Select((step, i) => (step.Name, i)).ToDictionary(pair => pair.Name, pair => pair.i);
        var before = Steps.Select((step, i) => Before(step, i, at)).ToArray();
        Waits = [.. before.Select(steps => steps.Length)];
        After = [.. Steps.Select((_, i) => Enumerable.Range(0, Steps.Length).Where(other => before[other].Contains(i)).ToArray())];
        Conditions = [.. Steps.Select(step => Conditioned(step.When, at))];
        Undo = [.. Steps.Select(step => step.Compensate is null ? null : new StepOptions(step.Name, step.Compensate.Executor, Effect.Write))];
        IsChain = before.Select((steps, i) => i == 0 || steps.Contains(i - 1)).All(fits => fits);
        IsPlain = IsChain && options.DeadlineSeconds is null
            && Steps.All(step => step is { Optional: false, When: null, Repeat: null, Compensate: null });
        FirstExtra = new int[Steps.Length];
        for (var i = 0; i < Steps.Length; i++)
        {
            FirstExtra[i] = Extras;
            Extras += (Rounds(i) - 1) + (Undo[i] is null ? 0 : Rounds(i));
        }
    }

    /// <summary>The steps.</summary>
    public StepOptions[] Steps { get; }

    /// <summary>Steps that each step waits for, as a number of them.</summary>
    public int[] Waits { get; }

    /// <summary>Steps that wait for each step.</summary>
    public int[][] After { get; }

    /// <summary>What must have become of which other steps, for each step.</summary>
    public (int Step, StepState State)[][] Conditions { get; }

    /// <summary>What undoes each step, or nothing.</summary>
    public StepOptions?[] Undo { get; }

    /// <summary>Time after which the workflow is given up, seconds; +∞ for never.</summary>
    public double DeadlineSeconds { get; }

    /// <summary>Whether every step waits for the one above it and no other.</summary>
    public bool IsChain { get; }

    /// <summary>Whether it is a chain in which every step is made exactly once and must succeed.</summary>
    public bool IsPlain { get; }

    private int Extras { get; }

    private int[] FirstExtra { get; }

    /// <summary>
    /// Number of the call of a step. First rounds are numbered agent times steps plus step; further rounds and compensations
    /// count down from −1, so that a loop or a compensation added to a scenario leaves all other luck as it was.
    /// </summary>
    public int CallNumber(int agent, int step, int round, bool compensation = false)
    {
        if (round == 0 && !compensation) return agent * Steps.Length + step;
        var extra = compensation ? Rounds(step) - 1 + round : round - 1;
        return -1 - (agent * Extras + FirstExtra[step] + extra);
    }

    private int Rounds(int step) => Steps[step].Repeat?.Most ?? 1;

    /// <summary>What a step looks at must have ended too.</summary>
    private static int[] Before(StepOptions step, int number, Dictionary<string, int> at)
    {
        IEnumerable<int> waits = step.After is { } after ? after.Select(name => at[name]) : number == 0 ? [] : [number - 1];
        return [.. waits.Concat((step.When?.Names ?? []).Select(name => at[name])).Distinct()];
    }

    private static (int, StepState)[] Conditioned(ConditionOptions? when, Dictionary<string, int> at)
    {
        var conditions = new List<(int, StepState)>();
        if (when?.Succeeded is { } succeeded) conditions.Add((at[succeeded], StepState.Succeeded));
        if (when?.Failed is { } failed) conditions.Add((at[failed], StepState.Failed));
        if (when?.Skipped is { } skipped) conditions.Add((at[skipped], StepState.Skipped));
        return [.. conditions];
    }
}

/// <summary>What has become of a step.</summary>
internal enum StepState : byte
{
    /// <summary>It has not ended.</summary>
    Open,
    /// <summary>It was made and succeeded.</summary>
    Succeeded,
    /// <summary>It was made and failed, and the workflow goes on without it.</summary>
    Failed,
    /// <summary>It was left out.</summary>
    Skipped,
}
