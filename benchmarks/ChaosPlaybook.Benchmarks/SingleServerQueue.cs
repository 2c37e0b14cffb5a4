using BenchmarkDotNet.Attributes;

namespace ChaosPlaybook.Benchmarks;

/// <summary>How fast is contention? M/M/1 at load 0.9, one strand per customer, a million customers.</summary>
[MemoryDiagnoser]
public class SingleServerQueue : ICase
{
    private const int Customers = 1_000_000;
    private const double Load = 0.9;
    private const ulong Seed = 42;
    private const byte Arrival = 200;
    private static readonly Exponential _gap = new(1 / Load), _service = new(1);

    private readonly Simulation _simulation = new();
    private readonly Shop _shop;
    private readonly double[] _ring = new double[1 << 16], _work = new double[1 << 16];

    public SingleServerQueue() => _shop = new Shop(_simulation);

    string ICase.Name => "M/M/1, load 0.9, one strand per customer";
    (int, string) ICase.Work => (Customers, "customers");
    double ICase.Bar => 0.20;
    double ICase.Engine() => Engine();
    double ICase.Loop() => Loop();

    [Benchmark(OperationsPerInvoke = Customers)]
    public double Engine()
    {
        _simulation.Reset();
        _shop.Sojourn = default;
        _simulation.Spawn(_shop);
        _simulation.Run();
        return _shop.Sojourn.Mean;
    }

    [Benchmark(OperationsPerInvoke = Customers, Baseline = true)]
    public double Loop()
    {
        var luck = new Luck(Seed, 0);
        var sojourn = new Moments();
        var mask = _ring.Length - 1;
        int head = 0, tail = 0, arrived = 0;
        var draw = luck.Draw(Arrival, 0, 0, 0);
        double nextArrival = _gap.Quantile(draw.First), nextDeparture = double.PositiveInfinity;
        while (arrived < Customers || head != tail)
        {
            if (arrived < Customers && nextArrival <= nextDeparture)
            {
                var now = nextArrival;
                var service = _service.Quantile(draw.Second);
                if (head == tail) nextDeparture = now + service;
                (_ring[tail], _work[tail]) = (now, service);
                tail = (tail + 1) & mask;
                if (++arrived == Customers) continue;
                draw = luck.Draw(Arrival, 0, arrived, 0);
                nextArrival = now + _gap.Quantile(draw.First);
            }
            else
            {
                var now = nextDeparture;
                sojourn.Add(now - _ring[head]);
                head = (head + 1) & mask;
                nextDeparture = head == tail ? double.PositiveInfinity : now + _work[head];
            }
        }
        return sojourn.Mean;
    }

    /// <summary>Lets customers in at the beat of their gaps.</summary>
    private sealed class Shop(Simulation simulation) : Process
    {
        private readonly Stack<Customer> _idle = new();
        public readonly Resource Server = new(simulation, 1);
        public Moments Sojourn;

        public override async SimTask<Outcome> Run(Strand strand, object? context)
        {
            var luck = new Luck(Seed, 0);
            for (var i = 0; i < Customers; i++)
            {
                var draw = luck.Draw(Arrival, 0, i, 0);
                await strand.Delay(_gap.Quantile(draw.First));
                if (!_idle.TryPop(out var customer)) customer = new Customer(this);
                customer.Service = _service.Quantile(draw.Second);
                simulation.Spawn(customer);
            }
            return Outcome.Success;
        }

        public void Leave(Customer customer) => _idle.Push(customer);
    }

    /// <summary>Queues, is served, goes.</summary>
    private sealed class Customer(Shop shop) : Process
    {
        public double Service;

        public override async SimTask<Outcome> Run(Strand strand, object? context)
        {
            var arrived = strand.Now;
            await shop.Server.Acquire(strand);
            await strand.Delay(Service);
            shop.Server.Release();
            shop.Sojourn.Add(strand.Now - arrived);
            shop.Leave(this);
            return Outcome.Success;
        }
    }
}
