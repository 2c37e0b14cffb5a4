namespace ChaosPlaybook.Experiments.Tests;

public class TablesTests
{
    [Fact]
    public async Task The_columns_of_cells_are_those_of_the_contract()
    {
        var header = Text.Cells(await Synthetic.Sweep(Synthetic.Plan(200))).Split('\n')[0];
        Assert.Equal(
            "scenario,cell,playbook,failureRate,trials,successRate,successRateLow,successRateHigh,durationMeanSeconds,durationMeanLow," +
            "durationMeanHigh,durationP50Seconds,durationP95Seconds,durationP99Seconds,successDurationMeanSeconds,callsPerTrial," +
            "attemptsPerTrial,amplification,retriesPerTrial,waitSecondsPerTrial,rejectedPerTrial,timedOutPerTrial,inconsistencyRate," +
            "duplicateEffectsPerTrial,qualityMean,costPerTrial,costPerSuccess," +
            "goodputPerSecond,offeredPerSecond,utilisation,wastedShare,shedPerTrial,censoredPerTrial,partialWritesPerTrial,compensationFailuresPerTrial,budgetRefusedPerTrial," +
            "faultsInjectedPerTrial,faultsLandedPerTrial,callsMaskedPerTrial,callsLeakedPerTrial,hedgesPerTrial," +
            "hedgeWinsPerTrial,silentCorruptionsPerTrial,throttledPerTrial,cacheHitsPerTrial,staleServedPerTrial,compensationsPerTrial,pass8," +
            "durationP50SecondsLow,durationP50SecondsHigh,durationP95SecondsLow,durationP95SecondsHigh,durationP99SecondsLow," +
            "durationP99SecondsHigh,successDurationMeanSecondsLow,successDurationMeanSecondsHigh,callsPerTrialLow,callsPerTrialHigh," +
            "attemptsPerTrialLow,attemptsPerTrialHigh,amplificationLow,amplificationHigh,retriesPerTrialLow,retriesPerTrialHigh," +
            "waitSecondsPerTrialLow,waitSecondsPerTrialHigh,rejectedPerTrialLow,rejectedPerTrialHigh,timedOutPerTrialLow," +
            "timedOutPerTrialHigh,inconsistencyRateLow,inconsistencyRateHigh,duplicateEffectsPerTrialLow,duplicateEffectsPerTrialHigh," +
            "qualityMeanLow,qualityMeanHigh,costPerTrialLow,costPerTrialHigh,costPerSuccessLow,costPerSuccessHigh," +
            "goodputPerSecondLow,goodputPerSecondHigh,offeredPerSecondLow,offeredPerSecondHigh,utilisationLow,utilisationHigh," +
            "wastedShareLow,wastedShareHigh,shedPerTrialLow,shedPerTrialHigh,censoredPerTrialLow,censoredPerTrialHigh," +
            "partialWritesPerTrialLow,partialWritesPerTrialHigh,compensationFailuresPerTrialLow,compensationFailuresPerTrialHigh,budgetRefusedPerTrialLow,budgetRefusedPerTrialHigh," +
            "faultsInjectedPerTrialLow,faultsInjectedPerTrialHigh,faultsLandedPerTrialLow,faultsLandedPerTrialHigh,callsMaskedPerTrialLow,callsMaskedPerTrialHigh," +
            "callsLeakedPerTrialLow,callsLeakedPerTrialHigh,hedgesPerTrialLow,hedgesPerTrialHigh,hedgeWinsPerTrialLow,hedgeWinsPerTrialHigh,silentCorruptionsPerTrialLow,silentCorruptionsPerTrialHigh," +
            "throttledPerTrialLow,throttledPerTrialHigh,cacheHitsPerTrialLow,cacheHitsPerTrialHigh,staleServedPerTrialLow,staleServedPerTrialHigh,compensationsPerTrialLow,compensationsPerTrialHigh,pass8Low,pass8High," +
            "succeeded,degraded,timedOut,rejected,escalated,cancelled,failed429,failed500,failed503,faultsInjected,truncated",
            header);
    }

    [Fact]
    public async Task Rows_of_cells_follow_the_plan_and_carry_levels_and_counts()
    {
        var rows = Text.Rows(Text.Cells(await Synthetic.Sweep(Synthetic.Plan(200))));
        Assert.Equal(Enumerable.Range(0, 9).Select(i => $"{i}"), rows.Select(row => row["cell"]));
        Assert.Equal(["0", "0", "0", "0.05", "0.05", "0.05", "0.3", "0.3", "0.3"], rows.Select(row => row["failureRate"]));
        Assert.Equal(("synthetic", "three", "200"), (rows[8]["scenario"], rows[8]["playbook"], rows[8]["trials"]));
        string[] outcomes = ["succeeded", "degraded", "timedOut", "rejected", "escalated", "cancelled", "failed429", "failed500", "failed503", "truncated"];
        Assert.All(rows, row => Assert.Equal(200, outcomes.Sum(outcome => long.Parse(row[outcome]))));
    }

    [Fact]
    public async Task Numbers_read_back_to_the_same_bits()
    {
        var result = await Synthetic.Sweep(Synthetic.Plan(777));
        foreach (var (row, cell) in Text.Rows(Text.Cells(result)).Zip(result.Cells))
            Assert.All(Metric.All, metric => Assert.Equal(cell[metric].Value, double.Parse(row[metric.Name])));
    }

    [Fact]
    public async Task Lines_end_with_a_bare_line_feed()
    {
        var result = await Synthetic.Sweep(Synthetic.Plan(10));
        Assert.DoesNotContain('\r', Text.Cells(result) + Text.Comparisons(result));
        Assert.EndsWith("\n", Text.Cells(result));
    }

    [Fact]
    public async Task The_columns_of_comparisons_are_those_of_the_contract()
    {
        var lines = Text.Comparisons(await Synthetic.Sweep(Synthetic.Plan(200))).Split('\n');
        Assert.Equal("playbook,baseline,failureRate,metric,difference,low,high,pValue,pAdjusted,verdict", lines[0]);
        Assert.Equal("one,baseline,0,durationMeanSeconds,0,0,0,1,1,equal", lines[2]);
    }

    [Fact]
    public async Task Hypotheses_are_written_with_their_status_in_capitals()
    {
        Hypothesis Claim(string name, string playbook, double threshold) =>
            new(name, playbook, new Dictionary<string, Level> { ["failureRate"] = new("0.3", 0.3) }, "successRate", Relation.AtLeast, threshold);
        var result = await Synthetic.Sweep(Synthetic.Plan(
            2000, [0, 0.3], null, null, Claim("three retries, at least 90 %", "three", 0.9), Claim("none", "baseline", 0.9),
            Claim("undecided", "baseline", 0.24)));
        var lines = Text.Of(writer => HypothesesCsv.Write(result, writer)).Split('\n');
        Assert.Equal("name,status,metric,expected,observed,low,high", lines[0]);
        Assert.StartsWith("\"three retries, at least 90 %\",HYPOTHESIS_CONFIRMED,successRate,>= 0.9,0.9", lines[1]);
        Assert.StartsWith("none,HYPOTHESIS_REJECTED,successRate,>= 0.9,0.2", lines[2]);
        Assert.StartsWith("undecided,INCONCLUSIVE,successRate,>= 0.24,0.2", lines[3]);
    }

    [Fact]
    public async Task Trials_stand_in_order_of_replication_and_then_playbook_and_name_the_failed_step()
    {
        var plan = Synthetic.Plan(3000, [0.3]);
        using var writer = new StringWriter();
        using (var trials = new TrialsCsv(plan, writer)) await Synthetic.Sweep(plan, new SweepOptions { Trials = trials });
        Assert.StartsWith("playbook,failureRate,replication,outcome,durationSeconds,stepsCompleted,failedAt,retries,attempts,inconsistent,", writer.ToString());
        var rows = Text.Rows(writer.ToString());
        Assert.Equal(Enumerable.Range(0, 9000).Select(i => $"{i / 3}"), rows.Select(row => row["replication"]));
        Assert.Equal(["baseline", "one", "three"], rows.Take(3).Select(row => row["playbook"]));
        Assert.All(rows, row => Assert.Equal(
            row["succeeded"] == "true" ? "" : Synthetic.Agent.Steps[int.Parse(row["stepsCompleted"])].Name, row["failedAt"]));
    }
}
