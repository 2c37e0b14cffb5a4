using System.Text;

namespace ChaosPlaybook.House.Tests;

/// <summary>Every check of the source documents is proved by a test or by a hypothesis of a scenario; the manual shows which.</summary>
public sealed class ChecksTests
{
    private const string Begin = "<!-- checks -->\n", End = "<!-- end of checks -->";

    [Fact]
    public void There_are_54_checks_each_numbered_once() =>
        Assert.Equal(Enumerable.Range(1, 54), Check.All.Select(check => int.Parse(check.Number.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture)));

    [Fact]
    public void Every_check_has_a_proof() =>
        Assert.Empty(Check.All.Select(check => check.Number).Except(Proof.All.Select(proof => proof.Number)));

    [Fact]
    public void No_proof_names_an_unknown_check() =>
        Assert.DoesNotContain(Proof.All, proof => proof.Result == "unknown" || Check.All.All(check => check.Number != proof.Number));

    [Fact]
    public void The_manual_shows_what_proves_every_check()
    {
        var path = Repository.PathOf("scenarios", "README.md");
        var before = File.ReadAllText(path);
        var begin = before.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        var now = before[..begin] + Table() + before[before.IndexOf(End, begin, StringComparison.Ordinal)..];
        if (Environment.GetEnvironmentVariable("CHAOSPLAYBOOK_WRITE") == "1") File.WriteAllText(path, now);
        else Assert.True(before == now, $"{path} is not current; run: CHAOSPLAYBOOK_WRITE=1 dotnet test tests/ChaosPlaybook.House.Tests");
    }

    private static string Table()
    {
        var table = new StringBuilder("| check | what | proved by | result |\n|---|---|---|---|\n");
        foreach (var check in Check.All)
        {
            var proofs = Proof.All.Where(proof => proof.Number == check.Number).ToArray();
            var results = string.Join("; ", proofs.Select(proof => proof.Result).Distinct());
            table.Append($"| {check.Number} | {check.What} | {string.Join("<br>", proofs.Select(proof => $"`{proof.Name}`"))} | {results} |\n");
        }
        return table.ToString();
    }
}
