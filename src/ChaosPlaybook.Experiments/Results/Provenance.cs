using System.Reflection;
using System.Runtime.InteropServices;

namespace ChaosPlaybook.Experiments;

/// <summary>When, where and by what a result was made: the only thing that differs between equal sweeps.</summary>
/// <param name="StartedAt">Start, universal time.</param>
/// <param name="ElapsedSeconds">How long it took.</param>
/// <param name="Workers">Threads that made trials.</param>
/// <param name="CommandLine">The arguments given.</param>
/// <param name="Version">Version of the program.</param>
/// <param name="Commit">Commit it was built from, or nothing when unknown.</param>
/// <param name="Machine">Name of the machine.</param>
/// <param name="Processors">Logical processors.</param>
/// <param name="Architecture">Instruction set, such as <c>X64</c>.</param>
/// <param name="OperatingSystem">Operating system and its version.</param>
/// <param name="Runtime">.NET runtime and its version.</param>
public sealed record Provenance(
    DateTimeOffset StartedAt, double ElapsedSeconds, int Workers, IReadOnlyList<string> CommandLine, string Version, string? Commit,
    string Machine, int Processors, string Architecture, string OperatingSystem, string Runtime)
{
    /// <summary>Starts the watch; call what is returned at the end.</summary>
    /// <param name="clock">The clock on the wall.</param>
    /// <param name="workers">Threads that make trials.</param>
    /// <param name="commandLine">The arguments given.</param>
    public static Func<Provenance> Start(TimeProvider clock, int workers, IReadOnlyList<string> commandLine)
    {
        var (startedAt, ticks) = (clock.GetUtcNow(), clock.GetTimestamp());
        var (version, commit) = Built();
        return () => new(
            startedAt, clock.GetElapsedTime(ticks).TotalSeconds, workers, commandLine, version, commit, Environment.MachineName,
            Environment.ProcessorCount, RuntimeInformation.ProcessArchitecture.ToString(), RuntimeInformation.OSDescription,
            RuntimeInformation.FrameworkDescription);
    }

    // The build appends the commit to the version: 0.1.0+b3be074…
    private static (string Version, string? Commit) Built()
    {
        var text = typeof(Provenance).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";
        var parts = text.Split('+', 2);
        return (parts[0], parts.Length > 1 ? parts[1] : null);
    }
}
