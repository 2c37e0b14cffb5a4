using System.Text.Json;
using ChaosPlaybook.Model;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Interop.Tests;

/// <summary>One trial as traces and as a log.</summary>
public class TraceExportTests
{
    private const long Epoch = 946_684_800_000_000_000; // 2000-01-01T00:00:00Z by date -u -d 2000-01-01 +%s
    private static readonly TrialIdentity _trial = new("shop \"A\"", "patient", [new("rate", "0.3")], 7, 2, 5);

    [Fact]
    [Trait("check", "S3 38")]
    public void Traces_follow_the_protocol_and_spans_lie_in_the_spans_that_hold_them()
    {
        var spans = Spans(_trial, Run(4));
        var byId = spans.ToDictionary(span => span.GetProperty("spanId").GetString()!);
        Assert.Equal(spans.Count, byId.Count);
        Assert.Single(spans, span => !span.TryGetProperty("parentSpanId", out _));
        foreach (var span in spans)
        {
            Assert.True(Time(span, "startTimeUnixNano") >= Epoch);
            Assert.True(Time(span, "endTimeUnixNano") >= Time(span, "startTimeUnixNano"));
            if (!span.TryGetProperty("parentSpanId", out var id)) continue;
            var parent = byId[id.GetString()!];
            Assert.Equal(parent.GetProperty("traceId").GetString(), span.GetProperty("traceId").GetString());
            Assert.True(Time(parent, "startTimeUnixNano") <= Time(span, "startTimeUnixNano"));
        }
    }

    [Fact]
    public void A_trace_shows_what_a_trial_must_do_by_its_settings()
    {
        // The first two attempts fail after 0.1 s each, half a second apart; the third succeeds.
        var trace = new EventTrace();
        new World(Shop([new ErrorFaultOptions { First = 2, Latency = new Constant(0.1), Codes = [new(503, 1)] }], calls: false), 1, trace).Run(0, out _);
        var spans = Spans(_trial, trace);
        Assert.Equal(["workflow", "buy", "retry", "front", "front", "front"], spans.Select(span => span.GetProperty("name").GetString()));
        Assert.Equal([1, 1, 1, 3, 3, 3], spans.Select(span => span.GetProperty("kind").GetInt32()));
        var attempts = spans.Where(span => Otlp.Attribute(span, "peer.service") == "front").ToList();
        Assert.Equal([0, 600_000_000, 1_200_000_000], attempts.Select(span => Time(span, "startTimeUnixNano") - Epoch));
        Assert.Equal(["1", "2", "3"], attempts.Select(span => Otlp.Attribute(span, "chaosplaybook.attempt")));
        Assert.Equal(["503", "503", null], attempts.Select(span => Otlp.Attribute(span, "error.type")));
        Assert.Equal(["failed 503", "failed 503"], attempts.Take(2).Select(span => span.GetProperty("status").GetProperty("message").GetString()));
        Assert.False(attempts[2].GetProperty("status").TryGetProperty("code", out _));
        Assert.Equal("faultStruck", Assert.Single(attempts[0].GetProperty("events").EnumerateArray()).GetProperty("name").GetString());
        var waits = spans[2].GetProperty("events").EnumerateArray().ToList();
        Assert.Equal([100_000_000, 700_000_000], waits.Select(wait => Time(wait, "timeUnixNano") - Epoch));
        Assert.Equal(["0.5", "0.5"], waits.Select(wait => Math.Round(double.Parse(Otlp.Attribute(wait, "chaosplaybook.seconds")!), 9).ToString()));
    }

    [Fact]
    public void Ids_are_the_same_every_time_and_differ_between_trials()
    {
        string Text(TrialIdentity trial, long replication)
        {
            using var stream = new MemoryStream();
            OtlpTrace.Write(trial, Run(replication), stream);
            return Convert.ToHexString(stream.ToArray());
        }
        Assert.Equal(Text(_trial, 4), Text(_trial, 4));
        TrialIdentity[] others = [_trial with { Seed = 8 }, _trial with { Cell = 3 }, _trial with { Replication = 6 }, _trial with { Scenario = "shop" }];
        Assert.Distinct(others.Prepend(_trial).Select(trial => trial.TraceId(0)));
        Assert.Distinct([_trial.WorkflowSpanId(0), _trial.SpanId(0), _trial.SpanId(1), _trial.WorkflowSpanId(1)]);
    }

    [Fact]
    [Trait("check", "S5 52")]
    public void The_correlation_id_is_one_through_all_layers_and_all_lines_of_a_workflow()
    {
        for (var replication = 0; replication < 20; replication++)
        {
            var trace = Run(replication);
            var lines = Lines(trace);
            var id = _trial.TraceId(0);
            Assert.All(lines, line => Assert.Equal(id, line.GetProperty("correlationId").GetString()));
            Assert.All(Spans(_trial, trace), span => Assert.Equal(id, span.GetProperty("traceId").GetString()));
            foreach (var (begins, ends) in new[] { ("workflowStarted", "workflowEnded"), ("stepStarted", "stepEnded"), ("attemptStarted", "attemptEnded") })
                Assert.Equal(lines.Count(line => Event(line) == begins), lines.Count(line => Event(line) == ends));
            Assert.Equal(trace.Spans.Count(span => span.Kind == SpanKind.Attempt), lines.Count(line => Event(line) == "attemptEnded"));
            Assert.Equal(lines.Select(line => line.GetProperty("time").GetString()).Order(StringComparer.Ordinal), lines.Select(line => line.GetProperty("time").GetString()));
        }
    }

    [Fact]
    [Trait("check", "S5 52")]
    public void A_log_tells_what_happened_line_by_line_in_the_order_in_which_it_did()
    {
        var trace = new EventTrace();
        new World(Shop([new ErrorFaultOptions { First = 1, Latency = new Constant(0.1), Codes = [new(503, 1)] }], calls: false), 1, trace).Run(0, out _);
        var lines = Lines(trace);
        Assert.Equal(
            ["workflowStarted", "stepStarted", "attemptStarted", "faultStruck", "attemptEnded", "waited", "attemptStarted", "attemptEnded", "stepEnded", "workflowEnded"],
            lines.Select(Event));
        Assert.Equal("2000-01-01T00:00:00.600000Z", lines[6].GetProperty("time").GetString());
        Assert.Equal(("WARN", 503, 1), (lines[4].GetProperty("level").GetString(), lines[4].GetProperty("code").GetInt32(), lines[4].GetProperty("attempt").GetInt32()));
        Assert.Equal("buy", lines[4].GetProperty("step").GetString());
    }

    private static List<JsonElement> Spans(TrialIdentity trial, EventTrace trace)
    {
        using var stream = new MemoryStream();
        OtlpTrace.Write(trial, trace, stream);
        var scope = Otlp.Check(stream, "Traces").GetProperty("resourceSpans")[0].GetProperty("scopeSpans")[0];
        return [.. scope.GetProperty("spans").EnumerateArray()];
    }

    private static List<JsonElement> Lines(EventTrace trace)
    {
        using var text = new StringWriter();
        TrialLog.Write(_trial, trace, text);
        Assert.EndsWith("}\n", text.ToString(), StringComparison.Ordinal);
        return [.. text.ToString().TrimEnd('\n').Split('\n').Select(line => JsonDocument.Parse(line).RootElement)];
    }

    private static string Event(JsonElement line) => line.GetProperty("event").GetString()!;

    private static long Time(JsonElement holder, string name) => long.Parse(holder.GetProperty(name).GetString()!);

    private static EventTrace Run(long replication)
    {
        var trace = new EventTrace();
        new World(Shop([new ErrorFaultOptions { Rate = 0.4 }], calls: true), 7, trace).Run(replication, out _);
        return trace;
    }

    private static WorldOptions Shop(IReadOnlyList<FaultOptions> faults, bool calls) => new()
    {
        Agent = new([new StepOptions("buy", "front")]),
        Executors =
        [
            new ExecutorOptions { Name = "front", Latency = new Constant(0.1), Faults = faults, Calls = calls ? [new CallOptions("back")] : [] },
            new ExecutorOptions { Name = "back", Latency = new Constant(0.1) },
        ],
        Playbook = new("patient", [new RetryOptions { Backoff = new() { Kind = BackoffKind.Constant, BaseSeconds = 0.5, Jitter = JitterKind.None } }]),
    };
}
