using ChaosPlaybook.Kernel;

namespace ChaosPlaybook.Model;

/// <summary>
/// One workflow under way: each step begins as soon as those it waits for have ended, steps side by side each on a strand of
/// their own. The first failure of a step that is needed calls the others off; what was completed is then undone, last first.
/// </summary>
internal sealed class Graph
{
    private readonly Agent _agent;
    private readonly Trial _trial;
    private readonly Call _undo;
    private readonly List<(int Step, int Round, int Page)> _undoable = [];
    private Client _client = null!;
    private Workflow _workflow = null!;
    private Call[] _calls = [];
    private Branch[] _branches = [];
    private StepState[] _states = [];
    private int[] _waits = [];
    private Race? _race;
    private int _number, _succeeded, _failedStep;
    private Outcome _failure;
    private float _quality;
    private bool _inconsistent;

    public Graph(Agent agent, Trial trial)
    {
        _agent = agent;
        _trial = trial;
        _undo = new(trial);
    }

    /// <summary>Makes the steps, and undoes them if one fails.</summary>
    public async SimTask<Ending> Run(Strand strand, Client client, int number)
    {
        Begin(client, number);
        var scope = strand.Within(_workflow.DeadlineSeconds);
        if (_workflow.IsChain)
        {
            await Walk(strand, 0);
        }
        else
        {
            var race = _race = strand.Race();
            for (var step = 0; step < _waits.Length; step++)
                if (_workflow.Waits[step] == 0) race.Start(_branches[step]);
            await race.Settled(); // a branch succeeds when the workflow is to stop, see Branch
            await race.Finish();
            _race = null;
        }
        var outcome = scope.Exit(_failedStep < 0 ? Outcome.Success : _failure);
        if (_failure.IsCancelled && outcome.Kind == OutcomeKind.TimedOut) _agent.Tally.Record.TimedOut++;
        // Whose strand or attempts have been cut off has no means left to undo anything.
        if (_failedStep >= 0 && !outcome.IsCancelled) await Compensate(strand);
        var seconds = strand.Now - _agent.Started;
        return _failedStep < 0
            ? new(_succeeded, -1, new Outcome(OutcomeKind.Succeeded, 0, _quality), _quality, seconds, false)
            : new(_succeeded, _failedStep, outcome, 0, seconds, _inconsistent);
    }

    private void Begin(Client client, int number)
    {
        _client = client;
        if (_workflow != client.Workflow)
        {
            _workflow = client.Workflow;
            _calls = [.. _workflow.Steps.Select(_ => new Call(_trial))];
            _branches = [.. _workflow.Steps.Select((_, step) => new Branch(this, step))];
            _states = new StepState[_calls.Length];
            _waits = new int[_calls.Length];
        }
        _number = number;
        _workflow.Waits.CopyTo(_waits, 0);
        Array.Clear(_states);
        _undoable.Clear();
        (_succeeded, _failedStep, _quality, _inconsistent, _failure) = (0, -1, 1, false, default);
    }

    /// <summary>A step and then, on the same strand, one after another that it sets free; further ones get strands of their own.</summary>
    private async SimTask<Outcome> Walk(Strand strand, int step)
    {
        for (; ; )
        {
            var outcome = Meets(step) ? await Make(strand, step) : LeftOut(step);
            if (_states[step] == StepState.Open)
            {
                Stop(step, outcome);
                return outcome;
            }
            var next = -1;
            if (_failedStep >= 0) return outcome;
            foreach (var after in _workflow.After[step])
            {
                if (--_waits[after] > 0) continue;
                if (next < 0) next = after;
                else _race!.Start(_branches[after]);
            }
            if (next < 0) return outcome;
            step = next;
        }
    }

    /// <summary>All rounds of a step. A step that fails, and may not, stays open.</summary>
    private async SimTask<Outcome> Make(Strand strand, int step)
    {
        var options = _workflow.Steps[step];
        var call = _calls[step];
        for (var round = 0; ; round++)
        {
            var began = strand.Now;
            _agent.Enter(call, _workflow.CallNumber(_number, step, round), options);
            var undo = _workflow.Undo[step] is not null && options.Effect == Effect.Write;
            var inDoubt = undo && options.Compensate!.InDoubt;
            if (inDoubt) _undoable.Add((step, round, call.Page));
            var outcome = await _client.Pipelines[step].Run(strand, call);
            if (call.Harmed) Masking.Ended(call, outcome);
            _agent.Accounts[step].Add(strand.Now - began, outcome);
            if (outcome.IsCancelled) return outcome;
            if (outcome.Succeeded && undo && !inDoubt) _undoable.Add((step, round, call.Page));
            if (Follows(options.Repeat, call.Number, round, outcome)) continue;
            if (outcome.Succeeded)
            {
                _quality *= outcome.Quality;
                _succeeded++;
                _states[step] = StepState.Succeeded;
            }
            else if (options.Optional)
            {
                _agent.Tally.Record.StepsForgone++;
                _states[step] = StepState.Failed;
            }
            return outcome;
        }
    }

    private bool Follows(RepeatOptions? repeat, int call, int round, Outcome outcome)
    {
        if (repeat is null || round + 1 >= repeat.Most) return false;
        return repeat.Kind switch
        {
            RepeatKind.UntilSuccess => !outcome.Succeeded,
            RepeatKind.Times => outcome.Succeeded,
            _ => outcome.Succeeded && _trial.Luck.Uniform(Purpose.Again, 0, call, 0) < repeat.Again,
        };
    }

    private bool Meets(int step)
    {
        foreach (var (other, state) in _workflow.Conditions[step])
            if (_states[other] != state) return false;
        return _workflow.Steps[step].When is not { Probability: < 1 } when
            || _trial.Luck.Uniform(Purpose.Branch, 0, _workflow.CallNumber(_number, step, 0), 0) < when.Probability;
    }

    private Outcome LeftOut(int step)
    {
        _agent.Tally.Record.StepsSkipped++;
        _states[step] = StepState.Skipped;
        return Outcome.Success;
    }

    /// <summary>The workflow has failed at a step; of several at one instant the first counts.</summary>
    private void Stop(int step, Outcome outcome)
    {
        _inconsistent |= _workflow.Steps[step].Effect == Effect.Write;
        if (_failedStep >= 0) return;
        _failedStep = step;
        _failure = outcome;
    }

    private async SimTask<Outcome> Compensate(Strand strand)
    {
        for (var i = _undoable.Count - 1; i >= 0; i--)
        {
            var (step, round, page) = _undoable[i];
            ref var record = ref _agent.Tally.Record;
            record.Calls++;
            record.Compensations++;
            var began = strand.Now;
            _undo.Begin(_workflow.CallNumber(_number, step, round, compensation: true), _workflow.Undo[step]!, _agent.Tally);
            _undo.Workflow = _number;
            var outcome = await _client.Compensations[step]!.Run(strand, _undo);
            if (_undo.Harmed) Masking.Ended(_undo, outcome);
            _agent.Accounts[step].Seconds += strand.Now - began;
            if (outcome.Succeeded) _agent.Undone(page);
            else _agent.Tally.Record.CompensationFailures++;
            if (outcome.IsCancelled) return outcome;
        }
        return Outcome.Success;
    }

    /// <summary>
    /// A strand of the workflow. It answers with a success when the workflow is to stop and with a failure when it may go on, so
    /// that a race for the first success settles at the first step that fails, or when all have ended.
    /// </summary>
    private sealed class Branch(Graph graph, int first) : Process
    {
        public override SimTask<Outcome> Run(Strand strand, object? context) =>
            graph.Walk(strand, first).Then(graph, static (state, _) => state._failedStep >= 0 ? Outcome.Success : Outcome.Failure(0));
    }
}
