using ChaosPlaybook.Experiments;
using ChaosPlaybook.Model;

namespace ChaosPlaybook.Scenarios;

/// <summary>An experiment as written: what takes place inside a trial, and what is claimed of the trials.</summary>
internal sealed record WrittenExperiment(MonitorOptions Monitor, ExperimentCard Card);

/// <summary>The chaos experiment of a scenario: verify, inject, watch, give up, put back, verify, judge.</summary>
internal static class ExperimentForms
{
    /// <summary>Total injection above which an experiment must say that it is meant to be long, seconds.</summary>
    private const double LongSeconds = 600;

    private static readonly MonitorOptions _usual = new() { Phases = [], Steady = [] };
    private static readonly TextForm _text = new("a text", @"\S");

    private static readonly Field<string> _type = Fields.Needed("type", _text, "Kind of experiment, in a word.");
    private static readonly Field<string> _target = Fields.Needed("target", new TargetForm(), "The executor that is put to the test; something must be injected there.");
    private static readonly Field<Surroundings> _environment = Fields.Needed("environment", new WordForm<Surroundings>(), "Where it takes place; `production` needs `approved: true`.");
    private static readonly Field<string> _hypothesis = Fields.Needed("hypothesis", _text, "The claim in words.");
    private static readonly Field<IReadOnlyList<string>> _playbooks = Fields.Default("claimedOf", new ListForm<string>(new ReferenceForm("playbook", binding => binding.Names.Playbooks), 0, 1000),
        "Playbooks of which it is claimed; the others are conducted for comparison and do not decide about the exit code. Empty for all.", [], "[]");
    private static readonly Field<(IReadOnlyList<Guard> Expect, double Seconds)> _steady = Fields.Needed("steadyState", SafetyForms.Steady, "What holds when nothing is injected.");
    private static readonly Field<PhaseOptions> _inject = Fields.Optional("inject", PhaseForms.Inject, "What is injected, and when.");
    private static readonly Field<IReadOnlyList<PhaseOptions>> _phases = Fields.Optional("phases", PhaseForms.Phases, "Several injections one after the other, instead of `inject`.");
    private static readonly Field<bool> _abortOnFailure = Fields.Default("abortOnFailure", new FlagForm(), "Later phases are left out after one whose validation failed.", _usual.AbortOnFailure, "true");
    private static readonly Field<double> _sampling = Fields.Default("sampling", new DurationForm(new(0, 3600, LowOpen: true)), "How often signals are looked at.", _usual.SamplingSeconds);
    private static readonly Field<double> _window = Fields.Default("window", new DurationForm(new(0, 86400, LowOpen: true)), "Time over which they are read.", _usual.WindowSeconds);
    private static readonly Field<double> _brokenShare = Fields.Default("brokenShare", new RatioForm(new(0, 1, LowOpen: true)),
        "Share of failed attempts, above that before the injection, from which an executor counts as broken down.", _usual.BrokenShare);
    private static readonly Field<(RadiusOptions Limits, IReadOnlyList<Surroundings> Environments)> _radius = Fields.Needed("blastRadius", SafetyForms.Radius, "How far the damage may reach.");
    private static readonly Field<IReadOnlyList<AbortOptions>> _abort = Fields.Default("abort", new ListForm<AbortOptions>(SafetyForms.Abort, 0, 20), "When it is given up.", [], "[]");
    private static readonly Field<double> _killSwitch = Fields.Optional("killSwitch", new DurationForm(WorkloadOptions.SecondsBounds), "When somebody ends it by hand, from the start of the trial.", "none");
    private static readonly Field<RollbackOptions> _rollback = Fields.Needed("rollback", SafetyForms.Rollback, "How the world is put back; `{}` for the usual way.");
    private static readonly Field<SuccessCriteria> _success = Fields.Default("success", SafetyForms.Success, "What must be true of a trial.", new(), "it runs its course");
    private static readonly Field<double> _holdsIn = Fields.Default("holdsIn", new RatioForm(new(0, 1, LowOpen: true, HighOpen: true)), "Share of the trials in which the hypothesis must hold.", 0.9);
    private static readonly Field<long> _replications = Fields.Optional("replications", new CountForm(new(1, 1e6)), "Trials of the experiment per cell, each with a twin without injection.", "as many as trials");
    private static readonly Field<bool> _preFlight = Fields.Default("preFlight", SafetyForms.PreFlight, "What is confirmed beforehand.", true, "all of it");
    private static readonly Field<bool> _approved = Fields.Default("approved", new FlagForm(), "Somebody has approved of an experiment in production.", false, "false");
    private static readonly Field<bool> _longRun = Fields.Default("longRun", new FlagForm(), "The injections may last longer than 10 min altogether.", false, "false");

    /// <summary>The mapping.</summary>
    public static Shape<WrittenExperiment> Shape { get; } = new("experiment",
        "A chaos experiment in every trial: the steady state is verified, faults are injected and watched, the world is put back; needs a workload. " +
        "Judged against a twin without injection; written to `experiments.csv`.",
        [
            _type, _target, _environment, _hypothesis, _playbooks, _steady, _inject, _phases, _abortOnFailure, _sampling, _window, _brokenShare, _radius, _abort,
            _killSwitch, _rollback, _success, _holdsIn, _replications, _preFlight, _approved, _longRun,
        ],
        Make, new([[_inject], [_phases]]), PreFlight, early: true);

    /// <summary>The key at the top of a scenario.</summary>
    public static Field<WrittenExperiment> Field { get; } = Fields.Optional("experiment", Shape, "A chaos experiment in every trial.", "none");

    /// <summary>Whether a workload leaves the experiment the time that it needs; what can be told of it is, whatever else is wrong.</summary>
    /// <param name="workload">The workload; nothing when there is none or it is wrong itself.</param>
    /// <param name="node">The experiment.</param>
    /// <param name="binding">Names and levels.</param>
    public static bool Fits(WorkloadOptions? workload, Node node, Binding binding)
    {
        List<string> wrong = [];
        var peek = new Peek(node, binding);
        if (!binding.Names.HasWorkload) wrong.Add("needs workload: one lone agent has no steady state");
        if (workload is not null && node is MapNode)
        {
            var phases = PhaseForms.Sketch(peek.Into(_inject), peek.Into(_phases));
            if (peek.Into(_steady).Knows(SafetyForms.SteadyFor, out var steady) && phases is [{ FromSeconds: { } from }, ..] && from < workload.WarmUpSeconds + steady)
                wrong.Add($"begins to inject at {from:R} s; allowed from {workload.WarmUpSeconds + steady:R} s on: warmUp ({workload.WarmUpSeconds:R} s) and steadyState.window ({steady:R} s)");
            var back = peek.Into(_rollback);
            if (back.Knows(SafetyForms.Within, out var within) && phases is [.., { ToSeconds: { } to }] && to > workload.ForSeconds - within)
                wrong.Add($"ends to inject at {to:R} s; allowed up to {workload.ForSeconds - within:R} s: rollback.within ({within:R} s) before for ({workload.ForSeconds:R} s)");
            var bin = workload.Timeline.WidthFor(workload.ForSeconds + workload.DrainSeconds);
            if (peek.Knows(_window, out var window) && window < bin) wrong.Add(Narrow("window", window));
            if (back.Knows(SafetyForms.VerifyFor, out var verify) && verify < bin) wrong.Add(Narrow("rollback.verifyFor", verify));
            // A limit that nothing can be read against would hold whatever happens.
            if (peek.Into(_success).Knows(SafetyForms.During, out var during) && during.Count > 0 && phases.All(phase => phase.HoldsNo(bin)))
                wrong.Add($"injects too briefly for success.during: signals are read over whole bins of the timeline, and no injection holds one of {bin:R} s");
            string Narrow(string key, double seconds) => $"has {key} {seconds:R} s; allowed from {bin:R} s on, the width of a bin of the timeline";
        }
        foreach (var why in wrong) binding.Problems.Error(node.Place, $"{Field.Key} {why}");
        return wrong.Count == 0;
    }

    /// <summary>The worlds with the experiment in them; nothing when it does not fit them, which is refused.</summary>
    public static List<WorldOptions>? Lay(WrittenExperiment written, List<WorldOptions> worlds, Node node, Binding binding)
    {
        List<WorldOptions> conducted = [.. worlds.Select(world => world with { Experiment = written.Monitor })];
        List<string> wrong = [.. conducted[0].Check().Select(violation => $"does not fit: {violation}")];
        foreach (var why in wrong) binding.Problems.Error(node.Place, $"{Field.Key} {why}");
        return wrong.Count == 0 ? conducted : null;
    }

    private static WrittenExperiment Make(Values v) => new(
        new()
        {
            Phases = Injected(v), Steady = v.Get(_steady).Expect, SteadySeconds = v.Get(_steady).Seconds, WindowSeconds = v.Get(_window), SamplingSeconds = v.Get(_sampling),
            Aborts = v.Get(_abort), Radius = v.Get(_radius).Limits, Rollback = v.Get(_rollback), KillSwitchSeconds = v.Has(_killSwitch) ? v.Get(_killSwitch) : null,
            AbortOnFailure = v.Get(_abortOnFailure), BrokenShare = v.Get(_brokenShare),
        },
        new()
        {
            Type = v.Get(_type), Target = v.Get(_target), Hypothesis = v.Get(_hypothesis), Environment = WordForm<Surroundings>.Of(v.Get(_environment)),
            Playbooks = v.Get(_playbooks),
            Success = v.Get(_success), HoldsIn = v.Get(_holdsIn), Replications = v.Has(_replications) ? (int)v.Get(_replications) : null,
        });

    private static IReadOnlyList<PhaseOptions> Injected(Values v) => v.Has(_phases) ? v.Get(_phases) : [v.Get(_inject)];

    /// <summary>What blocks an experiment; every check is made that the keys which are right allow.</summary>
    private static bool PreFlight(Values v)
    {
        var fine = true;
        void Refuse(Field field, string rest)
        {
            v.Refuse(field, rest);
            fine = false;
        }
        void Wrong(Node? at, string why)
        {
            v.Binding.Problems.Error((at ?? v.Node).Place, $"{v.Path}.{why}");
            fine = false;
        }
        var peek = new Peek(v.Node, v.Binding);
        var phases = PhaseForms.Sketch(peek.Into(_inject), peek.Into(_phases));
        if (v.Has(_environment))
        {
            var environment = v.Get(_environment);
            if (environment == Surroundings.Production && peek.Knows(_approved, out var approved) && !approved) Refuse(_environment, "production needs approved: true");
            if (peek.Into(_radius).Knows(SafetyForms.Environments, out var environments) && !environments.Contains(environment))
                Refuse(_environment, $"blastRadius.environments allows {string.Join(", ", environments.Select(WordForm<Surroundings>.Of))}");
        }
        if (v.Has(_target) && phases.Count > 0 && phases.All(phase => phase.Targets?.Contains(v.Get(_target)) == false))
            Refuse(_target, $"nothing is injected there; injected: {string.Join(", ", phases.SelectMany(phase => phase.Targets!).Distinct())}");
        var (key, where) = peek.Has(_inject) ? (_inject.Key, peek.Into(_inject).Node) : (_phases.Key, peek.Into(_phases).Node);
        var total = phases.Sum(phase => phase.ForSeconds ?? 0);
        if (total > LongSeconds && peek.Knows(_longRun, out var longRun) && !longRun)
            Wrong(where, $"{key} lasts {total:R} s altogether; allowed up to {LongSeconds:R} s; give longRun: true to allow more");
        foreach (var same in phases.GroupBy(phase => phase.Name).Where(group => group.Key is not null && group.Count() > 1))
            Wrong(where, $"{key} has the name {same.Key} {same.Count()} times; each phase has its own");
        foreach (var (phase, next) in phases.Zip(phases.Skip(1)))
        {
            if (next.FromSeconds < phase.ToSeconds) Wrong(where, $"{key} begins {next.Name} at {next.FromSeconds:R} s; allowed from {phase.ToSeconds:R} s on, the end of {phase.Name}");
            else if (phase.ExpectedSeconds is { } expected && peek.Knows(_window, out var pause) && next.FromSeconds < phase.ToSeconds + expected + pause)
                Wrong(where, $"{key} begins {next.Name} at {next.FromSeconds:R} s; allowed from {phase.ToSeconds + expected + pause:R} s on: {phase.Name}, its expectedTime ({expected:R} s) and window ({pause:R} s)");
        }
        if (!peek.Knows(_sampling, out var sampling)) return fine;
        if (peek.Knows(_window, out var window) && sampling > window)
        {
            if (v.Has(_sampling)) Refuse(_sampling, $"allowed up to window ({window:R} s)");
            else Refuse(_window, $"allowed from sampling ({sampling:R} s) on");
        }
        var steady = peek.Into(_steady);
        if (steady.Knows(SafetyForms.SteadyFor, out var verified) && sampling > verified)
            Wrong(steady.Into(SafetyForms.SteadyFor).Node ?? steady.Node, $"{_steady.Key}.{SafetyForms.SteadyFor.Key} is {verified:R} s; allowed from sampling ({sampling:R} s) on");
        return fine;
    }
}
