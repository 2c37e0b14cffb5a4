namespace ChaosPlaybook.Scenarios.Tests;

/// <summary>Every file in Broken/ with the exact problems it must give, line by line.</summary>
public sealed class BrokenTests
{
    private static readonly string _folder = House.At("tests", "ChaosPlaybook.Scenarios.Tests", "Broken");

    public static TheoryData<string> Files => [.. Directory.EnumerateFiles(_folder, "*.yaml").Select(file => System.IO.Path.GetFileNameWithoutExtension(file)!).Order()];

    [Theory]
    [MemberData(nameof(Files))]
    public void A_broken_file_gives_exactly_the_expected_problems(string name)
    {
        var reading = ScenarioFile.Read(System.IO.Path.Combine(_folder, name + ".yaml"));
        var found = reading.Problems.Select(problem => KeyLists.Fold(problem.ToString().Replace(_folder.Replace('\\', '/') + "/", "")));
        Assert.Equal(File.ReadAllLines(System.IO.Path.Combine(_folder, name + ".expected")), found);
        Assert.Equal(reading.HasErrors, reading.Plan is null);
    }

    [Fact]
    public void There_are_at_least_thirty_broken_files() => Assert.True(Files.Count >= 30, $"only {Files.Count}");
}
