namespace ChaosPlaybook.Reporting;

/// <summary>Keeps labels in a column apart while each stays as near as it can to where it belongs.</summary>
internal static class LabelPlacement
{
    /// <summary>
    /// Positions with at least <paramref name="gap"/> between neighbours, in the order of the wishes: blocks of touching labels
    /// are centred on the mean of their wishes (pool adjacent violators), which is the least-squares solution.
    /// Nothing when they do not fit between the ends.
    /// </summary>
    public static double[]? Spread(IReadOnlyList<double> wishes, double gap, double top, double bottom)
    {
        if (wishes.Count == 0) return [];
        if ((wishes.Count - 1) * gap > bottom - top) return null;
        var order = Enumerable.Range(0, wishes.Count).OrderBy(i => wishes[i]).ThenBy(i => i).ToArray();
        var blocks = new List<(double Sum, int Count)>();
        for (var k = 0; k < order.Length; k++)
        {
            blocks.Add((Math.Clamp(wishes[order[k]], top, bottom) - (k * gap), 1));
            while (blocks.Count > 1 && blocks[^2].Sum / blocks[^2].Count >= blocks[^1].Sum / blocks[^1].Count)
            {
                blocks[^2] = (blocks[^2].Sum + blocks[^1].Sum, blocks[^2].Count + blocks[^1].Count);
                blocks.RemoveAt(blocks.Count - 1);
            }
        }
        var result = new double[wishes.Count];
        var next = 0;
        foreach (var (sum, count) in blocks)
        {
            for (var k = 0; k < count; k++, next++)
                result[order[next]] = Math.Clamp(sum / count, top, bottom - ((order.Length - 1) * gap)) + (next * gap);
        }
        return result;
    }
}
