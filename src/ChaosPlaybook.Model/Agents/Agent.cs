using ChaosPlaybook.Kernel;

namespace ChaosPlaybook.Model;

/// <summary>Makes its calls step by step, each through its client's pipeline, and stops at the first that fails.</summary>
internal sealed class Agent(IReadOnlyList<StepOptions> steps, Trial trial) : Process
{
    private readonly StepOptions[] _steps = [.. steps];
    private readonly Call _call = new(trial);
    private Client _client = null!;
    private int _number;

    /// <summary>Who hears of its end, or nothing.</summary>
    public Population? Population { get; init; }

    /// <summary>Where it counts: the trial's record, or that of the warm-up.</summary>
    public Tally Tally { get; private set; } = trial.Counted;

    /// <summary>When it was meant to start: latency counts from here.</summary>
    public double Started { get; private set; }

    /// <summary>Makes it ready for workflow <paramref name="number"/> of the trial.</summary>
    public void Begin(int number, Client client, double started, Tally tally)
    {
        _number = number;
        if (_client != client) _client = client;
        Started = started;
        if (Tally != tally) Tally = tally;
    }

    public override async SimTask<Outcome> Run(Strand strand, object? context)
    {
        var outcome = Outcome.Success;
        var quality = 1f;
        var step = 0;
        for (; step < _steps.Length; step++)
        {
            Tally.Record.Calls++;
            _call.Begin(_number * _steps.Length + step, _steps[step], Tally);
            outcome = await _client.Pipelines[step].Run(strand, _call);
            if (_call.Applied > 1) Tally.Record.DuplicateEffects += _call.Applied - 1;
            if (!outcome.Succeeded) break;
            quality *= outcome.Quality;
        }
        var ending = new Ending(step, outcome, step < _steps.Length ? 0 : quality, strand.Now - Started, step < _steps.Length && _steps[step].Effect == Effect.Write);
        if (Population is null) Close(ending);
        else Population.Ended(this, ending);
        return outcome;
    }

    /// <summary>The record of a trial of one lone agent.</summary>
    private void Close(in Ending ending)
    {
        ref var record = ref Tally.Record;
        var failed = ending.Steps < _steps.Length;
        record.Agents = 1;
        record.DurationSeconds = ending.Seconds;
        record.StepsCompleted = (short)ending.Steps;
        record.FailedStep = (short)(failed ? ending.Steps : -1);
        record.Ended = ending.Outcome.Kind;
        record.Code = ending.Outcome.Code;
        record.Quality = ending.Quality;
        record.Inconsistent = ending.Inconsistent;
        // An escalation that a layer further out made good is none.
        record.Escalated &= failed;
    }
}

/// <summary>How a workflow ended.</summary>
/// <param name="Steps">Steps that succeeded.</param>
/// <param name="Outcome">Outcome of the last step made.</param>
/// <param name="Quality">Worth of the result, 0 for a failure.</param>
/// <param name="Seconds">From the intended start to the end.</param>
/// <param name="Inconsistent">It failed at a step that writes.</param>
internal readonly record struct Ending(int Steps, Outcome Outcome, float Quality, double Seconds, bool Inconsistent);
