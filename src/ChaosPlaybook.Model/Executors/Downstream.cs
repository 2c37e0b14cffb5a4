using ChaosPlaybook.Kernel;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>
/// What one executor asks of others while it serves: stages in order, each through the executor's own pipelines. A stage that is
/// needed and fails ends it with a bad gateway.
/// </summary>
internal sealed class Downstream
{
    /// <summary>Calls within calls after which a trial is cut off.</summary>
    public const int MostDepth = 100;

    private readonly Stage[] _stages;
    private readonly Strategy[] _pipelines;
    private readonly int _entity;
    private readonly Outcome _failure;
    private readonly Leg _leg;
    private readonly Stack<Errand> _idle = new();

    /// <param name="options">The executor that calls.</param>
    /// <param name="entity">Its number within the world.</param>
    /// <param name="playbook">Names the strategies around its calls.</param>
    /// <param name="context">The world.</param>
    public Downstream(ExecutorOptions options, int entity, PlaybookOptions playbook, PipelineContext context)
    {
        _entity = entity;
        _failure = Outcome.Failure((ushort)options.DownstreamCode);
        PropagatesDeadline = options.PropagateDeadline;
        var layers = playbook.Executors.GetValueOrDefault(options.Name, []);
        // Calls to the same executor share the pipeline, and with it its breaker.
        var built = new Dictionary<string, Strategy>();
        foreach (var name in options.Calls.SelectMany(stage => stage.Executors).Distinct())
            built[name] = Client.Wrap(layers, name, context);
        _pipelines = [.. options.Calls.SelectMany(stage => stage.Executors).Select(name => built[name])];
        var first = 0;
        _stages = new Stage[options.Calls.Count];
        for (var i = 0; i < _stages.Length; i++)
        {
            var stage = options.Calls[i];
            _stages[i] = new(first, stage.Executors.Count, stage.Needs ?? stage.Executors.Count, stage.Probability, stage.Optional);
            first += stage.Executors.Count;
        }
        _leg = new Leg(this);
    }

    /// <summary>Whether its calls end at the deadline of the attempt that they are made for.</summary>
    public bool PropagatesDeadline { get; }

    /// <summary>A stage: its first call, how many there are, and how many of them must succeed.</summary>
    private readonly record struct Stage(int First, int Count, int Needs, double Probability, bool Optional);

    /// <summary>What an attempt at the executor needs to make its calls; it may outlive the client's call.</summary>
    public Errand Rent(Call call, int attempt)
    {
        if (!_idle.TryPop(out var errand)) errand = new Errand(this, call.Trial, _pipelines.Length);
        errand.Begin(call, call.Luck.Branch(Purpose.Downstream, _entity, call.Number, attempt));
        return errand;
    }

    /// <summary>It may be used again.</summary>
    public void Return(Errand errand) => _idle.Push(errand);

    /// <summary>Makes the calls: a success whose quality is that of the answers, the failure to pass on, or Cancelled.</summary>
    /// <param name="strand">Who makes them.</param>
    /// <param name="errand">For which attempt.</param>
    /// <param name="deadline">Instant at which the attempt's client gives up; +∞ for never.</param>
    public async SimTask<Outcome> Run(Strand strand, Errand errand, double deadline)
    {
        if (!PropagatesDeadline || double.IsPositiveInfinity(deadline)) return await Stages(strand, errand);
        var scope = strand.Within(Math.Max(0, deadline - strand.Now));
        var outcome = scope.Exit(await Stages(strand, errand));
        return outcome.Kind == OutcomeKind.TimedOut ? _failure : outcome;
    }

    private async SimTask<Outcome> Stages(Strand strand, Errand errand)
    {
        var quality = 1f;
        for (var i = 0; i < _stages.Length; i++)
        {
            var stage = _stages[i];
            if (stage.Probability < 1 && errand.Luck.Uniform(Purpose.CallMade, _entity, stage.First, 0) >= stage.Probability) continue;
            var outcome = stage.Count == 1 ? await Call(strand, errand, stage.First) : await Together(strand, errand, stage);
            if (outcome.IsCancelled) return outcome;
            if (outcome.Succeeded) quality *= outcome.Quality;
            else if (!stage.Optional) return _failure;
        }
        return new Outcome(OutcomeKind.Succeeded, 0, quality);
    }

    private SimTask<Outcome> Call(Strand strand, Errand errand, int number)
    {
        var call = errand.Enter(number);
        return _pipelines[number].Run(strand, call).Then(call, static (call, outcome) =>
        {
            if (!outcome.Succeeded && !outcome.IsCancelled) call.Tally.Record.DownstreamFailures++;
            if (call.Harmed) Masking.Ended(call, outcome);
            return outcome;
        });
    }

    private async SimTask<Outcome> Together(Strand strand, Errand errand, Stage stage)
    {
        errand.Gather(stage.First, stage.Count, stage.Needs);
        var race = strand.Race();
        for (var i = 0; i < stage.Count; i++) race.Start(_leg, errand);
        if (!errand.IsDecided) await errand.Decided(strand);
        await race.Finish();
        return errand.Verdict;
    }

    /// <summary>One of several calls side by side.</summary>
    private sealed class Leg(Downstream downstream) : Process
    {
        public override async SimTask<Outcome> Run(Strand strand, object? context)
        {
            var errand = (Errand)context!;
            var outcome = await downstream.Call(strand, errand, errand.NextLeg());
            errand.LegEnded(outcome);
            return outcome;
        }
    }
}

/// <summary>The calls that one attempt at an executor makes, and how those side by side have ended so far.</summary>
internal sealed class Errand : IWaitSource
{
    private readonly Downstream _downstream;
    private readonly Call[] _calls;
    private int _next, _left, _needs, _failures, _mostFailures, _successes;
    private float _quality;
    private bool _calledOff;
    private Strand? _listener;
    private string _step = "";
    private Tally _tally = null!;
    private int _priority, _depth, _origin, _spans;
    private Span? _span;

    public Errand(Downstream downstream, Trial trial, int calls)
    {
        _downstream = downstream;
        _calls = new Call[calls];
        for (var i = 0; i < calls; i++) _calls[i] = new Call(trial);
    }

    /// <summary>What its calls draw from.</summary>
    public Luck Luck { get; private set; }

    /// <summary>Whether the outcome of the calls side by side is certain.</summary>
    public bool IsDecided => _left == 0 || _calledOff || _successes >= _needs || _failures > _mostFailures;

    /// <summary>The outcome of the calls side by side: of those that were needed the least quality counts.</summary>
    public Outcome Verdict => _successes >= _needs ? new(OutcomeKind.Succeeded, 0, _quality)
        : _failures > _mostFailures ? Outcome.Failure(0) : Outcome.Cancelled;

    /// <summary>Takes over what is known of the attempt's call, which may end before the errand does.</summary>
    public void Begin(Call call, Luck luck)
    {
        Luck = luck;
        (_step, _tally) = (call.Step, call.Tally);
        (_priority, _depth, _origin, _spans) = (call.Priority, call.Depth + 1, call.Origin, call.SpanDepth + 1);
        if (call.AttemptSpan is not null) _span = call.AttemptSpan;
    }

    /// <summary>It may be used again.</summary>
    public void Return() => _downstream.Return(this);

    /// <summary>Begins one of the calls.</summary>
    public Call Enter(int number)
    {
        var call = _calls[number];
        _tally.Record.DownstreamCalls++;
        call.BeginDownstream(number, Luck, _tally, _step, _priority, _depth, _origin, _spans, _span);
        return call;
    }

    /// <summary>Several calls side by side begin.</summary>
    public void Gather(int first, int count, int needs)
    {
        (_next, _left, _needs, _mostFailures) = (first, count, needs, count - needs);
        _failures = _successes = 0;
        _quality = 1;
        _calledOff = false;
    }

    /// <summary>Number of the call that begins now.</summary>
    public int NextLeg() => _next++;

    /// <summary>One of the calls side by side has ended.</summary>
    public void LegEnded(Outcome outcome)
    {
        _left--;
        if (outcome.Succeeded)
        {
            if (_successes++ < _needs) _quality = Math.Min(_quality, outcome.Quality);
        }
        else if (outcome.IsCancelled) _calledOff = true;
        else _failures++;
        if (_listener is not { } listener || !IsDecided) return;
        _listener = null;
        listener.Wake();
    }

    /// <summary>Waits until the outcome is certain.</summary>
    public Wait Decided(Strand listener)
    {
        _listener = listener;
        return listener.Park(this);
    }

    void IWaitSource.Forget(Strand strand) => _listener = null;
}
