using System.Net.Http.Headers;

namespace ChaosPlaybook.Cli;

/// <summary>Where telemetry goes: a file, an OTLP endpoint, or standard output.</summary>
internal sealed record TelemetryTarget(string? File, string? Endpoint)
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    /// <summary>Checks the options before anything is run.</summary>
    /// <param name="file">Value of <c>--out</c>.</param>
    /// <param name="endpoint">Value of <c>--endpoint</c>.</param>
    /// <param name="posts">Whether the format is one that an endpoint takes.</param>
    public static TelemetryTarget Of(string? file, string? endpoint, bool posts)
    {
        if (endpoint is null)
        {
            OutputFile.Claim(file, "--out");
            return new(file, null);
        }
        if (file is not null) throw new InputException("--out and --endpoint exclude each other");
        if (!posts) throw new InputException("--endpoint takes --to otlp only");
        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw new InputException($"--endpoint is \"{endpoint}\"; allowed: http://host:port or https://host:port, such as http://localhost:4318");
        return new(null, endpoint.TrimEnd('/'));
    }

    /// <summary>Writes text.</summary>
    public void WriteText(Terminal terminal, Action<TextWriter> write)
    {
        if (File is null)
        {
            write(terminal.Output);
            return;
        }
        ToFile(stream =>
        {
            using var writer = new StreamWriter(stream, leaveOpen: true) { NewLine = "\n" };
            write(writer);
        });
    }

    /// <summary>Writes a message of OTLP/JSON, or posts it.</summary>
    /// <param name="terminal">Where it goes without file and endpoint.</param>
    /// <param name="signal"><c>traces</c> or <c>metrics</c>: the path is <c>/v1/</c> and this.</param>
    /// <param name="write">Writes the message.</param>
    /// <param name="cancel">Stops waiting for the answer.</param>
    public async Task WriteMessage(Terminal terminal, string signal, Action<Stream> write, CancellationToken cancel)
    {
        if (File is not null)
        {
            ToFile(write);
            return;
        }
        using var body = new MemoryStream();
        write(body);
        body.Position = 0;
        if (Endpoint is null)
        {
            using var reader = new StreamReader(body);
            terminal.Output.WriteLine(await reader.ReadToEndAsync(cancel));
            return;
        }
        await Post($"{Endpoint}/v1/{signal}", body, cancel);
        terminal.Error.WriteLine($"posted {body.Length:N0} bytes to {Endpoint}/v1/{signal}");
    }

    private static async Task Post(string address, MemoryStream body, CancellationToken cancel)
    {
        using var client = new HttpClient { Timeout = _patience };
        using var content = new ByteArrayContent(body.GetBuffer(), 0, (int)body.Length);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        try
        {
            using var answer = await client.PostAsync(new Uri(address), content, cancel);
            if (answer.IsSuccessStatusCode) return;
            var text = await answer.Content.ReadAsStringAsync(cancel);
            throw new InputException($"{address} answered {(int)answer.StatusCode}{(text.Length > 0 ? $": {text[..Math.Min(text.Length, 300)]}" : "")}");
        }
        catch (HttpRequestException problem)
        {
            throw new InputException($"{address} cannot be reached: {problem.Message}");
        }
        catch (TaskCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new InputException($"{address} gave no answer within {_patience.TotalSeconds:F0} s");
        }
    }

    private void ToFile(Action<Stream> write)
    {
        try
        {
            OutputFile.Write(File!, write);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"--out {File}: {problem.Message}");
        }
    }
}
