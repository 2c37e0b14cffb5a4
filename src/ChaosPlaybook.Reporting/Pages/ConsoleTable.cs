using ChaosPlaybook.Experiments;

namespace ChaosPlaybook.Reporting;

/// <summary>The result for a terminal of 100 columns: cells, differences, hypotheses and the gravest findings.</summary>
public static class ConsoleTable
{
    /// <summary>Columns that are never exceeded.</summary>
    public const int Width = 100;

    private const int MostRows = 60;
    private const int MostNumber = 30;
    private const int LeastName = 12;
    private const int MostFindings = 6;

    /// <summary>Writes the tables.</summary>
    /// <param name="result">The sweep.</param>
    /// <param name="to">Where to.</param>
    /// <param name="colour">Colours verdicts; only for a terminal.</param>
    public static void Write(SweepResult result, TextWriter to, bool colour)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(to);
        var view = new SweepView(result);
        var ink = new Ink(colour);
        var answer = new Answer(view);
        if (ExperimentAnswer.Headline(view) is { Length: > 0 } verdict) Lines(to, verdict, "");
        if (answer.IsAsked)
        {
            Lines(to, answer.Headline(), "");
            if (answer.Assumption() is { Length: > 0 } assumption) Lines(to, assumption, "");
        }
        if (result.Cells.Count > 0) Cells(view, to);
        if (result.Comparisons.Count > 0) Differences(view, to, ink);
        Hypotheses(view, to, ink);
        Conducted(view, to, ink);
        Removals(view, to);
        TopFindings(result, to, ink);
    }

    private static void Conducted(SweepView view, TextWriter to, Ink ink)
    {
        if (view.Result.Experiments.Count == 0) return;
        to.Write("\nExperiments\n");
        foreach (var cell in view.Result.Experiments.Take(MostRows))
        {
            var (word, meaning) = (ResultNames.Of(cell.Experiment.Status), new VerdictBlock("", cell.Experiment.Status, []).Word);
            Lines(to, ExperimentSection.Line(view, cell), "  ", line => line.Replace(word, ink.Of(meaning, word), StringComparison.Ordinal));
        }
        More(to, view.Result.Experiments.Count, "experiments.csv");
    }

    private static void Removals(SweepView view, TextWriter to)
    {
        var cells = view.Result.Contingency;
        if (cells.Count == 0) return;
        to.Write("\nContingency\n");
        foreach (var cell in cells.Take(MostRows)) Lines(to, ContingencySection.Line(view, cell), "  ");
        More(to, cells.Count, "contingency.csv");
    }

    private static void Cells(SweepView view, TextWriter to)
    {
        to.Write($"\nCells ({Numbers.Percent(view.Plan.Confidence)} intervals; table of all metrics in cells.csv)\n");
        var rows = view.Result.Cells.Take(MostRows).Select(cell => (string[])
        [
            cell.Playbook, Setting(view, cell.Levels),
            Numbers.Show(Metric.SuccessRate, SweepView.Of(cell, Metric.SuccessRate)), Short(cell, Metric.DurationMean),
            Short(cell, Metric.DurationP99), Short(cell, Metric.Amplification), Short(cell, view.HasWorkload ? Metric.Goodput : Metric.Inconsistency),
        ]).ToList();
        Grid(to, ["playbook", Head(view), "success rate", "mean time", "p99 time", "att./call", view.HasWorkload ? "goodput" : "incons."], rows, null);
        More(to, view.Result.Cells.Count, "cells.csv");
    }

    private static void Differences(SweepView view, TextWriter to, Ink ink)
    {
        to.Write($"\nDifferences to {Fit(view.Plan.Baseline, 40)} (same luck, Holm-corrected)\n");
        var shown = view.Result.Comparisons.Where(each => each.Metric == Metric.SuccessRate.Name).ToList();
        var rows = shown.Take(MostRows).Select(each => (string[])
        [
            each.Playbook, Setting(view, each.Levels), Numbers.Difference(Metric.SuccessRate, each.Difference), Tables.Word(each.Verdict), Duration(view, each),
        ]).ToList();
        Grid(to, ["playbook", Head(view), "success rate", "verdict", "mean duration"], rows, 3, ink);
        More(to, shown.Count, "comparisons.csv");
    }

    private static void Hypotheses(SweepView view, TextWriter to, Ink ink)
    {
        var verdicts = new Answer(view).Verdicts().ToList();
        if (verdicts.Count == 0) return;
        to.Write("\nHypotheses\n");
        foreach (var verdict in verdicts)
        {
            var word = verdict.Word.ToUpperInvariant();
            Lines(to, $"{word}: {verdict.Title}", "  ", line => line.Replace(word, ink.Of(verdict.Word, word), StringComparison.Ordinal));
            Lines(to, verdict.Sentences[0], "    ");
        }
    }

    private static void TopFindings(SweepResult result, TextWriter to, Ink ink)
    {
        var findings = Findings.Of(result).Where(finding => finding.Severity > Severity.Info).ToList();
        if (findings.Count == 0) return;
        to.Write("\nFindings\n");
        foreach (var finding in findings.Take(MostFindings))
        {
            var word = finding.Severity.ToString().ToUpperInvariant();
            Lines(to, $"{word}: {finding.Title}. {finding.Detail}", "  ", line => line.StartsWith("  " + word, StringComparison.Ordinal)
                ? "  " + ink.Of(word.ToLowerInvariant(), word) + line[(word.Length + 2)..] : line);
        }
        if (findings.Count > MostFindings) to.Write($"  {Words.Many(findings.Count - MostFindings, "more finding")} in the report.\n");
    }

    private static string Duration(SweepView view, Comparison each)
    {
        var level = view.LeadIndex < 0 ? view.Levels[0] : each.Levels[view.LeadIndex];
        var other = view.Comparison(each.Playbook, Metric.DurationMean, each.Levels, level);
        return other is null ? "–" : Numbers.Difference(Metric.DurationMean, other.Difference);
    }

    // Value alone where columns are short; the interval stands in the report.
    private static string Short(CellResult cell, Metric metric)
    {
        var text = Numbers.Show(metric, SweepView.Of(cell, metric));
        var at = text.IndexOf(" [", StringComparison.Ordinal);
        return at < 0 ? text : text[..at];
    }

    private static string Head(SweepView view) => view.Plan.Factors.Count switch { 0 => "", 1 => SweepView.Words(view.Plan.Factors[0].Name), _ => "setting" };

    private static string Setting(SweepView view, IReadOnlyList<Level> levels) =>
        string.Join(", ", levels.Select((level, i) => SweepView.Words(view.Plan.Factors[i], level)));

    private static void Grid(TextWriter to, string[] head, List<string[]> rows, int? coloured, Ink? ink = null)
    {
        // Numbers are never cut as long as there is room; playbook and setting share what is left.
        var own = head.Select((name, i) => Math.Min(MostNumber, rows.Select(row => row[i].Length).Append(name.Length).Max())).ToArray();
        var room = Math.Max(2 * LeastName, Width - own.Skip(2).Sum() - (2 * (own.Length - 1)));
        var setting = Math.Min(rows.Select(row => row[1].Length).Append(head[1].Length).Max(), Math.Max(LeastName, room - Math.Min(own[0], room - LeastName)));
        own[1] = setting;
        own[0] = Math.Min(rows.Select(row => row[0].Length).Append(head[0].Length).Max(), room - setting);
        while (own.Sum() + (2 * (own.Length - 1)) > Width) own[Array.IndexOf(own, own.Max())]--;
        foreach (var row in rows.Prepend(head))
        {
            var cells = row.Select((cell, i) =>
            {
                var text = Fit(cell, own[i]);
                var air = new string(' ', own[i] - text.Length);
                var painted = i == coloured && row != head ? ink!.Of(cell, text) : text;
                return i == 0 || i == coloured ? painted + air : air + painted;
            });
            to.Write(string.Join("  ", cells).TrimEnd() + "\n");
        }
    }

    private static void More(TextWriter to, int count, string file)
    {
        if (count > MostRows) to.Write($"{Numbers.Count(count - MostRows)} more rows in {file}\n");
    }

    private static string Fit(string text, int width)
    {
        text = Plain(text);
        return text.Length <= width ? text : text[..(width - 1)] + "…";
    }

    private static void Lines(TextWriter to, string text, string indent, Func<string, string>? paint = null)
    {
        var line = indent;
        foreach (var word in Plain(text).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Trim().Length > 0 && line.Length + 1 + word.Length > Width)
            {
                to.Write((paint?.Invoke(line) ?? line) + "\n");
                line = indent + "  ";
            }
            line += (line.Trim().Length == 0 ? "" : " ") + Fit(word, Width - indent.Length - 2);
        }
        to.Write((paint?.Invoke(line) ?? line) + "\n");
    }

    // A name from a scenario must not steer the terminal.
    private static string Plain(string text) => string.Concat(text.Select(letter => char.IsControl(letter) ? ' ' : letter));

    private sealed class Ink(bool on)
    {
        public string Of(string meaning, string text)
        {
            var code = meaning switch
            {
                "better" or "confirmed" => "32",
                "worse" or "rejected" or "warning" => "31",
                "undecided" or "open" or "not judged" or "notice" => "33",
                _ => "",
            };
            return on && code.Length > 0 ? $"\u001b[{code}m{text}\u001b[0m" : text;
        }
    }
}
