namespace ChaosPlaybook.Experiments;

/// <summary>Words of the result files.</summary>
public static class ResultNames
{
    /// <summary>Value of <c>status</c> in <c>hypotheses.csv</c>.</summary>
    public static string Of(HypothesisStatus status) => status switch
    {
        HypothesisStatus.Confirmed => "HYPOTHESIS_CONFIRMED",
        HypothesisStatus.Rejected => "HYPOTHESIS_REJECTED",
        HypothesisStatus.Inconclusive => "INCONCLUSIVE",
        _ => "EXPERIMENT_FAILED",
    };

    /// <summary>Value of <c>verdict</c> in <c>comparisons.csv</c>.</summary>
    public static string Of(Verdict verdict) => verdict switch
    {
        Verdict.Better => "better",
        Verdict.Worse => "worse",
        Verdict.Equal => "equal",
        _ => "inconclusive",
    };

    /// <summary>Value of <c>expected</c> in <c>hypotheses.csv</c>: <c>&gt;= 0.95</c>.</summary>
    public static string Expected(Hypothesis claim) => $"{(claim.Relation == Relation.AtLeast ? ">=" : "<=")} {claim.Threshold:R}";
}
