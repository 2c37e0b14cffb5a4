using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ChaosPlaybook.Interop;

/// <summary>
/// Which trial a trace or a log is of, and the ids in it. They are the first bytes of SHA-256 over scenario, seed, cell, replication
/// and number: the same trial gives the same ids on every machine, and two trials never share one in practice.
/// </summary>
/// <param name="Scenario">Name of the scenario.</param>
/// <param name="Playbook">Name of the playbook.</param>
/// <param name="Levels">Name and level of each factor.</param>
/// <param name="Seed">Master seed.</param>
/// <param name="Cell">Position of the cell in plan order.</param>
/// <param name="Replication">Index of the trial.</param>
public sealed record TrialIdentity(
    string Scenario, string Playbook, IReadOnlyList<KeyValuePair<string, string>> Levels, ulong Seed, int Cell, long Replication)
{
    private static readonly DateTime _epoch = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>The correlation id of a workflow, which all its spans and log lines carry: 32 hexadecimal digits.</summary>
    /// <param name="workflow">Its number within the trial.</param>
    public string TraceId(int workflow) => Id("trace", workflow, 16);

    /// <summary>The id of the span of a whole workflow: 16 hexadecimal digits.</summary>
    /// <param name="workflow">Its number within the trial.</param>
    public string WorkflowSpanId(int workflow) => Id("workflow", workflow, 8);

    /// <summary>The id of a span: 16 hexadecimal digits.</summary>
    /// <param name="number">Its number within the trial in the order in which spans began.</param>
    public string SpanId(int number) => Id("span", number, 8);

    /// <summary>Virtual time as nanoseconds of Unix time: the trial begins at 2000-01-01T00:00:00Z.</summary>
    public static long UnixNanoseconds(double seconds) =>
        (_epoch - DateTime.UnixEpoch).Ticks * 100 + (long)Math.Round(seconds * 1e9);

    /// <summary>The same as a text of ISO 8601, to the microsecond.</summary>
    public static string Instant(double seconds) =>
        _epoch.AddTicks((long)Math.Round(seconds * 1e6) * 10).ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    private string Id(string what, int number, int bytes)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"{what}\n{Scenario}\n{Seed}\n{Cell}\n{Replication}\n{number}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)), 0, bytes);
    }
}
