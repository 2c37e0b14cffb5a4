using ChaosPlaybook.Kernel;

namespace ChaosPlaybook.Model;

/// <summary>
/// Makes the calls of one workflow, each through its client's pipeline, and stops when one fails that the workflow needs. A plain
/// chain of steps is made in one loop; anything else is left to a <see cref="Graph"/>.
/// </summary>
internal sealed class Agent(IReadOnlyList<StepOptions> steps, Trial trial) : Process
{
    private readonly StepOptions[] _steps = [.. steps];
    private readonly Call _call = new(trial);
    private Client _client = null!;
    private Graph? _graph;
    private Ledger? _ledger;
    private int _number;

    /// <summary>Its number within the trial.</summary>
    public int Number => _number;

    /// <summary>Who hears of its end, or nothing.</summary>
    public Population? Population { get; init; }

    /// <summary>What each step takes: the trial's own accounts, or those of the workflow under way, to be added when it has ended.</summary>
    public StepAccount[] Accounts { get; init; } = trial.Steps;

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

    public override SimTask<Outcome> Run(Strand strand, object? context) => _client.Workflow.IsPlain ? Chain(strand) : Steps(strand);

    private async SimTask<Outcome> Chain(Strand strand)
    {
        var outcome = Outcome.Success;
        var quality = 1f;
        var step = 0;
        var began = strand.Now;
        for (; step < _steps.Length; step++)
        {
            Enter(_call, _number * _steps.Length + step, _steps[step]);
            outcome = await _client.Pipelines[step].Run(strand, _call);
            if (_call.Harmed) Masking.Ended(_call, outcome);
            var now = strand.Now;
            ref var account = ref Accounts[step];
            account.Calls++;
            account.Seconds += now - began;
            began = now;
            if (!outcome.Succeeded)
            {
                account.Fail(outcome);
                break;
            }
            quality *= outcome.Quality;
        }
        End(strand, step == _steps.Length
            ? new(step, -1, outcome, quality, strand.Now - Started, false)
            : new(step, step, outcome, 0, strand.Now - Started, _steps[step].Effect == Effect.Write));
        return outcome;
    }

    private async SimTask<Outcome> Steps(Strand strand)
    {
        var ending = await (_graph ??= new(this, trial)).Run(strand, _client, _number);
        End(strand, ending);
        return ending.Outcome;
    }

    private void End(Strand strand, in Ending ending)
    {
        if (trial.Trace is { } trace) trace.Ended(new(_number, Started, strand.Now, ending.Outcome, ending.FailedStep < 0 ? "" : _steps[ending.FailedStep].Name));
        if (_ledger is not null) CloseLedger(ending.FailedStep >= 0 && !strand.IsCancelled);
        if (ending.FailedStep >= 0) Accounts[ending.FailedStep].Stops++;
        if (Population is null) Close(ending);
        else Population.Ended(this, ending);
    }

    private void CloseLedger(bool failed)
    {
        if (failed) _ledger!.Fail();
        _ledger!.Release();
        _ledger = null;
    }

    /// <summary>Begins a call of a step.</summary>
    public void Enter(Call call, int number, StepOptions step)
    {
        Tally.Record.Calls++;
        call.Begin(number, step, Tally);
        call.Workflow = _number;
        if (step.Effect == Effect.Write) WriteDown(call, step);
    }

    /// <summary>One effect of a call has been undone.</summary>
    public void Undone(int page) => _ledger!.Undo(page);

    private void WriteDown(Call call, StepOptions step)
    {
        if (_ledger is null)
        {
            if (!trial.IdleLedgers.TryPop(out _ledger)) _ledger = new Ledger(trial.IdleLedgers);
            _ledger.Begin(Tally);
        }
        call.WriteTo(_ledger, _ledger.Open(step.IdempotencyKey));
    }

    /// <summary>The record of a trial of one lone agent.</summary>
    private void Close(in Ending ending)
    {
        ref var record = ref Tally.Record;
        record.Agents = 1;
        record.DurationSeconds = ending.Seconds;
        record.StepsCompleted = (short)ending.Steps;
        record.FailedStep = (short)ending.FailedStep;
        record.Ended = ending.Outcome.Kind;
        record.Code = ending.Outcome.Code;
        record.Quality = ending.Quality;
        record.Inconsistent = ending.Inconsistent;
        // An escalation that a layer further out made good is none.
        record.Escalated &= ending.FailedStep >= 0;
    }
}

/// <summary>How a workflow ended.</summary>
/// <param name="Steps">Steps that succeeded.</param>
/// <param name="FailedStep">The step that failed it, −1 for none.</param>
/// <param name="Outcome">Outcome of the last step made.</param>
/// <param name="Quality">Worth of the result, 0 for a failure.</param>
/// <param name="Seconds">From the intended start to the end.</param>
/// <param name="Inconsistent">It failed at a step that writes.</param>
internal readonly record struct Ending(int Steps, int FailedStep, Outcome Outcome, float Quality, double Seconds, bool Inconsistent);
