using System.CommandLine;
using ChaosPlaybook.Scenarios;

namespace ChaosPlaybook.Cli.Commands;

/// <summary><c>list [SECTION]</c>: what a scenario may contain.</summary>
internal static class ListCommand
{
    public static Command Make(Terminal terminal)
    {
        throw new NotSupportedException();
    }
}
