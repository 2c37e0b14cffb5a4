using System.Reflection;
using System.Text;

namespace ChaosPlaybook.House.Tests;

/// <summary>
/// The public members of every room, listed in PublicApi/. A change of the list is a change of what others may rely on:
/// set CHAOSPLAYBOOK_ACCEPT=1, run the test, and read the difference before it is committed.
/// </summary>
public class PublicApiTests
{
    public static TheoryData<string> Rooms() => new(Repository.Rooms.Where(room => room != "Cli"));

    [Theory]
    [MemberData(nameof(Rooms))]
    public void Public_members_are_the_listed_ones(string room)
    {
        var actual = List(Assembly.Load($"ChaosPlaybook.{room}"));
        var file = Repository.PathOf("tests", "ChaosPlaybook.House.Tests", "PublicApi", $"{room}.txt");
        if (Environment.GetEnvironmentVariable("CHAOSPLAYBOOK_ACCEPT") == "1") File.WriteAllText(file, actual);
        var listed = File.Exists(file) ? File.ReadAllText(file) : "";
        var missing = listed.Split('\n').Except(actual.Split('\n')).ToList();
        var added = actual.Split('\n').Except(listed.Split('\n')).ToList();
        Assert.True(missing.Count + added.Count == 0,
            $"{room}: gone: {string.Join("; ", missing)} | new: {string.Join("; ", added)}. Run again with CHAOSPLAYBOOK_ACCEPT=1 and read the difference.");
    }

    private static string List(Assembly assembly)
    {
        var lines = new List<string>();
        const BindingFlags declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        foreach (var type in assembly.GetExportedTypes())
        {
            lines.Add($"{type.FullName} : {(type.IsInterface ? "interface" : type.IsEnum ? "enum" : type.IsValueType ? "struct" : type.IsAbstract && type.IsSealed ? "static class" : "class")}");
            foreach (var member in type.GetMembers(declared))
            {
                if (member is MethodBase { IsSpecialName: true } and not ConstructorInfo || member.Name is "value__" || member.Name.Contains('<')) continue;
                if (member is MethodInfo { Name: "ToString" or "Equals" or "GetHashCode" or "Deconstruct" or "PrintMembers" }) continue;
                lines.Add($"{type.FullName}.{Describe(member)}");
            }
        }
        lines.Sort(StringComparer.Ordinal);
        return new StringBuilder().AppendJoin('\n', lines.Distinct()).Append('\n').ToString();
    }

    private static string Describe(MemberInfo member) => member switch
    {
        ConstructorInfo constructor => $".ctor({Parameters(constructor)})",
        MethodInfo method => $"{method.Name}({Parameters(method)}) : {method.ReturnType}",
        PropertyInfo property => $"{property.Name} {{{(property.GetMethod?.IsPublic == true ? " get;" : "")}{(property.SetMethod?.IsPublic == true ? " set;" : "")} }} : {property.PropertyType}",
        FieldInfo field => $"{field.Name} : {field.FieldType}",
        _ => member.ToString()!,
    };

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(parameter => $"{parameter.ParameterType} {parameter.Name}"));
}
