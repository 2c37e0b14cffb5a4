namespace ChaosPlaybook.Cli;

/// <summary>Where results and diagnostics go.</summary>
/// <param name="Output">Results and tables.</param>
/// <param name="Error">Progress and diagnostics.</param>
internal sealed record Terminal(TextWriter Output, TextWriter Error)
{
    /// <summary>Colour only where a person looks, and not against their wish (NO_COLOR).</summary>
    public bool Colour { get; } =
        ReferenceEquals(Output, Console.Out) && !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    /// <summary>Whether a line on the error stream can be written over.</summary>
    public bool Live { get; } =
        ReferenceEquals(Error, Console.Error) && !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") != "dumb";
}
