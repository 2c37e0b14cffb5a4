using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>Who calls whom while it serves.</summary>
public static class CallGraph
{
    /// <summary>
    /// The first cycle in which every call is made with certainty, from an executor back to itself; nothing without one. An attempt
    /// that came into it would never be answered.
    /// </summary>
    public static IReadOnlyList<string>? CertainCycle(IReadOnlyList<ExecutorOptions> executors)
    {
        var calls = new Dictionary<string, List<string>>();
        foreach (var executor in executors)
            calls.TryAdd(executor.Name, [.. executor.Calls.Where(stage => stage.Probability >= 1).SelectMany(stage => stage.Executors).Distinct()]);
        var done = new HashSet<string>();
        var path = new List<string>();
        return executors.Select(executor => CycleFrom(executor.Name)).FirstOrDefault(cycle => cycle is not null);

        IReadOnlyList<string>? CycleFrom(string name)
        {
            var at = path.IndexOf(name);
            if (at >= 0) return [.. path.Skip(at), name];
            if (!calls.TryGetValue(name, out var targets) || !done.Add(name)) return null;
            path.Add(name);
            var cycle = targets.Select(CycleFrom).FirstOrDefault(found => found is not null);
            path.RemoveAt(path.Count - 1);
            return cycle;
        }
    }

    /// <summary>Calls of executors that do not exist, cycles without end, and pipelines for executors that do not exist.</summary>
    internal static IEnumerable<Violation> Check(WorldOptions world)
    {
        var names = world.Executors.Select(executor => executor.Name).ToHashSet();
        var known = string.Join(", ", world.Executors.Select(executor => executor.Name));
        foreach (var unknown in world.Executors.SelectMany(executor => executor.Calls).SelectMany(stage => stage.Executors).Distinct().Where(name => !names.Contains(name)))
            yield return new("calls", unknown, known);
        foreach (var unknown in world.Playbook.Executors.Keys.Where(name => !names.Contains(name)))
            yield return new("executors of the playbook", unknown, known);
        if (CertainCycle(world.Executors) is { } cycle)
            yield return new("calls", string.Join(" → ", cycle), "only with a probability below 1 somewhere in the cycle");
    }
}
