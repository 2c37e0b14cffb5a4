using System.Text.RegularExpressions;

namespace ChaosPlaybook.House.Tests;

public partial class FileTests
{
    /// <summary>Length of the longest source file: may only fall.</summary>
    private const int LongestFile = 300;

    [Fact]
    public void No_source_file_is_longer_than_the_ratchet()
    {
        foreach (var file in Repository.SourceFiles("src"))
        {
            var lines = File.ReadLines(file).Count();
            Assert.True(lines <= LongestFile, $"{Repository.Relative(file)} has {lines} lines; at most {LongestFile}: one file, one concept.");
        }
    }

    [Fact]
    public void No_unfinished_work_is_left_in_the_code()
    {
        foreach (var file in new[] { "src", "tests", "benchmarks" }.SelectMany(Repository.SourceFiles).Where(file => !file.EndsWith("FileTests.cs", StringComparison.Ordinal)))
            Assert.False(Unfinished().IsMatch(File.ReadAllText(file)), $"{Repository.Relative(file)} holds unfinished or switched-off work.");
    }

    [Fact]
    public void The_wall_clock_is_read_above_the_model_only()
    {
        foreach (var room in new[] { "Statistics", "Kernel", "Model" })
        {
            foreach (var file in Repository.SourceFiles($"src/ChaosPlaybook.{room}"))
                Assert.False(WallClock().IsMatch(File.ReadAllText(file)), $"{Repository.Relative(file)} reads the wall clock; use Strand.Now.");
            Assert.True(File.Exists(Repository.PathOf("src", $"ChaosPlaybook.{room}", "BannedSymbols.txt")), $"{room} has no BannedSymbols.txt");
        }
    }

    [Fact]
    public void Every_file_in_scenarios_checks_clean()
    {
        var files = Directory.GetFiles(Repository.PathOf("scenarios"), "*.yaml", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        foreach (var file in files)
        {
            var reading = Scenarios.ScenarioFile.Read(file);
            Assert.True(reading.Problems.Count == 0, string.Join(Environment.NewLine, reading.Problems));
        }
    }

    [GeneratedRegex(@"NotImplementedException|\bTODO\b|\bFIXME\b|\bHACK\b|Skip\s*=\s*""")]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"DateTime(Offset)?\.(Utc)?Now|Stopwatch|Environment\.TickCount|TimeProvider\.System")]
    private static partial Regex WallClock();
}
