using System.Text;

namespace ChaosPlaybook.Scenarios.Tests;

/// <summary>Files that are not what they should be at all.</summary>
public sealed class TrapTests
{
    private const string Small = """
        name: t
        executors: { s: { latency: 1 ms } }
        agent: { steps: [ { a: { call: s } } ] }
        playbooks: { p: [] }
        """;

    [Fact]
    public void A_missing_file_and_a_folder_are_problems()
    {
        Assert.Equal("nowhere/x.yaml: error: no such file", Assert.Single(ScenarioFile.Read("nowhere/x.yaml").Problems).ToString());
        Assert.EndsWith("it is a folder", Assert.Single(ScenarioFile.Read(House.At("scenarios")).Problems).Message);
    }

    [Theory]
    [InlineData(new byte[] { 0x6E, 0x3A, 0xFF, 0xFE }, "it is not UTF-8 text")]
    [InlineData(new byte[] { 0x6E, 0x3A, 0x00, 0x61 }, "it contains a NUL character; expected a text file")]
    public void Bytes_that_are_no_text_are_refused(byte[] bytes, string message) =>
        Assert.Equal(message, Assert.Single(WithFile(bytes, path => ScenarioFile.Read(path)).Problems).Message);

    [Fact]
    public void A_file_above_one_mebibyte_is_refused() =>
        Assert.Equal("it has 1048577 bytes; at most 1048576 are allowed",
            Assert.Single(WithFile(Encoding.UTF8.GetBytes(new string('#', (1 << 20) + 1)), path => ScenarioFile.Read(path)).Problems).Message);

    [Fact]
    public void A_byte_order_mark_and_carriage_returns_do_no_harm()
    {
        byte[] bytes = [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Small.ReplaceLineEndings("\r\n"))];
        Assert.Empty(WithFile(bytes, path => ScenarioFile.Read(path)).Problems);
    }

    [Fact]
    public void Aliases_stand_for_the_value_of_their_anchor()
    {
        var reading = ScenarioFile.Parse("""
            name: t
            executors: { s: &same { latency: 1 ms }, t: *same }
            agent: { steps: [ { a: { call: s } }, { b: { call: t } } ] }
            playbooks: { p: &r [ { retry: {} } ], q: *r }
            """, "t.yaml");
        Assert.Empty(reading.Problems);
        Assert.Equal(reading.Plan!.Points[0].Worlds[0].Playbook.Pipeline, reading.Plan.Points[0].Worlds[1].Playbook.Pipeline);
    }

    [Fact]
    public void An_alias_bomb_is_refused_at_once()
    {
        var bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i < 40; i++)
            bomb.Append($"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n");
        var before = Environment.TickCount64;
        Assert.Contains("more than 100000 values", Assert.Single(ScenarioFile.Parse(bomb.ToString(), "t.yaml").Problems).Message);
        Assert.InRange(Environment.TickCount64 - before, 0, 2000);
    }

    [Fact]
    public void Deep_nesting_is_refused()
    {
        Assert.Contains("nested deeper than 64", Assert.Single(ScenarioFile.Parse("a: " + new string('[', 500), "t.yaml").Problems).Message);
        Assert.NotEmpty(ScenarioFile.Parse("a: " + new string('[', 100_000), "t.yaml").Problems);
    }

    [Theory]
    [InlineData("yes")]
    [InlineData("no")]
    [InlineData("on")]
    [InlineData("Off")]
    [InlineData("True")]
    [InlineData("1")]
    [InlineData("\"true\"")]
    public void Only_true_and_false_are_switches(string word)
    {
        var problem = Assert.Single(ScenarioFile.Parse(Small.Replace("[] }", $"[ {{ timeout: 1 s, enabled: {word} }} ] }}"), "t.yaml").Problems);
        Assert.Equal(("t.yaml", 4, 44), (problem.File, problem.Line, problem.Column));
    }

    [Theory]
    [InlineData("")]
    [InlineData("   \n\n")]
    [InlineData("# only a comment")]
    [InlineData("---\n")]
    [InlineData("--- ~")]
    [InlineData("just words")]
    [InlineData("42")]
    [InlineData("%")]
    [InlineData("\t")]
    [InlineData("a: b: c")]
    [InlineData("{")]
    [InlineData("]")]
    [InlineData("'")]
    [InlineData("? ")]
    [InlineData(": ")]
    [InlineData("&a")]
    [InlineData("*a")]
    [InlineData("!")]
    [InlineData("@")]
    [InlineData("%YAML 9.9\n---\nx")]
    public void Nonsense_gives_problems_and_no_exception(string text)
    {
        var reading = ScenarioFile.Parse(text, "t.yaml");
        Assert.True(reading.HasErrors);
        Assert.Null(reading.Plan);
    }

    [Fact]
    public void A_mutilated_scenario_gives_problems_and_no_exception()
    {
        var text = CleanTests.Everything;
        for (var cut = 0; cut < text.Length; cut += 17)
        {
            Survives(text[..cut]);
            Survives(text.Remove(cut, Math.Min(3, text.Length - cut)));
            Survives(text.Insert(cut, "}"));
            Survives(text.Insert(cut, ":"));
            Survives(text.Insert(cut, "\n"));
        }
        static void Survives(string text)
        {
            var reading = ScenarioFile.Parse(text, "t.yaml");
            Assert.Equal(reading.HasErrors, reading.Plan is null);
        }
    }

    private static T WithFile<T>(byte[] bytes, Func<string, T> use)
    {
        var path = System.IO.Path.GetTempFileName();
        File.WriteAllBytes(path, bytes);
        try
        {
            return use(path);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
