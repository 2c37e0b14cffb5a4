namespace ChaosPlaybook.Reporting.Tests;

public sealed class PngConverterTests
{
    [Fact]
    public void Without_a_program_on_the_path_there_is_no_converter_and_the_message_names_what_would_do()
    {
        Assert.Null(PngConverter.Find(Path.Combine(Path.GetTempPath(), "no-such-folder")));
        Assert.Contains("rsvg-convert", PngConverter.NoneFound, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failing_program_is_reported_with_its_own_words()
    {
        if (OperatingSystem.IsWindows()) return;
        await InFolder("#!/bin/sh\necho 'cannot read it' >&2\nexit 3\n", async (folder, svg) =>
        {
            var outcome = await PngConverter.Find(folder)!.Convert([svg], TestContext.Current.CancellationToken);
            Assert.Empty(outcome.Written);
            Assert.Equal("a.svg: rsvg-convert ended with 3: cannot read it", Assert.Single(outcome.Problems));
        });
    }

    [Fact]
    public async Task A_program_that_hangs_is_stopped()
    {
        if (OperatingSystem.IsWindows()) return;
        await InFolder("#!/bin/sh\nsleep 30\n", async (folder, svg) =>
        {
            var outcome = await PngConverter.Find(folder, TimeSpan.FromMilliseconds(200))!.Convert([svg], TestContext.Current.CancellationToken);
            Assert.Contains("took longer than 0.2 s", Assert.Single(outcome.Problems), StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task A_program_that_works_leaves_a_picture_beside_the_file()
    {
        if (OperatingSystem.IsWindows()) return;
        await InFolder("#!/bin/sh\ncp \"$5\" \"$4\"\n", async (folder, svg) =>
        {
            var outcome = await PngConverter.Find(folder)!.Convert([svg], TestContext.Current.CancellationToken);
            Assert.Empty(outcome.Problems);
            Assert.Equal(Path.ChangeExtension(svg, ".png"), Assert.Single(outcome.Written));
        });
    }

    private static async Task InFolder(string script, Func<string, string, Task> check)
    {
        var folder = Directory.CreateTempSubdirectory("png").FullName;
        try
        {
            var program = Path.Combine(folder, "rsvg-convert");
            await File.WriteAllTextAsync(program, script, TestContext.Current.CancellationToken);
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
            var svg = Path.Combine(folder, "a.svg");
            await File.WriteAllTextAsync(svg, "<svg/>", TestContext.Current.CancellationToken);
            await check(folder, svg);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
