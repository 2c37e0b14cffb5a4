using ChaosPlaybook.Experiments;
using ChaosPlaybook.Model;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Scenarios;

/// <summary>Where an experiment takes place.</summary>
internal enum Surroundings
{
    Dev,
    Test,
    Staging,
    Production,
}

/// <summary>The parts of an experiment that keep it safe, and those that judge it.</summary>
internal static class SafetyForms
{
    private static readonly Bounds _count = new(0, 1e9), _span = new(0, 86400, LowOpen: true);
    private static readonly RadiusOptions _anywhere = new();
    private static readonly RollbackOptions _rollback = new();

    private static readonly Field<IReadOnlyList<Guard>> _expect = Fields.Needed("expect", PhaseForms.Guards, "What holds in the steady state.");
    private static readonly Field<double> _steadyFor = Fields.Default("window", new DurationForm(_span), "How long it is verified before the first injection.", 60);

    /// <summary>How long the steady state is verified.</summary>
    public static Field<double> SteadyFor => _steadyFor;

    /// <summary>Where an experiment may take place.</summary>
    public static Field<IReadOnlyList<Surroundings>> Environments => _environments;

    /// <summary>Time for the way back.</summary>
    public static Field<double> Within => _within;

    /// <summary>How long the steady state must hold to count as back.</summary>
    public static Field<double> VerifyFor => _verifyFor;

    /// <summary>The steady state.</summary>
    public static Shape<(IReadOnlyList<Guard> Expect, double Seconds)> Steady { get; } = new("steadyState",
        "What holds when nothing is injected; verified before the injection and again after the rollback.", [_expect, _steadyFor], v => (v.Get(_expect), v.Get(_steadyFor)));

    private static readonly Field<long> _executors = Fields.Optional("executors", new CountForm(new(1, 1000)), "Executors that may be affected, the targets included.", "any number");
    private static readonly Field<long> _agents = Fields.Optional("agents", new CountForm(_count), "Workflows that may fail.", "any number");
    private static readonly Field<long> _requests = Fields.Optional("requests", new CountForm(_count), "Attempts that may fail.", "any number");
    private static readonly Field<double> _duration = Fields.Optional("duration", new DurationForm(_span), "Longest time from the first injection to the end of the last.", "none");
    private static readonly Field<IReadOnlyList<Surroundings>> _environments = Fields.Default("environments",
        new ListForm<Surroundings>(new WordForm<Surroundings>(), 1, 4), "Where the experiment may take place.", Enum.GetValues<Surroundings>(), "[dev, test, staging, production]");
    private static readonly Field<double> _checkEvery = Fields.Default("checkEvery", new DurationForm(new(0, 3600, LowOpen: true)), "How often the limits are looked at.", _anywhere.CheckSeconds);

    /// <summary>Limits of the damage.</summary>
    public static Shape<(RadiusOptions Limits, IReadOnlyList<Surroundings> Environments)> Radius { get; } = new("blastRadius",
        "How far the damage may reach from the first injection on; whatever reaches further is rolled back at once.",
        [_executors, _agents, _requests, _duration, _environments, _checkEvery],
        v => (new()
        {
            Executors = v.Has(_executors) ? (int)v.Get(_executors) : null, Agents = v.Has(_agents) ? (int)v.Get(_agents) : null,
            Attempts = v.Has(_requests) ? (int)v.Get(_requests) : null, Seconds = v.Has(_duration) ? v.Get(_duration) : null, CheckSeconds = v.Get(_checkEvery),
        }, v.Get(_environments)),
        new([[_executors, _agents, _requests, _duration]], Complete: false));

    private static readonly Field<Guard?> _when = Fields.Needed("when", new AbortWhenForm(),
        "A signal above (`>`) or below (`<`) a threshold over the measurement window, or `cascade`: an executor that is no target breaks down.");
    private static readonly Field<AbortAction> _action = Fields.Optional("action", new WordForm<AbortAction>(), "What is done then.", "emergencyStop of a cascade, otherwise rollback");

    /// <summary>What ends an experiment.</summary>
    public static Shape<AbortOptions> Abort { get; } = new("abort", "A condition under which an experiment is given up.", [_when, _action],
        v => new(v.Get(_when), Cascade: v.Get(_when) is null,
            v.Has(_action) ? v.Get(_action) : v.Get(_when) is null ? AbortAction.EmergencyStop : AbortAction.Rollback));

    private static readonly Field<IReadOnlyList<RollbackStep>> _steps = Fields.Default("steps", new ListForm<RollbackStep>(new WordForm<RollbackStep>(), 1, 100),
        "What is put back, in this order.", _rollback.Steps, $"[{string.Join(", ", _rollback.Steps.Select(WordForm<RollbackStep>.Of))}]");
    private static readonly Field<double> _stepTime = Fields.Default("stepTime", new DurationForm(new(0, 3600)), "Time that each step takes; an emergency stop takes none.", _rollback.StepSeconds);
    private static readonly Field<double> _within = Fields.Default("within", new DurationForm(_span), "Time within which the steady state must be back.", _rollback.WithinSeconds);
    private static readonly Field<double> _verifyFor = Fields.Default("verifyFor", new DurationForm(new(0, 3600, LowOpen: true)), "How long it must hold to count as back.", _rollback.VerifySeconds);

    /// <summary>The way back.</summary>
    public static Shape<RollbackOptions> Rollback { get; } = new("rollback", "How the world is put back after the injection.", [_steps, _stepTime, _within, _verifyFor],
        v => new() { Steps = v.Get(_steps), StepSeconds = v.Get(_stepTime), WithinSeconds = v.Get(_within), VerifySeconds = v.Get(_verifyFor) });

    private static readonly Field<double> _recovery = Time("recovery", "Longest time from the end of the injection until the steady state holds for good.");
    private static readonly Field<double> _rto = Time("rto", "Longest time from the start of the injection until the steady state holds for good.");
    private static readonly Field<double> _rpo = Time("rpo", "Longest stretch without a single success.");
    private static readonly Field<double> _detection = Time("detection", "Longest time until the injection is noticed.");
    private static readonly Field<double> _dataLoss = Fields.Optional("dataLoss", new NumberForm(new(0, 1e9)), "Most half-done writes and wrong answers taken for right ones, beyond those of the twin without injection.", "not asked");
    private static readonly Field<bool> _cascades = Fields.Default("cascades", new FlagForm(), "Executors that are no targets may break down.", true, "true");
    /// <summary>What holds while faults are injected.</summary>
    public static Field<IReadOnlyList<Guard>> During { get; } = Fields.Default("during", PhaseForms.AnyGuards, "What holds on average while faults are injected.", [], "[]");
    private static readonly Field<IReadOnlyList<Guard>> _after = Fields.Default("after", PhaseForms.AnyGuards, "What holds on average from the recovery to the end of the trial.", [], "[]");

    private static readonly Field<DefenceLevel> _defence = Fields.Optional("defence", new WordForm<DefenceLevel>(), "Worst level of defence (pressure put on the defenders) that is still a success.", "not asked");

    /// <summary>What makes an experiment a success.</summary>
    public static Shape<SuccessCriteria> Success { get; } = new("success", "What must be true of a trial for the hypothesis to hold in it; besides, the experiment must have run its course.",
        [_recovery, _rto, _rpo, _detection, _dataLoss, _cascades, _defence, During, _after],
        v => new()
        {
            RecoverySeconds = Given(v, _recovery), RtoSeconds = Given(v, _rto), RpoSeconds = Given(v, _rpo), DetectionSeconds = Given(v, _detection),
            DataLoss = Given(v, _dataLoss), Cascades = v.Get(_cascades), Defence = v.Has(_defence) ? v.Get(_defence) : null, During = v.Get(During), After = v.Get(_after),
        });

    private static readonly Field<bool> _monitoring = Fields.Default("monitoring", new FlagForm(), "Somebody sees the signals.", true, "true");
    private static readonly Field<bool> _onCall = Fields.Default("onCall", new FlagForm(), "Somebody is there to step in.", true, "true");

    /// <summary>What is confirmed before the experiment; what is not blocks it.</summary>
    public static Shape<bool> PreFlight { get; } = new("preFlight", "What is confirmed before the experiment begins; false blocks it.", [_monitoring, _onCall], _ => true, check: Confirmed, early: true);

    private static Field<double> Time(string key, string doc) => Fields.Optional(key, new DurationForm(new(0, 86400)), doc, "not asked");

    private static double? Given(Values v, Field<double> field) => v.Has(field) ? v.Get(field) : null;

    private static bool Confirmed(Values v)
    {
        var denied = new[] { _monitoring, _onCall }.Where(field => v.Has(field) && !v.Get(field)).ToList();
        foreach (var field in denied) v.Refuse(field, "the experiment is blocked until it is true");
        return denied.Count == 0;
    }
}
