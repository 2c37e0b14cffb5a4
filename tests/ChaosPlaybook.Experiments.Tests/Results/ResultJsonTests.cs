using System.Text;

namespace ChaosPlaybook.Experiments.Tests;

public class ResultJsonTests
{
    [Fact]
    public async Task A_result_reads_back_with_everything_a_report_needs()
    {
        var claim = new Hypothesis("holds", "three", new Dictionary<string, Level> { ["failureRate"] = new("30 %", 0.3) }, "successRate", Relation.AtLeast, 0.9);
        var result = await Synthetic.Sweep(
            Synthetic.Plan(500, [0, 0.3, 1], null, new("successRate", 0.04, 1500), claim) with { Description = "Grüße, \"world\"", Seed = ulong.MaxValue });
        var stored = RoundTrip(result, [new("warning", "few trials", "500 of 10000")]);

        Assert.Equal(Text.Cells(result), Text.Cells(stored.Result));
        Assert.Equal(Text.Comparisons(result), Text.Comparisons(stored.Result));
        Assert.Equal(Text.Of(w => HypothesesCsv.Write(result, w)), Text.Of(w => HypothesesCsv.Write(stored.Result, w)));
        Assert.Equal([new("warning", "few trials", "500 of 10000")], stored.Findings);
        var (plan, read) = (result.Plan, stored.Result.Plan);
        Assert.Equal(
            (plan.Name, plan.Description, plan.Seed, plan.Trials, plan.Precision, plan.Confidence, result.Fingerprint, result.Interrupted),
            (read.Name, read.Description, read.Seed, read.Trials, read.Precision, read.Confidence, stored.Result.Fingerprint, stored.Result.Interrupted));
        Assert.Equal(plan.Playbooks, read.Playbooks);
        Assert.Equal(plan.Factors.SelectMany(factor => factor.Levels), read.Factors.SelectMany(factor => factor.Levels));
        Assert.Equal(plan.Points.Select(point => point.Levels), read.Points.Select(point => point.Levels));
        Assert.All(read.Points, point => Assert.Empty(point.Worlds));
        Assert.Equal(claim.When, read.Hypotheses[0].When);
        Assert.Equal(claim with { When = read.Hypotheses[0].When }, read.Hypotheses[0]);
        Assert.Equal(result.Hypotheses[0].Observed, stored.Result.Hypotheses[0].Observed);
    }

    [Fact]
    public async Task Writing_what_was_read_gives_the_same_bytes()
    {
        var result = await Synthetic.Sweep(Synthetic.Plan(300));
        var stored = RoundTrip(result, []);
        Assert.Equal(Bytes(result, []), Bytes(stored.Result, stored.Findings));
    }

    [Fact]
    public async Task Stored_shards_merge_to_the_whole()
    {
        var plan = Synthetic.Plan(300);
        var parts = new List<SweepResult>();
        for (var i = 0; i < 3; i++) parts.Add(RoundTrip(await Synthetic.Sweep(plan, new SweepOptions { Shard = new(i, 3) }), []).Result);
        var merged = ResultMerge.Merge(parts);
        Assert.False(merged.Interrupted);
        Assert.Equal(Text.Comparisons(await Synthetic.Sweep(plan)), Text.Comparisons(merged));
    }

    [Fact]
    public async Task A_stored_result_can_be_resumed()
    {
        var plan = Synthetic.Plan(3000);
        var first = RoundTrip(await Synthetic.Sweep(plan, new SweepOptions { Points = new HashSet<int> { 0, 2 } }), []).Result;
        var resumed = await Synthetic.Sweep(plan, new SweepOptions { Previous = first });
        Assert.Equal(Text.Cells(await Synthetic.Sweep(plan)), Text.Cells(resumed));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[1, 2]")]
    [InlineData("""{ "format": 99, "interrupted": false, "fingerprint": "", "plan": null, "cells": [], "comparisons": [], "hypotheses": [], "findings": [] }""")]
    public void Other_content_is_no_result(string content)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(content));
        Assert.Contains("result.json", Assert.Throws<InvalidDataException>(() => ResultJson.Read(stream)).Message);
    }

    private static StoredResult RoundTrip(SweepResult result, IReadOnlyList<StoredFinding> findings)
    {
        using var stream = new MemoryStream(Bytes(result, findings));
        return ResultJson.Read(stream);
    }

    private static byte[] Bytes(SweepResult result, IReadOnlyList<StoredFinding> findings)
    {
        using var stream = new MemoryStream();
        ResultJson.Write(result, findings, stream);
        return stream.ToArray();
    }
}
