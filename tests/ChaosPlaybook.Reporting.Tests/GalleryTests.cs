namespace ChaosPlaybook.Reporting.Tests;

/// <summary>With REPORTING_GALLERY set to a folder, writes every case there to be looked at.</summary>
public sealed class GalleryTests
{
    [Fact]
    public void Every_case_gives_a_report()
    {
        var folder = Environment.GetEnvironmentVariable("REPORTING_GALLERY");
        foreach (var (name, build) in Cases.All)
        {
            var result = build();
            var files = Report.Files(result, [("version", "0.1.0"), ("command", "run scenario.yaml")]);
            Assert.Contains(files, file => file.Path == "report.html");
            using var console = new StringWriter();
            ConsoleTable.Write(result, console, colour: false);
            if (folder is null) continue;
            foreach (var file in files.Append(new("console.txt", console.ToString())))
            {
                var path = Path.Combine(folder, name, file.Path);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.WriteAllText(path, file.Content);
            }
        }
    }
}
