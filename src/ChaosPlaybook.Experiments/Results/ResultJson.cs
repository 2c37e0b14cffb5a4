using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace ChaosPlaybook.Experiments;

/// <summary>Something the report points out, as stored.</summary>
/// <param name="Severity">How bad: the reporting room's word.</param>
/// <param name="Title">In one line.</param>
/// <param name="Detail">Where, how bad and what would cure it.</param>
public sealed record StoredFinding(string Severity, string Title, string Detail);

/// <summary>What <c>result.json</c> holds.</summary>
/// <param name="Result">The result; its design points have no worlds.</param>
/// <param name="Findings">What the report pointed out.</param>
public sealed record StoredResult(SweepResult Result, IReadOnlyList<StoredFinding> Findings);

/// <summary>
/// <c>result.json</c>: plan, cells, comparisons, hypotheses and findings, for machines and for writing the report again.
/// Numbers read back to the same bits; NaN and infinities are strings. Worlds are not stored.
/// </summary>
public static class ResultJson
{
    private const int Format = 2;

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        WriteIndented = true,
        NewLine = "\n",
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        // What is worked out from other values (a half-width) is not stored.
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { DropDerived } },
    };

    /// <summary>Writes a result.</summary>
    /// <param name="result">The result.</param>
    /// <param name="findings">What the report points out.</param>
    /// <param name="stream">Where to; stays open.</param>
    public static void Write(SweepResult result, IReadOnlyList<StoredFinding> findings, Stream stream) => Write(result, findings, stream, timelines: false);

    /// <summary>Writes a result, together with its timelines where they have no file of their own.</summary>
    internal static void Write(SweepResult result, IReadOnlyList<StoredFinding> findings, Stream stream, bool timelines)
    {
        var plan = result.Plan;
        var document = new Document(
            Format, result.Interrupted, result.Fingerprint,
            new PlanPart(
                plan.Name, plan.Description, plan.Seed, plan.Trials, plan.Precision, plan.Confidence, plan.Baseline, plan.Playbooks,
                plan.Factors, [.. plan.Points.Select(point => point.Levels)], plan.HasWorkload, plan.Hypotheses,
                plan.HasMetastability, plan.Points.Any(point => point.Disturbances.Count > 0) ? [.. plan.Points.Select(point => point.Disturbances)] : null, plan.HasExperiment, plan.HasContingency),
            result.Cells, result.Comparisons,
            [.. result.Hypotheses.Select(judged => new JudgedPart(judged.Hypothesis.Name, judged.Status, judged.Observed, judged.Levels))],
            findings, plan.HasMetastability ? result.Metastability : null, plan.HasExperiment ? result.Experiments : null, plan.HasContingency ? result.Contingency : null,
            result.Steps.Count > 0 ? result.Steps : null, timelines && result.Timelines.Count > 0 ? result.Timelines : null);
        JsonSerializer.Serialize(stream, document, Options);
        stream.WriteByte((byte)'\n');
    }

    /// <summary>Reads a result.</summary>
    /// <exception cref="InvalidDataException">The content is not a result of this format.</exception>
    public static StoredResult Read(Stream stream)
    {
        Document document;
        try
        {
            document = JsonSerializer.Deserialize<Document>(stream, Options) ?? throw new JsonException("empty");
        }
        catch (JsonException problem)
        {
            throw new InvalidDataException(problem.Path is { Length: > 1 } path
                ? $"result.json is damaged: line {problem.LineNumber + 1}, {path} cannot be read"
                : $"result.json is damaged: it is {(problem.LineNumber is null ? "not a result as run writes it" : "no JSON of a result")}", problem);
        }
        if (document.Format != Format)
            throw new InvalidDataException($"result.json has format {document.Format}; this version reads format {Format}");
        if (document.Hypotheses.Count != document.Plan.Hypotheses.Count)
            throw new InvalidDataException($"result.json judges {document.Hypotheses.Count} of {document.Plan.Hypotheses.Count} hypotheses");
        var stored = document.Plan;
        var plan = new Plan
        {
            Name = stored.Name,
            Description = stored.Description,
            Seed = stored.Seed,
            Trials = stored.Trials,
            Precision = stored.Precision,
            Confidence = stored.Confidence,
            Factors = stored.Factors,
            Playbooks = stored.Playbooks,
            Points = [.. stored.Points.Select((levels, index) => 
                new DesignPoint(index, levels, []) { Disturbances = stored.Disturbances is { } all ? all[index] : [] })],
            HasWorkload = stored.HasWorkload,
            HasMetastability = stored.HasMetastability,
            HasContingency = stored.HasContingency,
            HasExperiment = stored.HasExperiment,
            Hypotheses = stored.Hypotheses,
        };
        var judged = document.Hypotheses.Zip(
            plan.Hypotheses, (part, claim) => new HypothesisResult(claim, part.Status, part.Observed, part.Levels));
        var result = new SweepResult(plan, document.Cells, document.Comparisons, [.. judged], document.Interrupted);
        return new(result with
        {
            Fingerprint = document.Fingerprint, Metastability = document.Metastability ?? [], Contingency = document.Contingency ?? [],
            Experiments = document.Experiments ?? [], Steps = document.Steps ?? [], Timelines = document.Timelines ?? [],
        }, document.Findings);
    }

    private static void DropDerived(JsonTypeInfo type)
    {
        for (var i = type.Properties.Count - 1; i >= 0; i--)
        {
            if (type.Properties[i].AttributeProvider is PropertyInfo { CanWrite: false }) type.Properties.RemoveAt(i);
        }
    }

    private sealed record Document(
        int Format, bool Interrupted, string Fingerprint, PlanPart Plan, IReadOnlyList<CellResult> Cells,
        IReadOnlyList<Comparison> Comparisons, IReadOnlyList<JudgedPart> Hypotheses, IReadOnlyList<StoredFinding> Findings,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<CellMetastability>? Metastability = null,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<CellExperiment>? Experiments = null,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<CellContingency>? Contingency = null,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<CellSteps>? Steps = null,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<CellTimeline>? Timelines = null);

    private sealed record PlanPart(
        string Name, string Description, ulong Seed, long Trials, Precision? Precision, double Confidence, string Baseline,
        IReadOnlyList<string> Playbooks, IReadOnlyList<Factor> Factors, IReadOnlyList<IReadOnlyList<Level>> Points,
        bool HasWorkload, IReadOnlyList<Hypothesis> Hypotheses,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool HasMetastability = false,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<IReadOnlyList<Disturbance>>? Disturbances = null,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool HasExperiment = false,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool HasContingency = false);

    // The claims stand in the plan, in the same order.
    private sealed record JudgedPart(string Name, HypothesisStatus Status, Statistics.Estimate Observed, IReadOnlyList<Level> Levels);
}
