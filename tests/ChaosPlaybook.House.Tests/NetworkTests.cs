using System.Reflection;

namespace ChaosPlaybook.House.Tests;

/// <summary>What is simulated needs nothing from outside.</summary>
public sealed class NetworkTests
{
    public static TheoryData<string> Rooms() => new(Repository.Rooms.Except(["Cli"]));

    [Theory]
    [MemberData(nameof(Rooms))]
    [Trait("check", "S1 1")]
    public void No_room_below_the_command_line_can_reach_a_network(string room) =>
        Assert.DoesNotContain(
            Assembly.Load($"ChaosPlaybook.{room}").GetReferencedAssemblies(),
            reference => reference.Name!.StartsWith("System.Net", StringComparison.Ordinal));
}
