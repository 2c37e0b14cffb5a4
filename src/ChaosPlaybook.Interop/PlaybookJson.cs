using System.Text.Json;
using ChaosPlaybook.Model;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Interop;

/// <summary>
/// Reads the playbook format of the original engine: a matrix of tool and error code to a reaction, as JSON. The reaction is
/// loaded as that engine carries it out: retry n (from 1) waits delay·n, base_delay·2ⁿ⁻¹ or wait_seconds, times 1 + U[0, 0.5).
/// </summary>
public sealed class PlaybookJson
{
    private static readonly string[] _strategies =
        ["fail_fast", "escalate_to_human", "retry_linear_backoff", "retry_exponential_backoff", "wait_and_retry"];

    private readonly string _file;
    private readonly List<ForeignProblem> _problems = [];

    private PlaybookJson(string file) => _file = file;

    /// <summary>Reads the text of a playbook file; everything wrong with it is in the answer.</summary>
    /// <param name="text">The JSON text.</param>
    /// <param name="file">Name of the file, for messages.</param>
    public static PlaybookReading Read(string text, string file) => new PlaybookJson(file).Read(text);

    private PlaybookReading Read(string text)
    {
        var description = "";
        var tools = new List<PlaybookTool>();
        var fallback = Rule.FailFast;
        foreach (var member in Root(text))
        {
            if (member.Name == "_metadata") description = Metadata(member);
            else if (member.Name == "default") fallback = Reaction(member, member.Name);
            else if (Members(member.Value, member.Name, "a tool with its error codes") is { } codes)
                tools.Add(new(member.Name, member.Line, member.Column, Codes(codes, member.Name)));
        }
        return new(_file, description, tools, fallback, [.. _problems.OrderBy(p => p.Line).ThenBy(p => p.Column)]);
    }

    private List<JsonMember> Root(string text)
    {
        try
        {
            var root = PositionedJson.Read(text);
            return Members(root, "the playbook", "an object of tools") ?? [];
        }
        catch (JsonException error)
        {
            Error((int)(error.LineNumber ?? 0) + 1, (int)(error.BytePositionInLine ?? 0) + 1, $"not JSON: {FirstSentence(error.Message)}");
            return [];
        }
    }

    private string Metadata(JsonMember metadata)
    {
        var members = Members(metadata.Value, metadata.Name, "an object") ?? [];
        return members.FirstOrDefault(member => member.Name == "description")?.Value.Text ?? "";
    }

    private Dictionary<int, Rule> Codes(IReadOnlyList<JsonMember> codes, string tool)
    {
        var rules = new Dictionary<int, Rule>();
        foreach (var member in codes)
        {
            var path = $"{tool}.{member.Name}";
            var rule = Reaction(member, path);
            if (!int.TryParse(member.Name, out var code) || member.Name.Length != 3 || !ErrorFaultOptions.CodeBounds.Contain(code))
                Error(member, $"{path} is no error code; allowed {ErrorFaultOptions.CodeBounds}");
            else
            {
                if (code < 400) Warn(member, $"{path} is no failure; this rule is never used");
                rules[code] = rule;
            }
        }
        return rules;
    }

    private Rule Reaction(JsonMember member, string path)
    {
        if (Members(member.Value, path, "a reaction {strategy, reasoning, config}", "strategy", "reasoning", "config") is not { } parts)
            return Rule.FailFast;
        var strategy = parts.FirstOrDefault(part => part.Name == "strategy");
        var reasoning = parts.FirstOrDefault(part => part.Name == "reasoning");
        if (reasoning is { Value.Kind: not JsonValueKind.String })
            Error(reasoning.Value, $"{path}.reasoning is {reasoning.Value.Shown}; expected a text");
        if (strategy is null) Error(member, $"{path}.strategy is missing; allowed: {string.Join(", ", _strategies)}");
        else if (strategy.Value.Kind != JsonValueKind.String)
            Error(strategy.Value, $"{path}.strategy is {strategy.Value.Shown}; allowed: {string.Join(", ", _strategies)}");
        // Without a strategy nobody knows what its settings should be.
        if (strategy is not { Value: { Kind: JsonValueKind.String, Text: var name } }) return Rule.FailFast;
        if (name != "wait" && !_strategies.Contains(name))
            Warn(strategy.Value, $"{path}.strategy is \"{name}\"; the original engine does not know it and retries 3 times, 1 s apart; " +
                $"so does this playbook; known: {string.Join(", ", _strategies)}{NearestName.Hint(name, _strategies)}");
        else if (name == "wait")
            Warn(strategy.Value, $"{path}.strategy is \"wait\"; the original engine does not know it and retries 3 times, 1 s apart; " +
                "so does this playbook; did you mean \"wait_and_retry\"?");
        return Configured(name, parts.FirstOrDefault(part => part.Name == "config"), path + ".config");
    }

    private Rule Configured(string strategy, JsonMember? config, string path)
    {
        // The key of the delay and its default; strategies that stop have none.
        var (delayKey, delay, kind) = strategy switch
        {
            "retry_linear_backoff" => ("delay", 1.0, BackoffKind.Linear),
            "retry_exponential_backoff" => ("base_delay", 1.0, BackoffKind.Exponential),
            "wait_and_retry" => ("wait_seconds", 5.0, BackoffKind.Constant),
            _ => ("", 1.0, BackoffKind.Constant),
        };
        var stops = strategy is "fail_fast" or "escalate_to_human";
        string[] allowed = delayKey.Length > 0 ? [delayKey, "max_retries"] : [];
        var retries = 3.0;
        foreach (var setting in config is null ? [] : Members(config.Value, path, "an object") ?? [])
        {
            var where = $"{path}.{setting.Name}";
            if (setting.Name == "factor" && !stops)
                Warn(setting, $"{where} is ignored by the original engine, which always doubles; so does this playbook");
            else if (!allowed.Contains(setting.Name) && delayKey.Length == 0 && !stops)
                Warn(setting, $"{where} is ignored: the original engine does not know the strategy");
            else if (!allowed.Contains(setting.Name))
                Error(setting, $"{where} is unknown; {strategy} takes {(allowed.Length == 0 ? "no settings" : string.Join(", ", allowed))}" +
                    NearestName.Hint(setting.Name, allowed));
            else if (setting.Name == "max_retries") retries = Number(setting, where, RulesOptions.RetriesBounds, whole: true) ?? retries;
            else delay = Number(setting, where, Backoff.SecondsBounds, whole: false) ?? delay;
        }
        return strategy switch
        {
            "fail_fast" => Rule.FailFast,
            "escalate_to_human" => new(RuleAction.Escalate),
            _ => new(RuleAction.Retry, (int)retries, new() { Kind = kind, BaseSeconds = delay, Jitter = JitterKind.UpTo, Spread = 0.5 }),
        };
    }

    private double? Number(JsonMember setting, string path, Bounds bounds, bool whole)
    {
        var number = setting.Value.Number;
        if (setting.Value.Kind != JsonValueKind.Number) Error(setting.Value, $"{path} is {setting.Value.Shown}; expected a number");
        else if (!bounds.Contain(number)) Error(setting.Value, $"{path} is {setting.Value.Shown}; allowed {bounds}");
        else if (whole && number != Math.Floor(number)) Error(setting.Value, $"{path} is {setting.Value.Shown}; expected a whole number");
        else return number;
        return null;
    }

    /// <summary>The members of an object, each name once; nothing when it is no object.</summary>
    private List<JsonMember>? Members(JsonItem item, string path, string expected, params string[] allowed)
    {
        if (item.Kind != JsonValueKind.Object)
        {
            Error(item, $"{path} is {item.Shown}; expected {expected}");
            return null;
        }
        var members = new List<JsonMember>();
        foreach (var member in item.Members)
        {
            var where = path == "the playbook" ? member.Name : $"{path}.{member.Name}";
            if (members.FirstOrDefault(other => other.Name == member.Name) is { } first)
                Error(member, $"{where} is given twice; first at {first.Line}:{first.Column}");
            else if (allowed.Length > 0 && !allowed.Contains(member.Name))
                Error(member, $"{where} is unknown; allowed: {string.Join(", ", allowed)}{NearestName.Hint(member.Name, allowed)}");
            else
                members.Add(member);
        }
        return members;
    }

    private void Error(JsonMember at, string message) => Error(at.Line, at.Column, message);

    private void Error(JsonItem at, string message) => Error(at.Line, at.Column, message);

    private void Error(int line, int column, string message) => _problems.Add(new(true, _file, line, column, message));

    private void Warn(JsonMember at, string message) => _problems.Add(new(false, _file, at.Line, at.Column, message));

    private void Warn(JsonItem at, string message) => _problems.Add(new(false, _file, at.Line, at.Column, message));

    /// <summary>The framework adds line and byte position to its message; ours stand in front already.</summary>
    private static string FirstSentence(string message) => message.Split(" LineNumber:")[0].Split(". ")[0].TrimEnd('.');
}
