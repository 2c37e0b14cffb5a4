using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using ChaosPlaybook.Model;

namespace ChaosPlaybook.Interop;

/// <summary>How far a playbook has come.</summary>
public enum PlaybookStage
{
    /// <summary>Just written.</summary>
    Dev,
    /// <summary>Has shown in simulation that it works.</summary>
    Lab,
    /// <summary>Ready for rehearsal.</summary>
    Staging,
    /// <summary>In use.</summary>
    Production,
}

/// <summary>One version of a playbook in a registry.</summary>
/// <param name="Name">Name of the playbook.</param>
/// <param name="Version">From 1 on.</param>
/// <param name="Stage">How far it has come.</param>
/// <param name="CreatedAt">When it was added, universal time.</param>
/// <param name="ValidatedBy">What let it reach its stage; empty in <see cref="PlaybookStage.Dev"/>.</param>
/// <param name="Description">What it is for.</param>
/// <param name="ParentVersion">The version before it, or nothing.</param>
/// <param name="Path">Its file.</param>
public sealed record RegisteredPlaybook(
    string Name, int Version, PlaybookStage Stage, DateTimeOffset CreatedAt, string ValidatedBy, string Description, int? ParentVersion, string Path);

/// <summary>
/// A folder of playbook files of the original engine, every version kept: <c>name/1.json</c>, with their life in <c>_metadata</c>.
/// </summary>
/// <param name="folder">The folder; made when something is added.</param>
/// <param name="clock">The clock on the wall.</param>
public sealed class PlaybookRegistry(string folder, TimeProvider clock)
{
    private static readonly JsonSerializerOptions _json =
        new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Every version, by name and version.</summary>
    /// <exception cref="InvalidDataException">A file is not what it should be.</exception>
    public IReadOnlyList<RegisteredPlaybook> List() => !Directory.Exists(folder) ? [] :
    [
        .. Directory.GetFiles(folder, "*.json", SearchOption.AllDirectories).Select(Read)
            .OrderBy(playbook => playbook.Name, StringComparer.Ordinal).ThenBy(playbook => playbook.Version),
    ];

    /// <summary>Adds a playbook, or a further version of it, in the stage <see cref="PlaybookStage.Dev"/>.</summary>
    /// <param name="name">Its name: letters, digits, <c>-</c> and <c>_</c>.</param>
    /// <param name="text">The playbook as JSON; what it says about its own life is replaced.</param>
    /// <param name="description">What it is for; nothing for what the playbook says itself.</param>
    /// <param name="file">Where the text stands, for messages; nothing for the name.</param>
    /// <exception cref="ArgumentException">The name or the playbook is not usable; the message says why.</exception>
    public RegisteredPlaybook Add(string name, string text, string? description = null, string? file = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length is 0 or > 64 || !name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_'))
            throw new ArgumentException($"\"{name}\" is no name for a playbook; allowed: letters, digits, - and _");
        var reading = PlaybookJson.Read(text, file ?? name);
        if (reading.HasErrors)
            throw new ArgumentException(string.Join(Environment.NewLine, reading.Problems.Where(problem => problem.IsError).Select(problem => $"{problem.File}:{problem.Line}:{problem.Column}: {problem.Message}")));
        var latest = List().LastOrDefault(playbook => playbook.Name == name);
        var version = (latest?.Version ?? 0) + 1;
        var playbook = new RegisteredPlaybook(name, version, PlaybookStage.Dev, clock.GetUtcNow(), "", description ?? reading.Description, latest?.Version,
            Path.Combine(folder, name, $"{version.ToString(CultureInfo.InvariantCulture)}.json"));
        Write(playbook, text);
        return playbook;
    }

    /// <summary>Moves a playbook one stage on.</summary>
    /// <param name="playbook">The playbook.</param>
    /// <param name="validatedBy">What lets it.</param>
    /// <exception cref="ArgumentException">There is no further stage.</exception>
    public static RegisteredPlaybook Promote(RegisteredPlaybook playbook, string validatedBy)
    {
        ArgumentNullException.ThrowIfNull(playbook);
        var promoted = playbook with { Stage = Next(playbook), ValidatedBy = validatedBy };
        Write(promoted, File.ReadAllText(playbook.Path));
        return promoted;
    }

    /// <summary>The stage after that of a playbook.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static PlaybookStage Next(RegisteredPlaybook playbook)
    {
        ArgumentNullException.ThrowIfNull(playbook);
        return playbook.Stage != PlaybookStage.Production ? playbook.Stage + 1
            : throw new ArgumentException($"{playbook.Name} version {playbook.Version} is in production; there is no further stage");
    }

    /// <summary>Whether two tables of rules say the same.</summary>
    public static bool AreEqual(RulesOptions first, RulesOptions second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        return first.Default == second.Default && Flat(first).SetEquals(Flat(second));
        static HashSet<(string, int, Rule)> Flat(RulesOptions rules) => [.. rules.Table.SelectMany(step => step.Value.Select(rule => (step.Key, rule.Key, rule.Value)))];
    }

    private static RegisteredPlaybook Read(string path)
    {
        try
        {
            var metadata = JsonNode.Parse(File.ReadAllText(path))?["_metadata"] ?? throw new InvalidDataException($"{path} has no _metadata; add it with registry add");
            return new(Path.GetFileName(Path.GetDirectoryName(path))!, metadata["version"]!.GetValue<int>(), Enum.Parse<PlaybookStage>(metadata["stage"]!.GetValue<string>(), ignoreCase: true),
                DateTimeOffset.Parse(metadata["created_at"]!.GetValue<string>(), CultureInfo.InvariantCulture), metadata["validated_by"]?.GetValue<string>() ?? "",
                metadata["description"]?.GetValue<string>() ?? "", metadata["parent_version"]?.GetValue<int>(), path);
        }
        catch (Exception problem) when (problem is JsonException or NullReferenceException or InvalidOperationException or ArgumentException or FormatException)
        {
            throw new InvalidDataException($"{path}: _metadata needs version, stage (dev, lab, staging, production) and created_at: {problem.Message}");
        }
    }

    private static void Write(RegisteredPlaybook playbook, string text)
    {
        var old = JsonNode.Parse(text)!.AsObject();
        var root = new JsonObject
        {
            ["_metadata"] = new JsonObject
            {
                ["version"] = playbook.Version, ["stage"] = playbook.Stage.ToString().ToLowerInvariant(), ["created_at"] = playbook.CreatedAt.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
                ["validated_by"] = playbook.ValidatedBy, ["description"] = playbook.Description, ["parent_version"] = playbook.ParentVersion,
            },
        };
        foreach (var (key, value) in old.Where(member => member.Key != "_metadata").ToList()) root[key] = value?.DeepClone();
        Directory.CreateDirectory(Path.GetDirectoryName(playbook.Path)!);
        var beside = Path.Combine(Path.GetDirectoryName(playbook.Path)!, $".{Path.GetFileName(playbook.Path)}.tmp");
        File.WriteAllText(beside, root.ToJsonString(_json) + "\n");
        File.Move(beside, playbook.Path, overwrite: true);
    }
}
