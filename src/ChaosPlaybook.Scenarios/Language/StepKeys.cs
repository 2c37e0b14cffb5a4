using ChaosPlaybook.Model;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Scenarios;

/// <summary>What makes steps more than a list: order, branches, rounds, keys, compensation.</summary>
internal static class StepKeys
{
    private static readonly StepOptions _step = new("", "");
    private static readonly ConditionOptions _condition = new();
    private static readonly CompensationOptions _compensation = new("");
    private static readonly ReferenceForm _stepName = new("step", binding => binding.Names.Steps);
    private static readonly ReferenceForm _executorName = new("executor", binding => binding.Names.Executors);

    private static readonly Field<IReadOnlyList<string>> _after = Fields.Optional("after", new ListForm<string>(_stepName, 0, 1000),
        "Steps above that must have ended before it begins, `[]` for none; steps that wait for the same run side by side.", "the step above");
    private static readonly Field<bool> _optional = Fields.Default("optional", new FlagForm(),
        "Whether the workflow goes on when it fails.", _step.Optional, "false");

    private static readonly Field<double> _probability = Fields.Default("probability", new RatioForm(Bounds.Ratio),
        "Probability that it is made.", _condition.Probability);
    private static readonly Field<string> _succeeded = Fields.Optional("succeeded", _stepName, "Only after this step above has succeeded.");
    private static readonly Field<string> _failed = Fields.Optional("failed", _stepName, "Only after this optional step above has failed.");
    private static readonly Field<string> _skipped = Fields.Optional("skipped", _stepName, "Only after this step above has been left out.");

    /// <summary>Settings of a condition.</summary>
    public static Shape<ConditionOptions> When { get; } = new("when", "When a step is made: all that is given must hold. A step left out counts as ended.",
        [_probability, _succeeded, _failed, _skipped],
        v => new() { Probability = v.Get(_probability), Succeeded = v.Get(_succeeded), Failed = v.Get(_failed), Skipped = v.Get(_skipped) },
        check: SaysSomething);

    private static readonly Field<long> _times = Fields.Optional("times", new CountForm(RepeatOptions.MostBounds), "Rounds, all of them to succeed.");
    private static readonly Field<long> _untilSuccess =
        Fields.Optional("untilSuccess", new CountForm(RepeatOptions.MostBounds), "Rounds at most, until one succeeds.");
    private static readonly Field<double> _again =
        Fields.Optional("again", new RatioForm(Bounds.Ratio), "Probability that another round follows a success.");
    private static readonly Field<long> _most = Fields.Optional("most", new CountForm(RepeatOptions.MostBounds), "Rounds at most, with `again`.");

    /// <summary>Settings of a repetition.</summary>
    public static Shape<RepeatOptions> Repeat { get; } = new("repeat", "Rounds of a step, each a call of its own.",
        [_times, _untilSuccess, _again, _most],
        v => v.Has(_times) ? new() { Most = (int)v.Get(_times) }
            : v.Has(_untilSuccess) ? new() { Kind = RepeatKind.UntilSuccess, Most = (int)v.Get(_untilSuccess) }
            : new() { Kind = RepeatKind.Again, Again = v.Get(_again), Most = (int)v.Get(_most) },
        new([[_times], [_untilSuccess], [_again, _most]]));

    private static readonly Field<string> _undoBy = Fields.Needed("call", _executorName, "The executor that undoes the step.");
    private static readonly Field<bool> _inDoubt = Fields.Default("inDoubt", new FlagForm(),
        "Whether it is also made for a step that has not succeeded: its effect may have been applied and the reply lost.", _compensation.InDoubt, "false");

    /// <summary>Settings of a compensation.</summary>
    public static Shape<CompensationOptions> Compensation { get; } = new("compensate",
        "What undoes a step when the workflow fails: one call through the step's pipeline, last completed step first.",
        [_undoBy, _inDoubt], v => new(v.Get(_undoBy)!) { InDoubt = v.Get(_inDoubt) });

    private static readonly Field<ConditionOptions> _when = Fields.Optional("when", When, "When it is made at all.", "in any case");
    private static readonly Field<RepeatOptions> _repeat = Fields.Optional("repeat", Repeat, "How often it is made.", "one round");
    private static readonly Field<bool> _key = Fields.Default("idempotencyKey", new FlagForm(),
        "Whether the attempts of a call carry a key, by which the executor knows a repetition and applies the effect once.", _step.IdempotencyKey, "false");
    private static readonly Field<CompensationOptions> _compensate =
        Fields.Optional("compensate", Compensation, "What undoes it when the workflow fails.", "none");

    /// <summary>Keys of a step, in the order of the manual.</summary>
    public static IReadOnlyList<Field> All => [_after, _optional, _when, _repeat, _key, _compensate];

    /// <summary>Time after which a workflow is given up.</summary>
    public static Field<double> Deadline { get; } = Fields.Optional("deadline", new DurationForm(AgentOptions.DeadlineBounds),
        "Time after which the whole workflow is given up; compensation is not part of it.", "none");

    /// <summary>Memory of an executor for keys.</summary>
    public static Field<double> IdempotencyTtl { get; } = Fields.Default("idempotencyTtl",
        new DurationForm(ExecutorOptions.IdempotencyTtlBounds, orForever: true), "Time for which it remembers an idempotency key.",
        new ExecutorOptions { Name = "", Latency = new Constant(0) }.IdempotencyTtlSeconds);

    /// <summary>The step with what the keys say.</summary>
    public static StepOptions Apply(Values v, StepOptions step) => step with
    {
        After = v.Has(_after) ? v.Get(_after) : null, Optional = v.Get(_optional), When = v.Get(_when), Repeat = v.Get(_repeat),
        IdempotencyKey = v.Get(_key), Compensate = v.Get(_compensate),
    };

    /// <summary>Only what writes can be repeated by mistake or undone.</summary>
    public static bool Agree(Values v, Field<Effect> effect)
    {
        if (v.Get(effect) == Effect.Write) return true;
        var idle = new Field[] { _key, _compensate }.Where(v.Has).ToList();
        foreach (var field in idle) v.Binding.Problems.Error(v.At(field).Place, $"{v.Path.Child(field.Key)} needs effect: write");
        return idle.Count == 0;
    }

    /// <summary>A step waits only for steps above it, so nobody waits in a circle.</summary>
    public static bool StandAbove(Values v, IReadOnlyList<Row<string, StepOptions>> steps)
    {
        var fine = true;
        for (var i = 0; i < steps.Count; i++)
        {
            foreach (var name in (steps[i].Value.After ?? []).Concat(Names(steps[i].Value.When)))
            {
                if (steps.Take(i).Any(above => above.Key == name)) continue;
                v.Binding.Problems.Error(steps[i].Place, $"{v.Path}.steps: {steps[i].Key} waits for {name}, which does not stand above it");
                fine = false;
            }
        }
        return fine;
    }

    private static IEnumerable<string> Names(ConditionOptions? when) =>
        new[] { when?.Succeeded, when?.Failed, when?.Skipped }.OfType<string>();

    private static bool SaysSomething(Values v)
    {
        if (When.Fields.Any(v.Has)) return true;
        v.Binding.Problems.Error(v.Node.Place, $"{v.Path} says nothing; expected at least one of: {string.Join(", ", When.Fields.Select(field => field.Key))}");
        return false;
    }
}
