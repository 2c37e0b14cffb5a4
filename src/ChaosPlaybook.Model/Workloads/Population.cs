using ChaosPlaybook.Kernel;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>The agents of a workload: lets them start, hears of their ends, and sums them up.</summary>
internal abstract class Population : Process
{
    private readonly Trial _trial;
    private readonly Client[] _clients;
    private readonly Func<Agent> _newAgent;
    private readonly Stack<Agent> _idle = new();
    private readonly DDSketch _durations = new();
    private double _seconds, _successSeconds, _quality;
    private long _begun;
    private bool _closing;

    protected Population(WorkloadOptions options, Client[] clients, IReadOnlyList<StepOptions> steps, Trial trial)
    {
        Options = options;
        _trial = trial;
        _clients = clients;
        _newAgent = () => new Agent(steps, trial) { Population = this, Accounts = new StepAccount[steps.Count] };
    }

    protected WorkloadOptions Options { get; }

    /// <summary>The luck of the replication.</summary>
    protected Luck Luck => _trial.Luck;

    /// <summary>Server time spent between the warm-up and the end of the horizon, seconds.</summary>
    public double ServerSeconds { get; private set; }

    /// <summary>Server time there was meanwhile at the stations whose servers come and go, seconds.</summary>
    public double VaryingSeconds { get; private set; }

    /// <summary>Runs one trial to its end.</summary>
    public void Live(Simulation simulation, World world)
    {
        _durations.Clear();
        _seconds = _successSeconds = _quality = 0;
        _begun = 0;
        _closing = false;
        Start(simulation);
        simulation.Run(Options.WarmUpSeconds);
        var (before, there) = (world.ServerSeconds(), world.VaryingSeconds());
        simulation.Run(Options.ForSeconds);
        (ServerSeconds, VaryingSeconds) = (world.ServerSeconds() - before, world.VaryingSeconds() - there);
        simulation.Run(Options.ForSeconds + Options.DrainSeconds);
        // What is still under way is censored: it ends here, and counts as nothing else.
        _closing = true;
        _trial.Timeline?.Finish();
        _trial.Watch?.Finish();
        if (simulation.CancelAll() > 0) simulation.Run();
        SumUp();
    }

    /// <summary>Hears of the end of a workflow.</summary>
    public virtual void Ended(Agent agent, in Ending ending)
    {
        Count(ref agent.Tally.Record, ending);
        if (!_closing && ending.Outcome.Kind == OutcomeKind.Failed && agent.Tally == _trial.Counted) _trial.FailedCodes![ending.Outcome.Code]++;
        var ended = agent.Started + ending.Seconds;
        if (ending.Outcome.Succeeded && ended >= Options.WarmUpSeconds && ended < Options.ForSeconds) _trial.Counted.Record.Delivered++;
        if (!_closing)
        {
            _trial.Timeline?.Ended(ended, ending.Outcome.Succeeded, ending.Seconds);
            _trial.Watch?.Ended(agent.Number, ended, ending.Outcome.Succeeded, ending.Quality);
        }
        if (agent.Tally == _trial.Counted && !_closing)
        {
            _durations.Add(ending.Seconds);
            _seconds += ending.Seconds;
            _quality += ending.Quality;
            if (ending.Outcome.Succeeded) _successSeconds += ending.Seconds;
            for (var step = 0; step < agent.Accounts.Length; step++) _trial.Steps[step].Add(agent.Accounts[step]);
        }
        Array.Clear(agent.Accounts);
        _idle.Push(agent);
    }

    /// <summary>
    /// Whether one more agent may start. A trial cut off at its attempts starts nobody; nor does one with as many workflows, as
    /// agents that are refused at once and think for no time would start without end at the same instant.
    /// </summary>
    protected bool MayStart()
    {
        if (_trial.Attempts < _trial.MaxAttempts && _begun++ < _trial.MaxAttempts) return true;
        _trial.Counted.Record.Truncated = true;
        return false;
    }

    /// <summary>Lets the first agents start.</summary>
    protected abstract void Start(Simulation simulation);

    /// <summary>An agent ready for workflow <paramref name="number"/>.</summary>
    protected Agent Rent(int number, double started)
    {
        if (!_idle.TryPop(out var agent)) agent = _newAgent();
        var tally = started >= Options.WarmUpSeconds ? _trial.Counted : _trial.WarmUp;
        tally.Record.Agents++;
        _trial.Timeline?.Started(started);
        _trial.Watch?.Started(number, started);
        agent.Begin(number, _clients[number % _clients.Length], started, tally);
        return agent;
    }

    private void Count(ref TrialRecord record, in Ending ending)
    {
        if (_closing)
        {
            record.Censored++;
            return;
        }
        if (ending.Inconsistent) record.Inconsistencies++;
        switch (ending.Outcome.Kind)
        {
            case OutcomeKind.Succeeded:
                record.Successes++;
                if (ending.Quality < 1) record.DegradedSuccesses++;
                break;
            case OutcomeKind.TimedOut: record.Timeouts++; break;
            case OutcomeKind.Rejected: record.Rejections++; break;
            default: record.Failures++; break;
        }
    }

    private void SumUp()
    {
        ref var record = ref _trial.Counted.Record;
        var ended = record.Agents - record.Censored;
        record.WindowSeconds = Options.ForSeconds - Options.WarmUpSeconds;
        record.DurationSeconds = ended > 0 ? _seconds / ended : double.NaN;
        record.SuccessSeconds = record.Successes > 0 ? _successSeconds / record.Successes : double.NaN;
        record.Quality = ended > 0 ? _quality / ended : double.NaN;
        record.DurationP50 = _durations.Quantile(0.50);
        record.DurationP95 = _durations.Quantile(0.95);
        record.DurationP99 = _durations.Quantile(0.99);
        record.Ended = record.Successes == record.Agents ? OutcomeKind.Succeeded : OutcomeKind.Failed;
    }
}

/// <summary>Agents arrive by themselves.</summary>
internal sealed class OpenPopulation(OpenWorkloadOptions options, Client[] clients, IReadOnlyList<StepOptions> steps, Trial trial)
    : Population(options, clients, steps, trial)
{
    private readonly Arrivals _arrivals = options.Arrivals.Build();

    public override async SimTask<Outcome> Run(Strand strand, object? context)
    {
        for (var number = 0; ; number++)
        {
            var at = _arrivals.Next(number);
            if (!(at < Options.ForSeconds) || !await strand.Delay(at - strand.Now) || !MayStart()) return Outcome.Success;
            strand.Simulation.Spawn(Rent(number, at));
        }
    }

    protected override void Start(Simulation simulation)
    {
        _arrivals.Begin(Luck);
        simulation.Spawn(this);
    }
}

/// <summary>A fixed number of agents, each starting again after a while.</summary>
internal sealed class ClosedPopulation(ClosedWorkloadOptions options, Client[] clients, IReadOnlyList<StepOptions> steps, Trial trial)
    : Population(options, clients, steps, trial)
{
    private readonly Seat[] _seats = [.. Enumerable.Range(0, options.Agents).Select(number => new Seat { Number = number })];

    /// <summary>One of the agents: thinks, works, thinks again.</summary>
    public override async SimTask<Outcome> Run(Strand strand, object? context)
    {
        var seat = (Seat)context!;
        for (var workflow = seat.Number; ; workflow += _seats.Length)
        {
            var think = options.Think.Quantile(Luck.Uniform(Purpose.Think, 0, workflow, 0));
            if (!await strand.Delay(think) || strand.Now >= Options.ForSeconds || !MayStart()) return Outcome.Success;
            await Rent(workflow, strand.Now).Run(strand, null);
        }
    }

    protected override void Start(Simulation simulation)
    {
        foreach (var seat in _seats) simulation.Spawn(this, seat);
    }

    private sealed class Seat
    {
        public int Number { get; init; }
    }
}
