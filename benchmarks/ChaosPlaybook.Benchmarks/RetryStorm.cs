using BenchmarkDotNet.Attributes;

namespace ChaosPlaybook.Benchmarks;

/// <summary>
/// How fast is a storm? A thousand arrivals a second for a minute at one exponential server with a queue of 1000; clients wait
/// 50 ms and retry three times, the server works on for those that have gone.
/// </summary>
[MemoryDiagnoser]
public class RetryStorm : ICase
{
    private const int QueueLimit = 1000, Retries = 3;
    private const double Rate = 1000, Horizon = 60, Limit = 0.05, Base = 0.01;
    private const ulong Seed = 42;

    private Exponential _service = null!;
    private World _world = null!;
    private StormLoop _loop = null!;

    /// <summary>Mean service time over mean gap.</summary>
    [Params(0.8, 1.2)]
    public double Load { get; set; } = 0.8;

    /// <summary>Builds both sides for <see cref="Load"/>.</summary>
    [GlobalSetup]
    public void Build()
    {
        _service = new Exponential(Load / Rate);
        _loop = new StormLoop(_service);
        _world = new World(
            new WorldOptions
            {
                Agent = new([new StepOptions("call", "server")]),
                Executors = [new ExecutorOptions { Name = "server", Latency = _service, Servers = 1, QueueLimit = QueueLimit }],
                Playbook = new("storm",
                [
                    new RetryOptions { Retries = Retries, On = ErrorFilter.Any, Backoff = new() { BaseSeconds = Base, Jitter = JitterKind.Full } },
                    new TimeoutOptions { Seconds = Limit },
                ]),
                Workload = new OpenWorkloadOptions { Arrivals = new PoissonArrivalOptions { Rate = Rate }, ForSeconds = Horizon, DrainSeconds = Horizon },
            }, Seed);
    }

    /// <summary>A case of its own for <see cref="Limits"/>.</summary>
    internal static RetryStorm At(double load)
    {
        var storm = new RetryStorm { Load = load };
        storm.Build();
        return storm;
    }

    string ICase.Name => $"retry storm at load {Load}: timeout + 3 retries";
    (int, string) ICase.Work => ((int)(Rate * Horizon), "calls");
    double ICase.Bar => 0.25;
    double ICase.Engine() => Engine();
    double ICase.Loop() => Loop();

    [Benchmark(OperationsPerInvoke = (int)(Rate * Horizon))]
    public double Engine()
    {
        _world.Run(0, out var record);
        return Digest(record);
    }

    [Benchmark(OperationsPerInvoke = (int)(Rate * Horizon), Baseline = true)]
    public double Loop() => Digest(_loop.Run());

    private static double Digest(in TrialRecord record) =>
        record.Agents + record.Successes + record.Failures + record.Timeouts + record.Attempts + record.Retries + record.TimedOut + record.Shed +
        record.WaitSeconds + record.DurationSeconds + record.SuccessSeconds + record.DurationP50 + record.DurationP95 + record.DurationP99 +
        record.WastedShare;

    /// <summary>One loop over a heap of typed events: no strands, no layers. Draws are keyed as in the engine.</summary>
    private sealed class StormLoop(Exponential service)
    {
        private const byte Service = 0, Jitter = 1, Arrival = 2;
        private readonly PriorityHeap _events = new();
        private readonly DDSketch _durations = new();
        private readonly Job[] _queue = new Job[2048];
        private readonly Client[] _clients = new Client[4096];
        private readonly int[] _free = new int[4096];
        private int _freeCount, _head, _tail, _token;
        private bool _busy;
        private Job _serving;
        private double _began, _busySeconds, _wasted, _seconds, _successSeconds;
        private Luck _luck;
        private TrialRecord _record;

        private struct Client
        {
            public double Started, WaitFrom;
            public int Number, Tries, Token;
        }

        private struct Job
        {
            public int Client, Token;
            public double Seconds;
        }

        public TrialRecord Run()
        {
            _record = default;
            _luck = new Luck(Seed, 0);
            _durations.Clear();
            _events.Clear();
            _busySeconds = _wasted = _seconds = _successSeconds = 0;
            _head = _tail = 0;
            _busy = false;
            _freeCount = _free.Length;
            for (var i = 0; i < _freeCount; i++) _free[i] = _freeCount - 1 - i;
            var arrivals = 0;
            var at = -(1 / Rate) * Math.Log(_luck.Uniform(Arrival, 0, 0, 0));
            _events.Push(at, Kind.Arrival, 0, 0);
            while (_events.TryPop(out var now, out var kind, out var client, out var token))
            {
                switch (kind)
                {
                    case Kind.Arrival:
                        var slot = _free[--_freeCount];
                        _record.Agents++;
                        _record.Calls++;
                        _clients[slot] = new Client { Started = at, Number = arrivals };
                        var before = now;
                        at += -(1 / Rate) * Math.Log(_luck.Uniform(Arrival, 0, ++arrivals, 0));
                        if (at < Horizon) _events.Push(before + (at - before), Kind.Arrival, 0, 0);
                        Submit(slot, now);
                        break;
                    case Kind.Served:
                        _busySeconds += now - _began;
                        var served = _serving;
                        var awaited = _clients[served.Client].Token == served.Token;
                        if (!awaited) _wasted += now - _began;
                        if (_head == _tail) _busy = false;
                        else Begin(_queue[_head++ & 2047], now);
                        if (awaited) End(served.Client, now, OutcomeKind.Succeeded);
                        break;
                    case Kind.TimedOut:
                        if (_clients[client].Token != token) break;
                        _record.TimedOut++;
                        _clients[client].Token = -1;
                        Again(client, now, OutcomeKind.TimedOut);
                        break;
                    default:
                        _record.WaitSeconds += now - _clients[client].WaitFrom;
                        _record.Retries++;
                        Submit(client, now);
                        break;
                }
            }
            return Close();
        }

        private void Submit(int client, double now)
        {
            ref var caller = ref _clients[client];
            _record.Attempts++;
            var seconds = service.Quantile(_luck.Draw(Service, 0, caller.Number, caller.Tries).First);
            if (_busy && _tail - _head >= QueueLimit)
            {
                _record.Shed++;
                Again(client, now, OutcomeKind.Failed);
                return;
            }
            caller.Token = ++_token;
            var job = new Job { Client = client, Token = caller.Token, Seconds = seconds };
            if (_busy) _queue[_tail++ & 2047] = job;
            else Begin(job, now);
            _events.Push(now + Limit, Kind.TimedOut, client, caller.Token);
        }

        private void Begin(in Job job, double now)
        {
            _busy = true;
            _serving = job;
            _began = now;
            _events.Push(now + job.Seconds, Kind.Served, 0, 0);
        }

        private void Again(int client, double now, OutcomeKind kind)
        {
            ref var caller = ref _clients[client];
            if (caller.Tries == Retries)
            {
                End(client, now, kind);
                return;
            }
            var wait = _luck.Uniform(Jitter, 0, caller.Number, caller.Tries++) * Base;
            caller.WaitFrom = now;
            _events.Push(now + wait, Kind.Retry, client, 0);
        }

        private void End(int client, double now, OutcomeKind kind)
        {
            ref var caller = ref _clients[client];
            var seconds = now - caller.Started;
            _durations.Add(seconds);
            _seconds += seconds;
            switch (kind)
            {
                case OutcomeKind.Succeeded:
                    _record.Successes++;
                    _successSeconds += seconds;
                    break;
                case OutcomeKind.TimedOut: _record.Timeouts++; break;
                default: _record.Failures++; break;
            }
            caller.Token = -1;
            _free[_freeCount++] = client;
        }

        private TrialRecord Close()
        {
            _record.DurationSeconds = _seconds / _record.Agents;
            _record.SuccessSeconds = _successSeconds / _record.Successes;
            _record.DurationP50 = _durations.Quantile(0.50);
            _record.DurationP95 = _durations.Quantile(0.95);
            _record.DurationP99 = _durations.Quantile(0.99);
            _record.WastedShare = _wasted / _busySeconds;
            return _record;
        }
    }
}
