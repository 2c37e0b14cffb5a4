using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using ChaosPlaybook.Interop;
using ChaosPlaybook.Model;

namespace ChaosPlaybook.Scenarios;

/// <summary>Rules by step and error code, written in the scenario or taken from a playbook file.</summary>
internal static class RuleForms
{
    private static readonly RulesOptions _rules = new();

    private enum Stop
    {
        FailFast,
        Escalate,
    }

    private static readonly Field<long> _retries = Fields.Default("retries", new CountForm(RulesOptions.RetriesBounds),
        "Attempts after the first.", new RetryOptions().Retries);

    /// <summary>A reaction that tries again.</summary>
    public static Shape<Rule> Retry { get; } = new("ruleRetry", "Reaction of a rule that tries again.", [_retries, .. WaitKeys.All],
        v => new(RuleAction.Retry, (int)v.Get(_retries), WaitKeys.Make(v)), check: WaitKeys.WarnOfIdle);

    /// <summary>A reaction.</summary>
    public static KindForm<Rule> Reaction { get; } = new("failFast, escalate or a mapping with retries and waits",
        scalar: new MappedForm<Stop, Rule>(new WordForm<Stop>(), stop => stop == Stop.FailFast ? Rule.FailFast : new(RuleAction.Escalate)),
        map: Retry);

    private static readonly Field<string> _file = Fields.Optional("file", new TextForm("the name of a playbook file"),
        "Playbook file in the original engine's format, seen from the scenario's folder.");
    private static readonly Field<Rule> _default = Fields.Default("default", Reaction, "Reaction to every other error.", _rules.Default, "failFast");
    private static readonly Field<IReadOnlyList<Row<string, IReadOnlyList<Row<long, Rule>>>>> _steps = Fields.Optional("steps",
        new TableForm<string, IReadOnlyList<Row<long, Rule>>>("steps", new ReferenceForm("step", binding => binding.Names.Steps),
            new TableForm<long, Rule>("error codes", new CountForm(ErrorFaultOptions.CodeBounds), Reaction, 1, "^[1-9][0-9][0-9]$"), 1),
        "Reactions by step and error code.");
    private static readonly Field<RuleLookup> _lookup = Fields.Default("lookup", new WordForm<RuleLookup>(),
        "Whether the first error of a call decides about all its retries, or each error anew.", _rules.Lookup);

    /// <summary>The strategy <c>rules</c>.</summary>
    public static Form<StrategyOptions> Rules { get; } = new RulesForm(new Shape<Written>("rules",
        "Reacts by step and error code. A timeout is looked up as 408, a rejection as 503; what has no rule meets the default.",
        [_file, _default, _steps, _lookup, .. BudgetForms.All],
        v => new(v.Has(_file) ? v.Get(_file) : null, v.At(_file), v.Path, new()
        {
            Default = v.Get(_default), Lookup = v.Get(_lookup), RetryAfter = BudgetForms.RetryAfter(v), Budget = BudgetForms.Budget(v),
            Table = v.Has(_steps)
                ? v.Get(_steps).ToDictionary(step => step.Key,
                    step => (IReadOnlyDictionary<int, Rule>)step.Value.ToDictionary(row => (int)row.Key, row => row.Value))
                : _rules.Table,
        }),
        new([[_file], [_steps, _default]], Complete: false)));

    /// <summary>Rules as written: the file, or the rules themselves.</summary>
    internal sealed record Written(string? File, Node FileNode, Path Path, RulesOptions Options);

    internal sealed class RulesForm(Shape<Written> shape) : Form<StrategyOptions>
    {
        public override string Expected => shape.Expected;

        public override IEnumerable<Form> Parts => [shape];

        public override JsonObject Schema(SchemaDefinitions definitions) => shape.Schema(definitions);

        public override bool TryBind(Node node, Path path, Binding binding, [MaybeNullWhen(false)] out StrategyOptions value)
        {
            value = null;
            if (!shape.TryBind(node, path, binding, out var written)) return false;
            value = written.Options;
            if (written.File is null) return true;
            if (!RuleFile.TryRead(written.File, written.FileNode, path.Child("file"), binding, out var rules)) return false;
            value = rules with { Lookup = written.Options.Lookup, RetryAfter = written.Options.RetryAfter, Budget = written.Options.Budget };
            return true;
        }
    }
}

/// <summary>Rules from a playbook file.</summary>
internal static class RuleFile
{
    private const long MaxBytes = 1 << 20;

    /// <summary>The rules of a file, for the steps of the scenario; what is wrong is reported where it stands.</summary>
    public static bool TryRead(string file, Node node, Path path, Binding binding, [MaybeNullWhen(false)] out RulesOptions rules)
    {
        rules = null;
        if (!binding.Files.TryRead(file, MaxBytes, out var text, out var wrong))
        {
            binding.Refuse(node, path, wrong);
            return false;
        }
        var reading = binding.Files.Parsed($"rules {file}", () => PlaybookJson.Read(text, binding.Files.Name(file)));
        var (matched, unmatched) = reading.For(binding.Names.Steps);
        foreach (var problem in reading.Problems.Concat(unmatched))
        {
            binding.Problems.Add(problem.IsError ? Severity.Error : Severity.Warning,
                new(problem.File, problem.Line, problem.Column), problem.Message);
        }
        rules = matched;
        return !reading.HasErrors && !unmatched.Any(problem => problem.IsError);
    }
}
