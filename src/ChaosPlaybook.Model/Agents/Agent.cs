using ChaosPlaybook.Kernel;

namespace ChaosPlaybook.Model;

/// <summary>Makes its calls step by step, each through its own pipeline, and stops at the first that fails.</summary>
internal sealed class Agent(IReadOnlyList<StepOptions> steps, Strategy[] pipelines, Trial trial) : Process
{
    private readonly StepOptions[] _steps = [.. steps];
    private readonly Call _call = new(trial);

    public override async SimTask<Outcome> Run(Strand strand, object? context)
    {
        var started = strand.Now;
        var outcome = Outcome.Success;
        var quality = 1f;
        var step = 0;
        for (; step < _steps.Length; step++)
        {
            trial.Record.Calls++;
            _call.Begin(step, _steps[step]);
            outcome = await pipelines[step].Run(strand, _call);
            if (_call.Applied > 1) trial.Record.DuplicateEffects += _call.Applied - 1;
            if (!outcome.Succeeded) break;
            quality *= outcome.Quality;
        }
        Close(step, outcome, quality, strand.Now - started);
        return outcome;
    }

    private void Close(int step, Outcome outcome, float quality, double seconds)
    {
        ref var record = ref trial.Record;
        var failed = step < _steps.Length;
        record.DurationSeconds = seconds;
        record.StepsCompleted = (short)step;
        record.FailedStep = (short)(failed ? step : -1);
        record.Ended = outcome.Kind;
        record.Code = outcome.Code;
        record.Quality = failed ? 0 : quality;
        record.Inconsistent = failed && _steps[step].Effect == Effect.Write;
        // An escalation that a layer further out made good is none.
        record.Escalated &= failed;
    }
}
