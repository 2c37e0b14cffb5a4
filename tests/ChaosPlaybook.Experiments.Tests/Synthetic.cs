using ChaosPlaybook.Kernel;
using ChaosPlaybook.Model;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Experiments.Tests;

/// <summary>
/// A stand-in for the world: four steps, one executor with Bernoulli errors, retries without waits. Everything is a hash of seed,
/// replication, step and attempt, so equal replications meet equal luck under every playbook and rate.
/// </summary>
internal static class Synthetic
{
    private static readonly int[] Codes = [429, 500, 503];

    public static readonly AgentOptions Agent = new(
    [
        new("getInventory", "petstore"), new("findPets", "petstore", Effect.Read),
        new("placeOrder", "petstore", Effect.Write), new("updatePet", "petstore", Effect.Write),
    ]);

    /// <summary>Playbook name to retries.</summary>
    public static readonly (string Name, int Retries)[] Playbooks = [("baseline", 0), ("one", 1), ("three", 3)];

    public static Plan Plan(
        long trials, double[]? rates = null, (string Name, int Retries)[]? playbooks = null, Precision? precision = null,
        params Hypothesis[] hypotheses)
    {
        rates ??= [0, 0.05, 0.3];
        playbooks ??= Playbooks;
        var levels = rates.Select(rate => new Level(rate.ToString("R"), rate)).ToList();
        return new Plan
        {
            Name = "synthetic",
            Trials = trials,
            Precision = precision,
            Factors = [new("failureRate", levels)],
            Playbooks = [.. playbooks.Select(playbook => playbook.Name)],
            Points = [.. levels.Select((level, index) => new DesignPoint(
                index, [level], [.. playbooks.Select(playbook => World(level.Number!.Value, playbook.Name, playbook.Retries))]))],
            Hypotheses = hypotheses,
        };
    }

    public static WorldOptions World(double rate, string playbook, int retries) => new()
    {
        Agent = Agent,
        Executors = [new() { Name = "petstore", Latency = new Constant(0.1), Faults = [new ErrorFaultOptions { Rate = rate }], Cost = 0.01 }],
        Playbook = new(playbook, retries == 0 ? [] : [new RetryOptions { Retries = retries }]),
    };

    public static TrialRunner Runner(WorldOptions options, ulong seed)
    {
        var rate = ((ErrorFaultOptions)options.Executors[0].Faults[0]).Rate;
        var retries = options.Playbook.Pipeline.OfType<RetryOptions>().FirstOrDefault()?.Retries ?? 0;
        return (long replication, out TrialRecord record) => Trial(rate, retries, seed, replication, out record);
    }

    public static Task<SweepResult> Sweep(Plan plan, int workers = 2) => Sweep(plan, new SweepOptions { Workers = workers });

    public static Task<SweepResult> Sweep(Plan plan, SweepOptions options) =>
        SweepRunner.Run(plan, options, Runner, TestContext.Current.CancellationToken);

    private static void Trial(double rate, int retries, ulong seed, long replication, out TrialRecord record)
    {
        record = new TrialRecord { FailedStep = -1, Quality = 1 };
        var luck = Mix(seed ^ Mix((ulong)replication));
        for (short step = 0; step < 4; step++)
        {
            record.Calls++;
            for (var attempt = 0; ; attempt++)
            {
                var draw = Mix(luck + (ulong)(step * 100 + attempt));
                record.Attempts++;
                record.Cost += 0.01;
                record.DurationSeconds += 0.05 - 0.2 * Math.Log(Unit(Mix(draw)));
                if (Unit(draw) >= rate) break;
                record.FaultsInjected++;
                if (attempt < retries)
                {
                    record.Retries++;
                    record.WaitSeconds += 0.5;
                    record.DurationSeconds += 0.5;
                    continue;
                }
                record.Ended = OutcomeKind.Failed;
                record.Code = (ushort)Codes[draw % 3];
                record.FailedStep = step;
                record.Inconsistent = step >= 2;
                record.Quality = 0;
                return;
            }
            record.StepsCompleted++;
        }
    }

    private static double Unit(ulong bits) => ((bits >> 11) + 0.5) / (1UL << 53);

    private static ulong Mix(ulong z)
    {
        z += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}

/// <summary>Files as text.</summary>
internal static class Text
{
    public static string Cells(SweepResult result) => Of(writer => CellsCsv.Write(result, writer));

    public static string Comparisons(SweepResult result) => Of(writer => ComparisonsCsv.Write(result, writer));

    public static string Of(Action<TextWriter> write)
    {
        using var writer = new StringWriter();
        write(writer);
        return writer.ToString();
    }

    /// <summary>Rows by column name.</summary>
    public static List<Dictionary<string, string>> Rows(string csv)
    {
        var lines = csv.TrimEnd('\n').Split('\n').Select(line => line.Split(',')).ToList();
        return [.. lines.Skip(1).Select(line => lines[0].Zip(line).ToDictionary(pair => pair.First, pair => pair.Second))];
    }
}
