namespace ChaosPlaybook.Reporting;

/// <summary>More combinations than charts can show.</summary>
internal sealed class HiddenCombinations : IDiagnostic
{
    public IEnumerable<Finding> Look(SweepView view)
    {
        var all = view.Combinations.Count;
        if (all <= StandardCharts.MostCombinations) yield break;
        yield return new(Severity.Notice, "Charts show a part of the combinations",
            $"The factors beside {SweepView.Words(view.LeadFactor!.Name)} combine to {Numbers.Count(all)} settings; charts show the first {StandardCharts.MostCombinations} at most, tables show all.");
    }
}
