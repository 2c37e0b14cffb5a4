using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using ChaosPlaybook.Model;

namespace ChaosPlaybook.Interop;

/// <summary>A reaction to one error code of one tool, with the reason for it.</summary>
/// <param name="Tool">Name of the tool.</param>
/// <param name="Code">Error code.</param>
/// <param name="Rule">The reaction; retries are constant, linear or exponential.</param>
/// <param name="Reasoning">Why.</param>
public sealed record ReasonedRule(string Tool, int Code, Rule Rule, string Reasoning);

/// <summary>Writes the playbook format of the original engine; what <see cref="PlaybookJson"/> reads back.</summary>
public static class PlaybookJsonWriter
{
    private static readonly JsonSerializerOptions _json =
        new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The text of a playbook file; everything not in it fails fast.</summary>
    /// <param name="description">What it is for.</param>
    /// <param name="rules">Reactions; tools in the order met.</param>
    public static string Write(string description, IReadOnlyList<ReasonedRule> rules)
    {
        var root = new JsonObject { ["_metadata"] = new JsonObject { ["description"] = description } };
        foreach (var tool in rules.GroupBy(rule => rule.Tool))
        {
            var codes = new JsonObject();
            foreach (var rule in tool.OrderBy(rule => rule.Code))
            {
                var (strategy, delay) = Words(rule.Rule);
                var reaction = new JsonObject { ["strategy"] = strategy, ["reasoning"] = rule.Reasoning };
                if (delay is not null) reaction["config"] = new JsonObject { [delay] = rule.Rule.Backoff!.BaseSeconds, ["max_retries"] = rule.Rule.Retries };
                codes[rule.Code.ToString(CultureInfo.InvariantCulture)] = reaction;
            }
            root[tool.Key] = codes;
        }
        root["default"] = new JsonObject { ["strategy"] = "fail_fast", ["reasoning"] = "No such error was met." };
        return root.ToJsonString(_json) + "\n";
    }

    /// <summary>The word for a reaction, and the key of its delay; nothing where it does not wait.</summary>
    public static (string Strategy, string? DelayKey) Words(Rule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        return rule switch
        {
            { Action: RuleAction.FailFast } => ("fail_fast", null),
            { Action: RuleAction.Escalate } => ("escalate_to_human", null),
            { Backoff.Kind: BackoffKind.Linear } => ("retry_linear_backoff", "delay"),
            { Backoff.Kind: BackoffKind.Exponential } => ("retry_exponential_backoff", "base_delay"),
            { Backoff.Kind: BackoffKind.Constant } => ("wait_and_retry", "wait_seconds"),
            _ => throw new ArgumentException("the original engine waits constantly, linearly or exponentially", nameof(rule)),
        };
    }
}
