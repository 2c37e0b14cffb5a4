using ChaosPlaybook.Experiments;
using ChaosPlaybook.Model;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Scenarios.Tests;

/// <summary>Puts every number of the declaration to the proof, so that a new key is tested by being declared.</summary>
public sealed class DeclarationTests
{
    private static readonly List<(string Name, Form Form)> _forms = [.. Walk(Experiment.Shape, "scenario", [])];

    public static TheoryData<string> Numbers => [.. _forms.Where(row => IsBounded(row.Form)).Select(row => row.Name).Distinct()];

    [Theory]
    [Trait("check", "S1 10")]
    [MemberData(nameof(Numbers))]
    public void The_bounds_of_a_number_are_accepted_unless_open_and_anything_beyond_is_refused(string name)
    {
        foreach (var (_, form) in _forms.Where(row => row.Name == name && IsBounded(row.Form)))
        {
            switch (form)
            {
                case BoundedForm<double> number: Check(number, below: double.BitDecrement, above: double.BitIncrement); break;
                case BoundedForm<long> count: Check(count, below: value => value - 1, above: value => value + 1); break;
            }
        }
    }

    [Fact]
    public void The_declaration_reaches_every_part_of_the_language()
    {
        Assert.InRange(_forms.Count(row => IsBounded(row.Form)), 40, 500);
        Assert.Contains("scenario.playbooks.retry.spread", _forms.Select(row => row.Name.Replace("steps.", "")));
    }

    [Fact]
    public void Defaults_of_the_language_are_those_of_the_options()
    {
        var world = ScenarioFile.Parse("""
            name: d
            executors: { s: { latency: 1 s, faults: [ { error: { rate: 1 } }, { latency: { add: 1 s } } ] } }
            agent: { steps: [ { a: { call: s } } ] }
            playbooks: { p: [ { fallback: {} }, { rules: { default: failFast } }, { retry: {} }, { circuitBreaker: {} } ] }
            """, "d.yaml").Plan!;
        Assert.Equal(new Plan { Name = "d", Factors = world.Factors, Playbooks = world.Playbooks, Points = world.Points, Hypotheses = world.Hypotheses }, world);
        var options = world.Points[0].Worlds[0];
        Assert.Equal([new FallbackOptions(), new RetryOptions(), new CircuitBreakerOptions()],
            options.Playbook.Pipeline.Where(strategy => strategy is not RulesOptions));
        var rules = options.Playbook.Pipeline.OfType<RulesOptions>().Single();
        Assert.Equal((new RulesOptions().Default, new RulesOptions().Lookup, 0), (rules.Default, rules.Lookup, rules.Table.Count));
        Assert.Equal(new ErrorFaultOptions { Rate = 1 }.Codes, ((ErrorFaultOptions)options.Executors[0].Faults[0]).Codes);
        Assert.Equal(new LatencyFaultOptions { Added = new Constant(1) }, options.Executors[0].Faults[1]);
        Assert.Equal(new WorldOptions { Agent = options.Agent, Executors = options.Executors, Playbook = options.Playbook }, options);
        Assert.Equal(new StepOptions("a", "s"), options.Agent.Steps[0]);
        Assert.Equal(0, options.Executors[0].Cost);
    }

    [Fact]
    public void Every_default_in_the_tables_is_read_back_as_the_default()
    {
        foreach (var (name, form) in _forms.Where(row => row.Form is IShape))
            foreach (var field in ((IShape)form).Fields.Where(field => field.DefaultText.Length > 0 && !field.DefaultText.Contains(' ') && field.DefaultText is not ("none" or "empty")))
                Assert.True(Reads(field.Form, field.DefaultText), $"{name}.{field.Key}: {field.DefaultText}");
    }

    [Fact]
    public void Every_key_says_what_it_means()
    {
        foreach (var (name, form) in _forms.Where(row => row.Form is IShape))
            Assert.All(((IShape)form).Fields, field => Assert.True(field.Doc.Length >= 5 && field.Doc.EndsWith('.'), $"{name}.{field.Key}: {field.Doc}"));
    }

    private static bool IsBounded(Form form) => form is BoundedForm<double> or BoundedForm<long>;

    private static void Check<T>(BoundedForm<T> form, Func<double, double> below, Func<double, double> above)
    {
        var (low, high) = (form.Bounds.Low, form.Bounds.High);
        Assert.Equal(!form.Bounds.LowOpen, Reads(form, form.Write(low)));
        Assert.False(Reads(form, form.Write(below(low))), $"{form.Write(below(low))} is accepted");
        if (form.Bounds.LowOpen) Assert.True(Reads(form, form.Write(above(low))), $"{form.Write(above(low))} is refused");
        if (double.IsPositiveInfinity(high)) return;
        Assert.Equal(!form.Bounds.HighOpen, Reads(form, form.Write(high)));
        Assert.False(Reads(form, form.Write(above(high))), $"{form.Write(above(high))} is accepted");
    }

    /// <summary>Whether the form reads the text without a problem.</summary>
    private static bool Reads(Form form, string text)
    {
        var problems = new ProblemList();
        var binding = new Binding(problems, new([], [], [], []), new(""));
        var node = YamlReader.Read(text, "t", problems)!;
        bool Bind<T>(Form<T> typed) => typed.TryBind(node, Path.Root, binding, out _);
        return (bool)((Delegate)Bind<object>).Method.GetGenericMethodDefinition().MakeGenericMethod(Result(form.GetType()))
            .Invoke(((Delegate)Bind<object>).Target, [form])! && problems.Count == 0;
    }

    private static Type Result(Type type)
    {
        while (!type.IsGenericType || type.GetGenericTypeDefinition() != typeof(Form<>)) type = type.BaseType!;
        return type.GetGenericArguments()[0];
    }

    private static IEnumerable<(string Name, Form Form)> Walk(Form form, string path, HashSet<Form> seen)
    {
        if (!seen.Add(form)) yield break;
        yield return (path, form);
        if (form is IShape shape)
        {
            foreach (var field in shape.Fields)
                foreach (var row in Walk(field.Form, $"{path}.{field.Key}", seen)) yield return row;
            yield break;
        }
        foreach (var part in form.Parts)
        {
            var name = part is IShape inner ? $"{path}.{inner.Name}" : path;
            foreach (var row in Walk(part, name, seen)) yield return row;
        }
    }
}
