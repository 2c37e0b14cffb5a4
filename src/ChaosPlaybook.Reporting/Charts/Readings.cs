using ChaosPlaybook.Experiments;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Reporting;

/// <summary>What each standard chart shows, in one sentence computed from the same numbers.</summary>
internal sealed class Readings(SweepView view)
{
    private readonly record struct Spot(string Playbook, string Where, Estimate Estimate, Level Level);

    public string Success() => Range(Metric.SuccessRate, "The success rate");

    public string Inconsistency() => Range(Metric.Inconsistency, "The inconsistency rate");

    public string Goodput()
    {
        var spots = Spots(Metric.Goodput).ToList();
        if (spots.Count == 0) return "No goodput could be estimated.";
        var most = spots.MaxBy(spot => spot.Estimate.Value);
        return $"The most is done by {most.Playbook} at {most.Where}: {Show(Metric.Goodput, most)}. {Range(Metric.Goodput, "The goodput")}";
    }

    public string Utilisation() => Range(Metric.Utilisation, "The utilisation");

    public string Difference()
    {
        var all = view.Result.Comparisons.Where(each => each.Metric == Metric.SuccessRate.Name && !double.IsNaN(each.Difference.Value)).ToList();
        if (all.Count == 0) return "No difference could be computed.";
        var largest = all.MaxBy(each => Math.Abs(each.Difference.Value))!;
        var decided = all.Count(each => each.Verdict is Verdict.Better or Verdict.Worse);
        var worse = all.Count(each => each.Verdict == Verdict.Worse);
        var size = largest.Difference.Value == 0
            ? "Every difference is 0"
            : $"The largest difference is that of {largest.Playbook} at {view.Where(largest.Levels)}: {Numbers.Difference(Metric.SuccessRate, largest.Difference)}";
        return $"{size}; {decided} of {Counted.Of(all.Count, "difference")} {(decided == 1 ? "is" : "are")} real after Holm's correction{(worse > 0 ? $", {worse} of them for the worse" : "")}.";
    }

    public string Duration()
    {
        var spots = Spots(Metric.DurationP99).ToList();
        if (spots.Count == 0) return "No duration could be estimated.";
        var slowest = spots.MaxBy(spot => spot.Estimate.Value);
        var fastest = spots.Where(spot => spot.Where == slowest.Where).MinBy(spot => spot.Estimate.Value);
        var other = fastest.Playbook == slowest.Playbook ? "" : $"; at the same place the fastest is {fastest.Playbook} with {Show(Metric.DurationP99, fastest)}";
        return $"The longest 99th percentile is that of {slowest.Playbook} at {slowest.Where}: {Show(Metric.DurationP99, slowest)}{other}.";
    }

    public string Amplification()
    {
        var spots = Spots(Metric.Amplification).ToList();
        if (spots.Count == 0) return "No call was made.";
        var most = spots.MaxBy(spot => spot.Estimate.Value);
        return most.Estimate.Value <= 1
            ? "No playbook makes more than one attempt per call."
            : $"Most attempts per call are made by {most.Playbook} at {most.Where}: {Show(Metric.Amplification, most)}.";
    }

    public string Outcomes()
    {
        var worst = view.Result.Cells.Where(cell => cell.Trials > 0)
            .SelectMany(cell => cell.Outcomes.Where(outcome => outcome.Key is not (OutcomeName.Succeeded or OutcomeName.Degraded))
                .Select(outcome => (cell, outcome.Key, Share: outcome.Value / (double)cell.Outcomes.Values.Sum())))
            .Where(each => each.Share > 0).OrderByDescending(each => each.Share).ToList();
        if (worst.Count == 0) return $"No {view.Ending} failed.";
        var (where, name, share) = worst[0];
        return $"The most frequent failure is “{SweepView.Words(name)}”: {Numbers.Percent(share)} of the {view.Ending}s of {where.Playbook} at {view.Where(where.Levels)}.";
    }

    // At the last level walked: the extremes among the playbooks.
    private string Range(Metric metric, string name)
    {
        var spots = Spots(metric).ToList();
        if (spots.Count == 0) return $"{name} could not be estimated.";
        var last = view.Levels.Last(level => spots.Any(spot => spot.Level == level));
        var there = spots.Where(spot => spot.Level == last).ToList();
        var least = there.MinBy(spot => spot.Estimate.Value);
        var most = there.MaxBy(spot => spot.Estimate.Value);
        if (there.Count == 1) return $"{name} of {most.Playbook} at {most.Where} is {Show(metric, most)}.";
        return least.Estimate.Value == most.Estimate.Value
            ? $"{name} is the same for every playbook at {most.Where}: {Show(metric, most)}."
            : $"{name} at {view.Describe(last)} lies between {Show(metric, least)} ({Named(least, most)}) and {Show(metric, most)} ({Named(most, least)}).";
    }

    private static string Named(Spot spot, Spot other) => spot.Where == other.Where ? spot.Playbook : $"{spot.Playbook} at {spot.Where}";

    private static string Show(Metric metric, Spot spot) => Numbers.Show(metric, spot.Estimate);

    private IEnumerable<Spot> Spots(Metric metric) =>
        from combination in view.Combinations
        from level in view.Levels
        from playbook in view.Playbooks
        let cell = view.Cell(playbook, combination, level)
        where cell is not null
        let estimate = SweepView.Of(cell, metric)
        where double.IsFinite(estimate.Value)
        select new Spot(playbook, view.Where(cell.Levels), estimate, level);
}
