using ChaosPlaybook.Experiments;

namespace ChaosPlaybook.Reporting;

/// <summary>A piece of a report, before it becomes Markdown or HTML.</summary>
internal abstract record Block;

/// <summary>A paragraph; a lead paragraph carries the answer.</summary>
internal sealed record Paragraph(string Text, bool Lead = false) : Block;

/// <summary>Sentences in a list.</summary>
internal sealed record Bullets(IReadOnlyList<string> Items) : Block;

/// <summary>A judged hypothesis.</summary>
internal sealed record VerdictBlock(string Title, HypothesisStatus Status, IReadOnlyList<string> Sentences) : Block
{
    /// <summary>The status in a word.</summary>
    public string Word => Status switch
    {
        HypothesisStatus.Confirmed => "confirmed",
        HypothesisStatus.Rejected => "rejected",
        HypothesisStatus.Inconclusive => "open",
        _ => "not judged",
    };
}

/// <summary>Findings in order.</summary>
internal sealed record FindingList(IReadOnlyList<Finding> Items) : Block;

/// <summary>A chart with its sentence.</summary>
internal sealed record Figure(NamedChart Chart) : Block;

/// <summary>A table; columns of numbers are set right.</summary>
internal sealed record Table(string Caption, IReadOnlyList<(string Name, bool Number)> Columns, IReadOnlyList<IReadOnlyList<string>> Rows) : Block;

/// <summary>A section of a report.</summary>
/// <param name="Anchor">Id for links.</param>
/// <param name="Title">Heading.</param>
/// <param name="Blocks">Content.</param>
internal sealed record Section(string Anchor, string Title, IReadOnlyList<Block> Blocks);
