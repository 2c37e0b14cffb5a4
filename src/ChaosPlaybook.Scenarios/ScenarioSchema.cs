using System.Text.Encodings.Web;
using System.Text.Json;

namespace ChaosPlaybook.Scenarios;

/// <summary>The scenario language as JSON schema (draft 7), for completion and checking in editors.</summary>
public static class ScenarioSchema
{
    // Made for people and editors as much as for machines: umlauts and quotes stay as they are.
    private static readonly JsonSerializerOptions _options = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the schema.</summary>
    /// <param name="writer">Receives the text; lines end with a line feed.</param>
    public static void Write(TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        var definitions = new SchemaDefinitions();
        var schema = definitions.Mapping(Experiment.Shape);
        schema.Insert(0, "$schema", "http://json-schema.org/draft-07/schema#");
        schema.Insert(1, "title", "ChaosPlaybook scenario");
        schema["definitions"] = definitions.Written();
        writer.Write(schema.ToJsonString(_options).ReplaceLineEndings("\n") + "\n");
    }
}
