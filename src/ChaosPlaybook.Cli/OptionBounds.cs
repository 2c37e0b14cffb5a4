using System.CommandLine;
using System.Globalization;
using System.Numerics;

namespace ChaosPlaybook.Cli;

/// <summary>Bounds of the numbers that options take.</summary>
internal static class OptionBounds
{
    /// <summary>Refuses numbers out of bounds. What is no number at all is refused by the parser.</summary>
    public static Option<T> Within<T>(this Option<T> option, T least, T most) where T : INumber<T>
    {
        option.Validators.Add(result =>
        {
            if (result.Tokens is not [var token] || !T.TryParse(token.Value, CultureInfo.InvariantCulture, out var value)) return;
            if (!(value >= least && value <= most)) result.AddError($"{option.Name} is {token.Value}; allowed [{least}, {most}]");
        });
        return option;
    }
}
