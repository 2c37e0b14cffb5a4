using ChaosPlaybook.Experiments;

namespace ChaosPlaybook.Reporting;

/// <summary>
/// The answer a reader came for: which playbook holds the claim up to which level, at what price, and how sure that is.
/// Every sentence is computed; other data give other sentences.
/// </summary>
internal sealed class Answer(SweepView view)
{
    private const int MostCombinations = 6;

    private readonly record struct Claim(Metric Metric, Relation Relation, double Threshold)
    {
        public string Text => $"{Metric.Label} of {(Relation == Relation.AtLeast ? "at least" : "at most")} {Numbers.Amount(Metric, Threshold)}";

        public string Object => Words.Article(Metric) + Text;
    }

    /// <summary>Whether it is asked up to where a playbook holds: an experiment without further hypotheses has its own question.</summary>
    public bool IsAsked => view.Result.Experiments.Count == 0 || view.Result.Hypotheses.Count + view.Plan.Hypotheses.Count > 0;

    /// <summary>The one sentence on top.</summary>
    public string Headline()
    {
        if (view.Result.Cells.Count == 0) return "No cell was finished, so there is no answer yet.";
        var claim = Claims()[0];
        var held = view.Combinations.SelectMany(combination => Holdings(claim, combination)).ToList();
        var best = held.Max(holding => holding.Reach);
        if (!view.IsCurve) return Flat(claim, held);
        if (best == 0) return Nobody(claim, held);
        var winners = held.Where(holding => holding.Reach == best).ToList();
        var names = Names(winners);
        return $"{Words.List(names)} {(names.Count == 1 ? "holds" : "hold")} {claim.Object} up to {view.Describe(view.Levels[best - 1])}{After(winners, best)}{Against(held, winners)}.";
    }

    /// <summary>Where the target comes from when no hypothesis names one; otherwise empty.</summary>
    public string Assumption() => view.Result.Hypotheses.Count + view.Plan.Hypotheses.Count > 0
        ? ""
        : $"No hypothesis names a target, so a success rate of {Numbers.Percent(SuccessTarget.Assumed)} is assumed.";

    /// <summary>Every judged hypothesis with its numbers and its price.</summary>
    public IEnumerable<VerdictBlock> Verdicts() => view.Result.Hypotheses.Select(judged =>
    {
        var claim = judged.Hypothesis;
        if (Metric.Named(claim.Metric) is not { } metric)
            return new VerdictBlock(claim.Name, judged.Status, [$"It speaks of {claim.Metric}, which is not a metric."]);
        var count = judged.Observed.Count > 0 ? $" from {Words.Many(judged.Observed.Count, "trial")}" : "";
        var sentences = new List<string>
        {
            $"Claimed for {claim.Playbook}: {new Claim(metric, claim.Relation, claim.Threshold).Text}. "
            + $"Observed at {view.Where(judged.Levels)}: {Numbers.Show(metric, judged.Observed)}{count}"
            + $"{(Speaks(claim) > 1 ? $", the worst of the {Words.Many(Speaks(claim), "cell")} it speaks of" : "")}.",
        };
        if (judged.Levels.Count == view.Plan.Factors.Count && Price.Of(view, claim.Playbook, judged.Levels, Lead(judged.Levels)) is { Length: > 0 } price)
            sentences.Add($"Price there against {view.Plan.Baseline}: {price}.");
        return new VerdictBlock(claim.Name, judged.Status, sentences);
    });

    /// <summary>Per claim: how far each playbook holds and what that costs there.</summary>
    public IEnumerable<Block> Reaches()
    {
        if (view.Result.Cells.Count == 0) yield break;
        var others = view.Plan.Factors.Select((factor, i) => (factor, i)).Where(each => each.i != view.LeadIndex && each.factor.Levels.Count > 1).ToList();
        var coins = Price.Coins(view);
        var lead = view.LeadFactor is { } factor ? SweepView.Words(factor.Name) : "";
        foreach (var claim in Claims())
        {
            var rows = view.Combinations.Take(MostCombinations).SelectMany(combination => Holdings(claim, combination).Select(holding => (string[])
            [
                holding.Playbook, .. others.Select(each => SweepView.Words(each.factor, combination[each.i])), holding.Held(view), holding.Beyond(view),
                .. coins.Select(coin => Paid(holding, coin.Metric)),
            ])).ToList();
            yield return new Table(
                $"{Words.Sentence(claim.Text)}: how far, and at what price there against {view.Plan.Baseline}",
                [
                    ("playbook", false), .. others.Select(each => (SweepView.Words(each.factor.Name), false)),
                    (view.IsCurve ? $"holds up to {lead}" : lead.Length > 0 ? $"holds at {lead}" : "holds", false), ("then", false),
                    .. coins.Select(coin => (coin.Metric.Label, true)),
                ], rows);
            if (view.Combinations.Count > MostCombinations) yield return new Paragraph(Summary(claim));
        }
    }

    /// <summary>The answer already holds what these findings say.</summary>
    public bool Covers(Finding finding) => view.Combinations.Count <= MostCombinations && (
        finding.Title.StartsWith(Ranking.Heading, StringComparison.Ordinal)
        || ((finding.Title.StartsWith(BreakingPoints.Heading, StringComparison.Ordinal) || finding.Title.StartsWith(PriceOfHolding.Heading, StringComparison.Ordinal))
            && Claims().Contains(new(Metric.SuccessRate, Relation.AtLeast, SuccessTarget.Of(view.Plan)))));

    /// <summary>Who is best, per combination.</summary>
    public IEnumerable<string> Rankings() => view.Combinations.Take(MostCombinations)
        .Select(combination => (Prefix(combination), Text: Ranking.Describe(view, combination)))
        .Where(each => each.Text.Length > 0).Select(each => each.Item1 + each.Text);

    /// <summary>What the numbers rest on.</summary>
    public string Certainty()
    {
        var cells = view.Result.Cells;
        if (cells.Count == 0) return "No trial was finished.";
        var (fewest, most) = (cells.Min(cell => cell.Trials), cells.Max(cell => cell.Trials));
        var trials = fewest == most ? Words.Many(fewest, "trial") : $"{Numbers.Count(fewest)} to {Words.Many(most, "trial")}";
        var halves = cells.Select(cell => SweepView.Of(cell, Metric.SuccessRate).HalfWidth).Where(double.IsFinite).ToList();
        var widest = halves.Count == 0 ? "" : $"; the widest interval of a success rate is {Numbers.HalfWidth(Metric.SuccessRate, halves.Max())}";
        return $"How sure: {trials} per cell, {Numbers.Count(cells.Sum(cell => (double)cell.Trials))} in all; brackets are {Numbers.Percent(view.Plan.Confidence)} intervals{widest}.";
    }

    // The baseline pays nothing to itself; who holds nowhere has no place to compare at.
    private string Paid(Holding holding, Metric metric)
    {
        if (holding.Playbook == view.Plan.Baseline || (view.IsCurve ? holding.Last(view) : First(holding)) is not { } level) return "–";
        var paid = Price.Of(view, holding.Playbook, holding.Combination, level, metric).TrimEnd(',');
        return paid.Length == 0 ? "–" : paid;
    }

    private Level? First(Holding holding) => holding.Stands.ToList().IndexOf(Stand.Held) is >= 0 and var i ? view.Levels[i] : null;

    // An open interval is not a failure, and the sentence must not say so.
    private string Nobody(Claim claim, List<Holding> held)
    {
        var open = Names(held.Where(holding => holding.Stands[0] == Stand.Open));
        return open.Count == 0
            ? $"No playbook holds {claim.Object}, not even at {view.Describe(view.Levels[0])}."
            : $"No playbook surely holds {claim.Object}: at {view.Describe(view.Levels[0])} the trials leave {Words.List(open)} open.";
    }

    private string After(List<Holding> winners, int reach)
    {
        if (reach == view.Levels.Count) return ", the highest tried";
        var stands = winners.Select(holding => holding.Stands[reach]).Distinct().ToList();
        if (stands.Count > 1) return "";
        var next = SweepView.Words(view.LeadFactor!, view.Levels[reach]);
        return stands[0] switch
        {
            Stand.Open => $", with {next} open",
            Stand.Missing => $", with {next} not finished",
            _ => $" and {(winners.Count == 1 ? "fails" : "fail")} at {next}",
        };
    }

    private string Against(List<Holding> held, List<Holding> winners)
    {
        var baseline = view.Plan.Baseline;
        if (winners.Any(holding => holding.Playbook == baseline)) return "";
        var best = held.Where(holding => holding.Playbook == baseline).MaxBy(holding => holding.Reach)!;
        var open = best.Stands[best.Reach] != Stand.Broken;
        return best.Reach == 0
            ? $"; {baseline} {(open ? "is open" : "fails")} even at {view.Describe(view.Levels[0])}"
            : $"; {baseline} {(open ? "surely " : "")}only up to {view.Describe(view.Levels[best.Reach - 1])}";
    }

    private string Flat(Claim claim, List<Holding> held)
    {
        var good = held.Where(holding => holding.Stands.Contains(Stand.Held)).ToList();
        if (good.Count == 0)
            return $"No playbook {(held.Any(holding => holding.Stands.Contains(Stand.Open)) ? "surely " : "")}holds {claim.Object} at any setting tried.";
        var names = good.Select(holding => Named(holding.Playbook, holding.Combination) + (view.LeadFactor is not { } factor ? ""
            : holding.Everywhere ? $" at every {SweepView.Words(factor.Name)}" : $" at {SweepView.Words(factor.Name)} {holding.Held(view)}")).ToList();
        var cells = good.Sum(holding => holding.Stands.Count(stand => stand == Stand.Held));
        return $"{Words.List(names)} {(names.Count == 1 ? "holds" : "hold")} {claim.Object}: {Numbers.Count(cells)} of {Words.Many(held.Sum(holding => holding.Stands.Count), "cell")}.";
    }

    private string Summary(Claim claim)
    {
        var parts = view.Playbooks.Select(playbook =>
        {
            var every = view.Combinations.Count(combination => Holding.Of(view, playbook, combination, claim.Metric, claim.Relation, claim.Threshold).Everywhere);
            return $"{playbook} in {Numbers.Count(every)}";
        });
        return $"{Words.Sentence(claim.Text)} at every level, out of {Words.Many(view.Combinations.Count, "combination")} of the other factors: {string.Join(", ", parts)}.";
    }

    private List<Claim> Claims()
    {
        var claims = view.Result.Hypotheses.Select(judged => judged.Hypothesis).Concat(view.Plan.Hypotheses)
            .Where(claim => Metric.Named(claim.Metric) is not null)
            .Select(claim => new Claim(Metric.Named(claim.Metric)!, claim.Relation, claim.Threshold)).Distinct().ToList();
        // What somebody wants comes before what somebody fears: the headline speaks of the first.
        claims = [.. claims.OrderBy(claim => claim.Metric.Better == (claim.Relation == Relation.AtLeast ? Direction.Lower : Direction.Higher))];
        return claims.Count > 0 ? claims : [new(Metric.SuccessRate, Relation.AtLeast, SuccessTarget.Assumed)];
    }

    private List<Holding> Holdings(Claim claim, IReadOnlyList<Level> combination) =>
        [.. view.Playbooks.Select(playbook => Holding.Of(view, playbook, combination, claim.Metric, claim.Relation, claim.Threshold))];

    private Level Lead(IReadOnlyList<Level> levels) => view.LeadIndex < 0 ? view.Levels[0] : levels[view.LeadIndex];

    private int Speaks(Hypothesis claim) => view.Result.Cells.Count(cell => cell.Playbook == claim.Playbook
        && claim.When.All(when => !view.Plan.Factors.Select((factor, i) => (factor, i)).Any(each => each.factor.Name == when.Key && cell.Levels[each.i] != when.Value)));

    private string Named(string playbook, IReadOnlyList<Level> combination) =>
        view.Combinations.Count > 1 ? $"{playbook} with {view.Describe(combination)}" : playbook;

    // A playbook is named once, with what matters of its settings.
    private List<string> Names(IEnumerable<Holding> holdings) =>
    [
        .. holdings.GroupBy(holding => holding.Playbook).SelectMany(group => view.Describe([.. group.Select(holding => holding.Combination)])
            .Select(where => where.Length > 0 ? $"{group.Key} with {where}" : view.Combinations.Count > 1 ? $"{group.Key} in every setting" : group.Key)),
    ];

    private string Prefix(IReadOnlyList<Level> combination) => view.Combinations.Count > 1 ? $"With {view.Describe(combination)}: " : "";
}
