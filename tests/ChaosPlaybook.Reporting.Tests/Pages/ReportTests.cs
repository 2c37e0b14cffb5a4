using System.Text.RegularExpressions;
using System.Xml.Linq;
using ChaosPlaybook.Experiments;

namespace ChaosPlaybook.Reporting.Tests;

public sealed class ReportTests
{
    private static readonly (string, string)[] _provenance = [("version", "0.1.0"), ("machine", "<b>a & b</b>")];

    private static string File(SweepResult result, string path) => Report.Files(result, _provenance).Single(file => file.Path == path).Content;

    [Fact]
    [Trait("check", "S1 11")]
    public void Files_are_the_charts_and_two_pages()
    {
        string[] expected = ["charts/success-rate.svg", "charts/success-difference.svg", "charts/duration.svg", "charts/inconsistency.svg", "charts/outcome-mix.svg", "charts/amplification.svg", "report.md", "report.html"];
        Assert.Equal(expected, Report.Files(Cases.All["petstore"](), _provenance).Select(file => file.Path));
    }

    [Theory, MemberData(nameof(Cases.Names), MemberType = typeof(Cases))]
    public void Same_result_gives_same_bytes(string name) => Assert.Equal(Report.Files(Cases.All[name](), _provenance), Report.Files(Cases.All[name](), _provenance));

    [Theory, MemberData(nameof(Cases.Names), MemberType = typeof(Cases))]
    public void The_page_is_well_formed_and_fetches_nothing(string name)
    {
        var html = File(Cases.All[name](), "report.html");
        var page = XElement.Parse(html[(html.IndexOf('\n', StringComparison.Ordinal) + 1)..]);
        var namespaces = html.Replace("xmlns=\"http://www.w3.org/2000/svg\"", "", StringComparison.Ordinal);
        Assert.DoesNotContain("http", namespaces, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("@import", html, StringComparison.Ordinal);
        var ids = page.Descendants().Attributes("id").Select(id => id.Value).ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.All(page.Descendants("a").Attributes("href"), link => Assert.Contains(link.Value[1..], ids));
    }

    [Fact]
    public void Text_from_a_scenario_stays_text()
    {
        var result = new Synthetic { Name = "<script>alert(1)</script>", Playbooks = ["baseline", "<img src=x>", "[a](b)|c"] }.Build();
        result = result with { Plan = result.Plan with { Description = "# <i>not markup</i> `x`" } };
        var html = File(result, "report.html");
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img", html, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;", html, StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;a &amp; b&lt;/b&gt;", html, StringComparison.Ordinal);
        var markdown = File(result, "report.md");
        Assert.DoesNotMatch(new Regex("<(script|img|i|b)\\b"), markdown);
        Assert.DoesNotContain("[a](b)", markdown, StringComparison.Ordinal);
        Assert.Contains("[a\\](b)\\|c |", markdown, StringComparison.Ordinal);
        Assert.Contains("\\`x\\`", markdown, StringComparison.Ordinal);
    }

    [Fact]
    public void The_answer_turns_around_with_opposite_data()
    {
        var normal = new Synthetic { Claims = [Synthetic.Claim("training", 0.2, 0.95)] };
        var opposite = normal with { Retries = name => name == "baseline" ? 2 : 0 };
        static string Lead(Synthetic sweep) => Regex.Match(File(sweep.Build(), "report.md"), @"\*\*(.*)\*\*").Groups[1].Value;
        Assert.Equal("training and trainingNoBreaker hold a success rate of at least 95 % up to failure rate 20 %, the highest tried; baseline only up to failure rate 1 %.", Lead(normal));
        Assert.Equal("baseline holds a success rate of at least 95 % up to failure rate 20 %, the highest tried.", Lead(opposite));
        Assert.Contains("CONFIRMED: training holds at 20 %", File(normal.Build(), "report.md"), StringComparison.Ordinal);
        Assert.Contains("REJECTED: training holds at 20 %", File(opposite.Build(), "report.md"), StringComparison.Ordinal);
        Assert.Equal("No playbook holds a success rate of at least 99 %, not even at failure rate 10 %.", Lead(new() { Rates = [0.1, 0.2], Retries = _ => 0, Claims = [Synthetic.Claim("training", 0.2, 0.99)] }));
        Assert.Equal(
            "No playbook surely holds a success rate of at least 95 %: at failure rate 0 % the trials leave baseline, training, trainingNoBreaker and originalEngine open.",
            Lead(new() { Trials = 40, Claims = [Synthetic.Claim("training", 0.2, 0.95)] }));
        Assert.Equal(
            "training, trainingNoBreaker and originalEngine hold a success rate of at least 95 % up to failure rate 3 %, with 5 % not finished; baseline only up to failure rate 1 %.",
            Regex.Match(File(Cases.All["interrupted"](), "report.md"), @"\*\*(.*)\*\*").Groups[1].Value);
        Assert.Equal(
            "originalEngine holds a success rate of at least 95 % up to failure rate 10 % and fails at 15 %; baseline only up to failure rate 1 %.",
            Lead(new() { Playbooks = ["baseline", "originalEngine"], Claims = [Synthetic.Claim("originalEngine", 0.2, 0.95)] }));
        Assert.Equal("No cell was finished, so there is no answer yet.", Regex.Match(File(Cases.All["nothing finished"](), "report.md"), @"\*\*(.*)\*\*").Groups[1].Value);
    }

    [Fact]
    public void An_assumed_target_is_called_assumed()
    {
        Assert.Contains("No hypothesis names a target", File(Cases.All["two levels"](), "report.md"), StringComparison.Ordinal);
        Assert.DoesNotContain("No hypothesis names a target", File(Cases.All["petstore"](), "report.md"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_answer_follows_the_metric_of_the_hypothesis()
    {
        var sweep = new Synthetic { Claims = [Synthetic.Claim("training", 0.2, 4, Metric.DurationP99, Relation.AtMost)] };
        Assert.Contains("baseline holds a 99th percentile of duration of at most 4 s up to failure rate 20 %, the highest tried.", File(sweep.Build(), "report.md"), StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_that_do_not_matter_are_left_out_of_the_answer()
    {
        Factor memory = new("memory", [new("1 s", 1), new("5 min", 300)]), undo = new("undo", [new("true", null), new("false", null)]);
        var sweep = new Synthetic
        {
            Playbooks = ["baseline", "training"], Rates = [0.1, 0.2], More = [memory, undo], Claims = [Synthetic.Claim("training", 0.2, 0.1, Metric.DuplicateEffects, Relation.AtMost)],
            // Only a store that forgets after a second sees duplicates, undone or not.
            Change = cell => Cases.Set(cell, Metric.DuplicateEffects, Synthetic.Around(cell.Playbook == "training" && cell.Levels[1].Number == 1 ? 0.4 : 0, 0.01, cell.Trials)),
        };
        Assert.Contains(
            "**baseline in every setting and training with memory 5 min hold duplicate effects per trial of at most 0.1 up to failure rate 20 %, the highest tried.**",
            File(sweep.Build(), "report.md"), StringComparison.Ordinal);
    }

    [Fact]
    public void Money_is_part_of_the_price_only_when_attempts_cost_something()
    {
        var sweep = new Synthetic { Claims = [Synthetic.Claim("training", 0.2, 0.95)] };
        Assert.DoesNotContain("of cost per trial", File(sweep.Build(), "report.md"), StringComparison.Ordinal);
        var paid = sweep with { Change = cell => Cases.Set(cell, Metric.Cost, Synthetic.Around(cell[Metric.Attempts].Value * 2, 0.01, cell.Trials)) };
        Assert.Contains("of cost per trial", File(paid.Build(), "report.md"), StringComparison.Ordinal);
    }

    [Fact]
    public void Only_the_provenance_section_differs_with_provenance()
    {
        var result = Cases.All["petstore"]();
        var one = Report.Files(result, [("when", "today")]);
        var other = Report.Files(result, [("when", "tomorrow")]);
        Assert.Equal(one.SkipLast(2), other.SkipLast(2));
        Assert.Equal(one[^1].Content.Split("<section id=\"provenance\"")[0], other[^1].Content.Split("<section id=\"provenance\"")[0]);
        Assert.NotEqual(one[^1], other[^1]);
    }

    [Fact]
    public void Every_chart_has_its_sentence_in_both_pages()
    {
        var result = Cases.All["petstore"]();
        foreach (var chart in StandardCharts.For(result))
        {
            Assert.Contains($"charts/{chart.Name}.svg", File(result, "report.md"), StringComparison.Ordinal);
            Assert.Contains(SvgCanvas.Escape(chart.Reading), File(result, "report.html").Replace('\u00A0', ' '), StringComparison.Ordinal);
        }
    }

    [Theory, MemberData(nameof(Cases.Names), MemberType = typeof(Cases))]
    public void No_page_speaks_of_undefined_numbers(string name) => Assert.DoesNotContain("NaN", File(Cases.All[name](), "report.md"), StringComparison.Ordinal);
}
