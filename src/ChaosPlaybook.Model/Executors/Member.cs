using System.Globalization;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>Who can be missing: an executor, or one of its instances, written <c>name#2</c> and counted from 1.</summary>
/// <param name="Executor">Name of the executor.</param>
/// <param name="Instance">Number of the instance; nothing for all of them.</param>
public readonly record struct Member(string Executor, int? Instance = null)
{
    /// <summary>As it is written.</summary>
    public override string ToString() => Instance is { } number ? string.Create(CultureInfo.InvariantCulture, $"{Executor}#{number}") : Executor;

    /// <summary>The member of that name. What follows the sign and is no number counts as instance 0, which does not exist.</summary>
    public static Member Named(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var at = name.LastIndexOf('#');
        if (at < 0) return new(name);
        return new(name[..at], int.TryParse(name.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0);
    }

    /// <summary>Whether it is, or is part of, one of those removed.</summary>
    public bool IsAmong(IReadOnlyList<string> removed)
    {
        ArgumentNullException.ThrowIfNull(removed);
        return removed.Contains(Executor) || removed.Contains(ToString());
    }

    /// <summary>Whether the world has it.</summary>
    public bool Exists(IReadOnlyList<ExecutorOptions> executors)
    {
        var (name, instance) = this;
        return executors.FirstOrDefault(each => each.Name == name) is { } executor
            && (instance is null || executor.Servers is not null && instance >= 1 && instance <= executor.Instances);
    }

    /// <summary>Names that a world does not have among those that are to be missing.</summary>
    internal static IEnumerable<Violation> Check(WorldOptions world) => world.Removed.Where(name => !Named(name).Exists(world.Executors))
        .Select(name => new Violation("removed", name, $"{string.Join(", ", world.Executors.Select(executor => executor.Name))}, or one of their instances such as name#1"));

    /// <summary>Takes those away that are to be missing.</summary>
    internal static void Remove(WorldOptions world, IReadOnlyList<Executor> executors)
    {
        foreach (var member in world.Removed.Select(Named))
            executors[world.Executors.TakeWhile(executor => executor.Name != member.Executor).Count()].Remove(member.Instance);
    }
}
