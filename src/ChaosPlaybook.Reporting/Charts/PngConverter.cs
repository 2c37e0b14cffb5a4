using System.Diagnostics;

namespace ChaosPlaybook.Reporting;

/// <summary>What became of a conversion.</summary>
/// <param name="Written">PNG files that exist now.</param>
/// <param name="Problems">What went wrong, one line each; empty when all went well.</param>
public sealed record PngOutcome(IReadOnlyList<string> Written, IReadOnlyList<string> Problems);

/// <summary>Makes PNG files beside SVG files with a program that is already on the machine: rsvg-convert, Inkscape or Chromium.</summary>
public sealed class PngConverter
{
    private static readonly string[] _known = ["rsvg-convert", "inkscape", "chromium", "chromium-browser", "google-chrome"];

    private readonly string _program;
    private readonly TimeSpan _limit;

    private PngConverter(string program, TimeSpan limit) => (_program, _limit) = (program, limit);

    /// <summary>What to tell a user when <see cref="Find"/> finds nothing.</summary>
    public static string NoneFound => $"no SVG converter on the PATH; install one of {string.Join(", ", _known)}, or use the SVG files";

    /// <summary>The first known program on the search path, or nothing.</summary>
    /// <param name="searchPath">Folders as in the PATH variable, which is also the default.</param>
    /// <param name="limit">Time allowed for one file. Default 60 s.</param>
    public static PngConverter? Find(string? searchPath = null, TimeSpan? limit = null)
    {
        var folders = (searchPath ?? Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        string[] endings = OperatingSystem.IsWindows() ? [".exe", ".cmd", ""] : [""];
        var found = _known.SelectMany(name => folders.SelectMany(folder => endings.Select(ending => Path.Combine(folder, name + ending)))).FirstOrDefault(File.Exists);
        return found is null ? null : new(found, limit ?? TimeSpan.FromSeconds(60));
    }

    /// <summary>Converts each SVG file to a PNG beside it, at twice its size. A file that fails does not stop the others.</summary>
    public async Task<PngOutcome> Convert(IEnumerable<string> svgFiles, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(svgFiles);
        var (written, problems) = (new List<string>(), new List<string>());
        foreach (var svg in svgFiles)
        {
            var png = Path.ChangeExtension(Path.GetFullPath(svg), ".png");
            var problem = await ConvertOne(Path.GetFullPath(svg), png, cancel).ConfigureAwait(false);
            if (problem is null && File.Exists(png))
                written.Add(png);
            else
                problems.Add($"{Path.GetFileName(svg)}: {problem ?? "the converter wrote no file"}");
        }
        return new(written, problems);
    }

    private async Task<string?> ConvertOne(string svg, string png, CancellationToken cancel)
    {
        var start = new ProcessStartInfo(_program) { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var argument in Arguments(svg, png)) start.ArgumentList.Add(argument);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        deadline.CancelAfter(_limit);
        using var process = new Process { StartInfo = start };
        try
        {
            process.Start();
            // Both pipes are drained, or a talkative converter would wait for ever.
            var error = process.StandardError.ReadToEndAsync(deadline.Token);
            var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
            await process.WaitForExitAsync(deadline.Token).ConfigureAwait(false);
            await output.ConfigureAwait(false);
            var said = (await error.ConfigureAwait(false)).Trim();
            return process.ExitCode == 0 ? null : $"{Path.GetFileName(_program)} ended with {process.ExitCode}: {said}";
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancel.ThrowIfCancellationRequested();
            return $"{Path.GetFileName(_program)} took longer than {_limit.TotalSeconds} s";
        }
        catch (System.ComponentModel.Win32Exception failure)
        {
            return $"{Path.GetFileName(_program)} could not be started: {failure.Message}";
        }
    }

    private IEnumerable<string> Arguments(string svg, string png)
    {
        var name = Path.GetFileNameWithoutExtension(_program);
        if (name == "rsvg-convert") return ["--zoom", "2", "--output", png, svg];
        if (name == "inkscape") return [svg, "--export-type=png", "--export-dpi=192", $"--export-filename={png}"];
        var (width, height) = Size(svg);
        return
        [
            "--headless", "--disable-gpu", "--no-sandbox", "--hide-scrollbars", "--force-device-scale-factor=2",
            $"--window-size={width},{height}", $"--screenshot={png}", new Uri(svg).AbsoluteUri,
        ];
    }

    // A browser photographs its window, so the window has to have the size of the picture.
    private static (string Width, string Height) Size(string svg)
    {
        try
        {
            var root = System.Xml.Linq.XElement.Load(svg);
            return (root.Attribute("width")?.Value ?? "760", root.Attribute("height")?.Value ?? "440");
        }
        catch (System.Xml.XmlException)
        {
            return ("760", "440");
        }
    }
}
