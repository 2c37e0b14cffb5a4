using System.Globalization;
using ChaosPlaybook.Model;

namespace ChaosPlaybook.Scenarios;

/// <summary>
/// Concrete changes to a playbook, each offered only where the failures found give a reason to try it. Whether it helps is not decided
/// here: every candidate is simulated.
/// </summary>
internal sealed class FixCatalogue
{
    private const int MostRetries = 100; // what the language allows

    private static readonly string[] _codes = ["408", "429", "5xx", "timeout"];

    private readonly Layers _layers;
    private readonly MapNode? _written;
    private readonly WorldOptions _world;
    private readonly FailureAnalysis _found;
    private readonly List<Candidate> _candidates = [];

    private FixCatalogue(Node playbook, WorldOptions world, FailureAnalysis found)
    {
        (_world, _found) = (world, found);
        _written = playbook as MapNode;
        _layers = playbook switch
        {
            ListNode list => new(list.Items),
            MapNode map when map["file"] is { } file => new([Layers.Layer($"rules: {{ file: {YamlText.Flow(file)}, lookup: first }}")]),
            MapNode map when map["pipeline"] is ListNode list => new(list.Items),
            _ => new([]),
        };
        if (_written?["file"] is not null) _written = null;
    }

    /// <summary>Every change that the failures give a reason to try.</summary>
    public static IReadOnlyList<Candidate> For(Node playbook, WorldOptions world, FailureAnalysis found)
    {
        var catalogue = new FixCatalogue(playbook, world, found);
        catalogue.Kind("repetition", catalogue.Repeating);
        catalogue.Kind("breaker", catalogue.Breaking);
        catalogue.Kind("timeout", catalogue.Waiting);
        catalogue.Kind("hedge", catalogue.Hedging);
        catalogue.Kind("fallback", catalogue.Answering);
        catalogue.Kind("load", catalogue.Loading);
        return catalogue._candidates;
    }

    private void Kind(string kind, Action offer)
    {
        var first = _candidates.Count;
        offer();
        for (var i = first; i < _candidates.Count; i++) _candidates[i] = _candidates[i] with { Kind = kind };
    }

    private bool HasLoad => _world.Workload is not null;

    private void Repeating()
    {
        var at = _layers.Repeater;
        if (at < 0)
        {
            foreach (var retries in (int[])[1, 3, 5])
                Add($"retry-{retries}", $"add a retry, {retries}×, full jitter", $"repeats failed attempts up to {retries} times, waiting U(0, 0.5 s · 2ⁿ⁻¹)",
                    _layers.Insert(Outside, Retry(retries)), IsTransient);
            return;
        }
        if (_layers.Word(at) == "rules")
        {
            if (_layers.Setting(at, "lookup") is not "each")
                Add("rules-each", "look up every error", "each error of a call is looked up anew instead of the first deciding about all",
                    _layers.With(at, ("lookup", "each")), IsTransient);
            Add("retry-around-rules", "retry around the rules", "a call whose rules have given up is begun again up to twice, with exponential waits and full jitter",
                _layers.Insert(at, Retry(2, rejected: true)), _ => true);
            Add("retry-instead-of-rules", "one retry instead of the rules", "every transient error is repeated up to 5 times with exponential waits and full jitter",
                _layers.Replace(at, Retry(5, rejected: _layers.Breaker > at)), IsTransient);
            return;
        }
        var present = int.TryParse(_layers.Setting(at, "retries") ?? "3", CultureInfo.InvariantCulture, out var number) ? number : 3;
        var more = Math.Min(MostRetries, present * 2 + 1);
        if (more > present)
            Add("more-retries", $"{more} retries instead of {present}", "more attempts before a call is given up", _layers.With(at, ("retries", $"{more}")), IsTransient);
        if (present > 1 && HasLoad)
            Add("fewer-retries", $"{present / 2} {(present / 2 == 1 ? "retry" : "retries")} instead of {present}", "less load from repetitions", _layers.With(at, ("retries", $"{present / 2}")), IsTransient);
        if (_layers.Setting(at, "backoff") is not "exponential")
            Add("exponential", "exponential waits", "waits double from retry to retry", _layers.With(at, ("backoff", "exponential")), IsTransient);
        if (_layers.Setting(at, "jitter") is not "full")
            Add("full-jitter", "full jitter", "waits are spread over U(0, d), so that clients do not return together",
                _layers.Without(at, "spread").With(at, ("jitter", "full")), IsTransient);
        if (_layers.Setting(at, "honourRetryAfter") is "false")
            Add("honour-retry-after", "honour Retry-After", "waits as long as the server asks for", _layers.With(at, ("honourRetryAfter", "true")), pattern => pattern.Code is "429" or "503");
        if (_layers.Settings(at)?["budget"] is null && HasLoad)
            Add("retry-budget", "a retry budget", "retries are at most a fifth of the calls, beside 10 per second",
                _layers.With(at, ("budget", "{ ratio: { percent: 20 %, minPerSecond: 10 } }")), IsTransient);
        if (_found.Patterns.Any(pattern => !pattern.IsTransient && pattern.Code.Length == 3) && _layers.Settings(at)?["on"] is not null)
            Add("fail-fast", "fail fast on permanent errors", "only errors that may pass are repeated",
                _layers.With(at, ("on", $"[{string.Join(", ", _codes)}]")), pattern => !pattern.IsTransient);
    }

    private void Breaking()
    {
        var at = _layers.Breaker;
        if (at < 0)
        {
            if (HasLoad)
                Add("breaker", "add a circuit breaker", "refuses attempts for 5 s once half of at least 20 within 10 s failed",
                    _layers.Insert(Inside, "circuitBreaker: { failureRatio: 50 %, minimumThroughput: 20, window: 10 s, break: 5 s }"), IsTransient);
            return;
        }
        var word = _layers.Word(at);
        Add("no-breaker", "remove the breaker", $"{word} no longer refuses attempts", _layers.Remove(at), IsBreakers);
        if (word == "circuitBreaker")
        {
            if (_layers.Setting(at, "consecutiveFailures") is { } text && int.TryParse(text, CultureInfo.InvariantCulture, out var failures))
                Add("relax-breaker", $"breaker after {failures * 3} failures instead of {failures}", "a short row of failures no longer opens it",
                    _layers.With(at, ("consecutiveFailures", $"{failures * 3}")), IsBreakers);
            Add("short-break", "a break of 1 s", "once open, the breaker tries again after 1 s", _layers.With(at, ("break", "1 s")), IsBreakers);
        }
        var repeater = _layers.Repeater;
        if (repeater < 0) return;
        if (repeater > at)
            Add("breaker-inside", "breaker inside the repetition", "the breaker sees attempts, not whole calls", _layers.Move(at, repeater), _ => true);
        else
            Add("breaker-outside", "breaker outside the repetition", "the breaker sees whole calls, so that attempts that are made good do not open it",
                _layers.Move(at, repeater), IsBreakers);
    }

    private List<AttemptLatency> Successes => [.. _found.Latencies.Where(latency => latency.Outcome == "succeeded")];

    private void Waiting()
    {
        if (Successes is not { Count: > 0 } successes) return;
        var p999 = successes.Max(latency => latency.P999Seconds);
        var timeout = _layers.IndexOf("timeout");
        var stall = _found.Latencies.Any(latency => latency.Outcome != "succeeded" && latency.P99Seconds > 2 * p999)
            || _world.Executors.Any(executor => executor.Faults.Any(fault => fault is HangFaultOptions or LossFaultOptions));
        if (timeout < 0 && (stall || HasLoad) && p999 > 0)
            Add("timeout", $"a timeout of {Time(p999)} per attempt", "the 99.9th percentile of the attempts that succeeded: what takes longer is given up",
                _layers.Insert(_layers.Count, $"timeout: {Time(p999)}"), pattern => pattern.Code != "429");
        if (timeout >= 0 && _found.Patterns.Any(pattern => pattern.Code == "timeout") && p999 > 0)
            Add("longer-timeout", $"a timeout of {Time(2 * p999)}", "twice the 99.9th percentile of the attempts that succeeded",
                _layers.Replace(timeout, $"timeout: {Time(2 * p999)}"), pattern => pattern.Code == "timeout");
    }

    private void Hedging()
    {
        if (Successes is { Count: > 0 } successes && _layers.IndexOf("hedge") < 0 && successes.Max(latency => latency.P50Seconds) > 0)
            Hedge(successes.Max(latency => latency.P95Seconds));
    }

    private void Answering()
    {
        if (_layers.IndexOf("fallback") < 0)
            Add("fallback", "a lesser answer instead of a failure", "a fallback answers at once with half the worth",
                _layers.Insert(0, "fallback: { quality: 0.5, on: [any] }"), _ => true);
    }

    /// <summary>Sends a second copy of slow calls; of reads only, for a copy of a write is a second write.</summary>
    private void Hedge(double p95)
    {
        var own = _written?["steps"] as MapNode;
        var steps = _world.Agent.Steps.Where(step => own?[step.Name] is null).ToList();
        var reads = steps.Where(step => step.Effect != Effect.Write).ToList();
        var addressed = _found.Patterns.Where(pattern => reads.Any(step => step.Name == pattern.Step)).ToList();
        if (reads.Count == 0 || addressed.Count == 0) return;
        var hedged = _layers.Insert(_layers.Count, $"hedge: {{ copies: 1, delay: {Time(p95)}, on: [{string.Join(", ", _codes)}] }}");
        var playbook = reads.Count == steps.Count ? Written(hedged.Node) : Map(_layers.Node,
            new(default, [.. own?.Entries ?? [], .. reads.Select(step => new Entry(new ScalarNode(default, step.Name, true), hedged.Node))]));
        _candidates.Add(new("hedge", "hedge reads at their 95th percentile", $"a second copy of a read after {Time(p95)}, or as soon as the first has failed", playbook, addressed));
    }

    private void Loading()
    {
        if (!HasLoad) return;
        var called = _world.Executors.Where(executor => _found.Patterns.Any(pattern => pattern.Executor == executor.Name)).ToList();
        if (called.FirstOrDefault(executor => executor.Servers is not null) is { } station && _layers.IndexOf("bulkhead") < 0)
        {
            var permits = station.Servers!.Value * station.Instances * 2;
            Add("bulkhead", $"a bulkhead of {permits}", $"at most twice as many attempts at a time as {station.Name} has servers",
                _layers.Insert(Inside, $"bulkhead: {{ permits: {permits}, scope: world }}"), pattern => pattern.Executor == station.Name);
        }
        if (called.FirstOrDefault(executor => executor.RateLimit is not null) is { RateLimit: { } limit } limited && _layers.IndexOf("rateLimiter") < 0)
        {
            var rate = (0.95 * limit.Rate).ToString("G4", CultureInfo.InvariantCulture);
            Add("rate-limiter", $"a rate limiter of {rate} per second", $"attempts wait at the client instead of being refused by {limited.Name}",
                _layers.Insert(_layers.Count, $"rateLimiter: {{ tokenBucket: {{ rate: {rate}/s }}, queue: 1000, scope: world }}"), pattern => pattern.Code == "429");
        }
    }

    /// <summary>Where something goes that must see whole attempts of the breaker and what is inside.</summary>
    private int Outside => _layers.Count > 0 && _layers.Word(0) is "fallback" or "cache" ? 1 : 0;

    private int Inside => _layers.Repeater + 1;

    private static bool IsTransient(FailurePattern pattern) => pattern.IsTransient;

    private static bool IsBreakers(FailurePattern pattern) =>
        pattern.Code == "rejected" || pattern.Causes.Any(cause => cause.Name.Contains("reaker", StringComparison.Ordinal));

    private static string Retry(int retries, bool rejected = false) =>
        $"retry: {{ retries: {retries}, backoff: exponential, base: 500 ms, max: 20 s, jitter: full{(rejected ? $", on: [{string.Join(", ", _codes)}, rejected]" : "")} }}";

    private static string Time(double seconds) => $"{Math.Max(1, Math.Ceiling(1000 * seconds)).ToString(CultureInfo.InvariantCulture)} ms";

    private void Add(string id, string title, string what, Layers changed, Func<FailurePattern, bool> addresses)
    {
        var addressed = _found.Patterns.Where(addresses).ToList();
        if (addressed.Count > 0) _candidates.Add(new(id, title, what, Written(changed.Node), addressed));
    }

    private Node Written(Node pipeline) => _written is null ? pipeline : Map(pipeline, _written["steps"] as MapNode);

    private MapNode Map(Node pipeline, MapNode? steps)
    {
        Entry[] others = [.. _written?.Entries.Where(entry => entry.Key.Text is not "pipeline" and not "steps") ?? []];
        List<Entry> entries = [new(new ScalarNode(default, "pipeline", true), pipeline)];
        if (steps is not null) entries.Add(new(new ScalarNode(default, "steps", true), steps));
        return new(default, [.. entries, .. others]);
    }
}
