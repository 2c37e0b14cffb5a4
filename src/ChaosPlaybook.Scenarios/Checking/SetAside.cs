namespace ChaosPlaybook.Scenarios;

/// <summary>
/// Claims about levels that an override has taken away. In the file such a claim is an error; when only the command line has
/// narrowed the factor, the claim cannot be judged this time and is set aside with a warning.
/// </summary>
internal static class SetAside
{
    /// <summary>The claims that can be judged.</summary>
    public static Node From(Node hypotheses, DeclaredNames names, ProblemList problems)
    {
        if (hypotheses is not ListNode list) return hypotheses;
        var kept = new List<Node>();
        for (var i = 0; i < list.Items.Count; i++)
        {
            if (Missing(list.Items[i], names) is not var (factor, level)) kept.Add(list.Items[i]);
            else problems.Warn(list.Items[i].Place, $"hypotheses[{i}] is not judged: factors.{factor} has been set and leaves out {level}");
        }
        return kept.Count == list.Items.Count ? list : new ListNode(list.Place, kept);
    }

    private static (string Factor, string Level)? Missing(Node hypothesis, DeclaredNames names)
    {
        if ((hypothesis as MapNode)?["when"] is not MapNode when) return null;
        foreach (var entry in when.Entries)
        {
            if (entry.Value is not ScalarNode wanted || !names.Levels.TryGetValue(entry.Key.Text, out var levels)) continue;
            // A level without a line stems from an override.
            var overridden = levels.All(level => level.Node.Place.Line == 0);
            if (overridden && levels.All(level => level.Level.ToString() != WrittenLevel.Of(wanted).ToString())) return (entry.Key.Text, wanted.Text);
        }
        return null;
    }
}
