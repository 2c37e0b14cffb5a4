using System.Xml.Linq;

namespace ChaosPlaybook.House.Tests;

public class ArrowTests
{
    /// <summary>What each room may see, directly or through others.</summary>
    private static readonly Dictionary<string, string[]> _mayUse = new()
    {
        ["Statistics"] = [],
        ["Kernel"] = [],
        ["Model"] = ["Statistics", "Kernel"],
        ["Experiments"] = ["Model", "Statistics", "Kernel"],
        ["Interop"] = ["Experiments", "Model", "Statistics", "Kernel"],
        ["Scenarios"] = ["Interop", "Experiments", "Model", "Statistics", "Kernel"],
        ["Reporting"] = ["Experiments", "Model", "Statistics", "Kernel"],
        ["Cli"] = ["Scenarios", "Reporting", "Interop", "Experiments", "Model", "Statistics", "Kernel"],
    };

    public static TheoryData<string> Rooms() => new(Repository.Rooms);

    [Theory]
    [MemberData(nameof(Rooms))]
    public void Arrows_between_rooms_point_down(string room)
    {
        var project = XDocument.Load(Repository.PathOf("src", $"ChaosPlaybook.{room}", $"ChaosPlaybook.{room}.csproj"));
        foreach (var reference in project.Descendants("ProjectReference"))
        {
            var used = Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value).Replace("ChaosPlaybook.", "");
            Assert.True(_mayUse[room].Contains(used), $"{room} must not use {used}. Move the type down, or pass a value instead.");
        }
    }

    [Fact]
    public void Every_project_of_src_is_a_room_with_a_readme_of_at_most_40_lines()
    {
        var projects = Directory.GetDirectories(Repository.PathOf("src")).Select(folder => Path.GetFileName(folder)!.Replace("ChaosPlaybook.", ""));
        Assert.Equal(Repository.Rooms.Order(), projects.Order());
        foreach (var room in Repository.Rooms)
        {
            var readme = Repository.PathOf("src", $"ChaosPlaybook.{room}", "README.md");
            Assert.True(File.Exists(readme), $"{room} has no README.md: say why the room exists, what it may use and where to start.");
            Assert.True(File.ReadLines(readme).Count() <= 40, $"{Repository.Relative(readme)} is longer than 40 lines: keep the map, move the detail to the code.");
        }
    }

    [Fact]
    public void The_kernel_has_at_most_ten_files() =>
        Assert.InRange(Repository.SourceFiles("src/ChaosPlaybook.Kernel").Count(), 1, 10);
}
