using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using NJsonSchema;
using YamlDotNet.Serialization;

namespace ChaosPlaybook.Scenarios.Tests;

/// <summary>Files that are written from the declaration. <c>CHAOSPLAYBOOK_WRITE=1</c> writes them anew.</summary>
public sealed class WrittenFilesTests
{
    private static readonly bool _write = Environment.GetEnvironmentVariable("CHAOSPLAYBOOK_WRITE") == "1";

    [Fact]
    public void The_schema_is_current() => Current(House.At("scenarios", "scenario.schema.json"), _ => SchemaText());

    [Fact]
    public void The_tables_of_the_manual_are_current() => Current(House.At("scenarios", "README.md"), ReferenceTables.Fill);

    [Fact]
    public void Every_mapping_that_the_schema_names_has_its_table_in_the_manual()
    {
        // Choices stand in tables with a name in the plural.
        var plurals = new Dictionary<string, string>
        {
            ["strategy"] = "strategies", ["fault"] = "faults", ["workload"] = "workloads", ["law"] = "laws", ["budget"] = "budgets", ["algorithm"] = "algorithms",
        };
        var named = JsonNode.Parse(SchemaText())!["definitions"]!.AsObject()
            .Where(part => part.Value!["properties"] is not null).Select(part => plurals.GetValueOrDefault(part.Key, part.Key));
        var tables = Regex.Matches(File.ReadAllText(House.At("scenarios", "README.md")), @"<!-- table: (\w+) -->").Select(mark => mark.Groups[1].Value).ToList();
        Assert.Empty(named.Except(tables));
        Assert.Equal(tables.Distinct(), tables);
    }

    [Fact]
    public async Task The_schema_accepts_petstore_and_the_template()
    {
        var schema = await JsonSchema.FromJsonAsync(SchemaText(), TestContext.Current.CancellationToken);
        Assert.Empty(schema.Validate(Json(await File.ReadAllTextAsync(House.At("scenarios", "petstore.yaml"), TestContext.Current.CancellationToken))));
        Assert.Empty(schema.Validate(Json(ScenarioTemplate.Minimal("first"))));
        // The validator cannot compare integers beyond 63 bits.
        Assert.Empty(schema.Validate(Json(CleanTests.Everything.Replace("18446744073709551615", "42"))));
    }

    [Theory]
    [InlineData("unknown-key")]
    [InlineData("missing-everything")]
    [InlineData("missing-inside")]
    [InlineData("wrong-kind")]
    [InlineData("out-of-range")]
    [InlineData("unit-missing")]
    [InlineData("step-form")]
    [InlineData("bad-name")]
    [InlineData("breaker-both-forms")]
    [InlineData("two-strategies-in-one")]
    [InlineData("unknown-words")]
    [InlineData("files")]
    [InlineData("laws")]
    public async Task The_schema_rejects_what_the_reader_rejects(string broken)
    {
        var schema = await JsonSchema.FromJsonAsync(SchemaText(), TestContext.Current.CancellationToken);
        var text = await File.ReadAllTextAsync(House.At("tests", "ChaosPlaybook.Scenarios.Tests", "Broken", broken + ".yaml"), TestContext.Current.CancellationToken);
        Assert.NotEmpty(schema.Validate(Json(text)));
    }

    private static string SchemaText()
    {
        using var writer = new StringWriter();
        ScenarioSchema.Write(writer);
        return writer.ToString();
    }

    private static string Json(string yaml) => new SerializerBuilder().JsonCompatible().Build()
        .Serialize(new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build().Deserialize(new StringReader(yaml))!);

    private static void Current(string path, Func<string, string> text)
    {
        var before = File.Exists(path) ? File.ReadAllText(path) : "";
        var now = text(before);
        if (_write) File.WriteAllText(path, now);
        else Assert.True(before == now, $"{path} is not current; run: CHAOSPLAYBOOK_WRITE=1 dotnet test tests/ChaosPlaybook.Scenarios.Tests");
    }
}
