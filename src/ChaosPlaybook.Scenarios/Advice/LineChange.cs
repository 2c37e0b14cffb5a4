using System.Text;

namespace ChaosPlaybook.Scenarios;

/// <summary>Differences between two texts, line by line, from their longest common subsequence.</summary>
internal static class LineChange
{
    /// <summary>Both texts in one: lines that stay, lines that go (<c>-</c>), lines that come (<c>+</c>).</summary>
    public static string Of(string before, string after)
    {
        string[] a = [.. before.TrimEnd('\n').Split('\n')], b = [.. after.TrimEnd('\n').Split('\n')];
        var common = new int[a.Length + 1, b.Length + 1];
        for (var i = a.Length - 1; i >= 0; i--)
            for (var j = b.Length - 1; j >= 0; j--)
                common[i, j] = a[i] == b[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
        var text = new StringBuilder();
        var (x, y) = (0, 0);
        while (x < a.Length || y < b.Length)
        {
            if (x < a.Length && y < b.Length && a[x] == b[y]) (x, y) = Put(' ', a[x], x + 1, y + 1);
            else if (x < a.Length && (y == b.Length || common[x + 1, y] >= common[x, y + 1])) (x, y) = Put('-', a[x], x + 1, y);
            else (x, y) = Put('+', b[y], x, y + 1);
        }
        return text.ToString();
        (int, int) Put(char sign, string line, int nextX, int nextY)
        {
            text.Append(sign).Append(line).Append('\n');
            return (nextX, nextY);
        }
    }
}
