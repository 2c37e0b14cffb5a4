using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using ChaosPlaybook.House.Tests;

namespace ChaosPlaybook.Cli.Tests;

/// <summary>What tools of observation get to see.</summary>
public sealed class TelemetryTests : InFolder
{
    private static readonly string _scenario = Repository.PathOf("scenarios", "petstore.yaml");
    [Fact]
    public void A_trial_goes_to_a_file_as_traces_and_to_the_output_as_lines_with_the_same_correlation_id()
    {
        var file = At("trace.json");
        var (code, output, error) = Run("trace", _scenario, "--cell", "5", "--replication", "7", "--out", file);
        Assert.True(code == ExitCode.Done, error);
        Assert.Empty(output);
        var span = JsonDocument.Parse(File.ReadAllText(file)).RootElement.GetProperty("resourceSpans")[0].GetProperty("scopeSpans")[0].GetProperty("spans")[0];
        (code, output, error) = Run("trace", _scenario, "--cell", "5", "--replication", "7", "--to", "logs");
        Assert.True(code == ExitCode.Done, error);
        foreach (var line in output.TrimEnd('\n').Split('\n'))
            Assert.Equal(span.GetProperty("traceId").GetString(), JsonDocument.Parse(line).RootElement.GetProperty("correlationId").GetString());
    }

    [Theory]
    [InlineData("traces"), InlineData("metrics")]
    public async Task An_endpoint_gets_the_bytes_of_the_file_at_the_path_of_the_protocol(string signal)
    {
        var file = At("message.json");
        string[] verb = signal == "traces" ? ["trace", _scenario, "--cell", "1"] : ["metrics", Results(), "--to", "otlp"];
        Assert.Equal(ExitCode.Done, Run([.. verb, "--out", file]).Code);
        using var server = new Collector(200);
        var (code, output, error) = Run([.. verb, "--endpoint", server.Address]);
        Assert.True(code == ExitCode.Done, error);
        Assert.Empty(output);
        var (head, body) = await server.Request;
        Assert.StartsWith($"POST /v1/{signal} HTTP/1.1\r\n", head, StringComparison.Ordinal);
        Assert.Contains("Content-Type: application/json\r\n", head, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(File.ReadAllText(file), body);
    }

    [Fact]
    public void An_endpoint_that_refuses_or_is_not_there_ends_with_2_and_says_so()
    {
        using (var server = new Collector(503))
        {
            var (code, _, error) = Run("trace", _scenario, "--endpoint", server.Address);
            Assert.Equal(ExitCode.BadInput, code);
            Assert.Contains($"{server.Address}/v1/traces answered 503: no room", error, StringComparison.Ordinal);
        }
        var gone = new TcpListener(IPAddress.Loopback, 0);
        gone.Start();
        var port = ((IPEndPoint)gone.LocalEndpoint).Port;
        gone.Stop();
        var (failed, _, reason) = Run("trace", _scenario, "--endpoint", $"http://127.0.0.1:{port}");
        Assert.Equal(ExitCode.BadInput, failed);
        Assert.Contains("/v1/traces cannot be reached", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Metrics_of_a_folder_come_as_text_for_prometheus()
    {
        var (code, output, error) = Run("metrics", Results());
        Assert.True(code == ExitCode.Done, error);
        Assert.StartsWith("# HELP chaosplaybook_trials_total ", output, StringComparison.Ordinal);
        Assert.Contains("\nchaosplaybook_duration_seconds{scenario=\"petstore\",playbook=\"training\",failure_rate=\"0.2\",quantile=\"0.99\"} ", output, StringComparison.Ordinal);
        Assert.EndsWith("\n", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--to is \"otpl\"; allowed: otlp, logs; did you mean \"otlp\"?", "--to", "otpl")]
    [InlineData("--endpoint is \"localhost:4318\"; allowed: http://host:port", "--endpoint", "localhost:4318")]
    [InlineData("--out and --endpoint exclude each other", "--endpoint", "http://localhost:4318", "--out", "x")]
    [InlineData("--endpoint takes --to otlp only", "--endpoint", "http://localhost:4318", "--to", "logs")]
    [InlineData("--cell is 900; the scenario has cells 0 to", "--cell", "900")]
    public void Wrong_options_end_with_2_and_say_what_is_allowed(string expected, params string[] options)
    {
        var (code, output, error) = Run(["trace", _scenario, .. options]);
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Empty(output);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    private string Results()
    {
        var results = At("results");
        Assert.Equal(ExitCode.Done, Run("run", _scenario, "--trials", "20", "--out", results, "--quiet").Code);
        return results;
    }

    /// <summary>Takes one request and answers it.</summary>
    private sealed class Collector : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

        public Collector(int status)
        {
            _listener.Start();
            Request = Answer(status);
        }

        public string Address => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

        public Task<(string Head, string Body)> Request { get; }

        public void Dispose() => _listener.Stop();

        private async Task<(string, string)> Answer(int status)
        {
            using var client = await _listener.AcceptTcpClientAsync();
            using var stream = client.GetStream();
            using var received = new MemoryStream();
            var buffer = new byte[65536];
            var (head, length) = ("", -1);
            while (length < 0 || received.Length < Encoding.UTF8.GetByteCount(head) + length)
            {
                var count = await stream.ReadAsync(buffer);
                if (count == 0) break;
                received.Write(buffer, 0, count);
                var text = Encoding.UTF8.GetString(received.ToArray());
                if (length >= 0 || text.IndexOf("\r\n\r\n", StringComparison.Ordinal) is not (>= 0 and var end)) continue;
                head = text[..(end + 4)];
                length = int.Parse(head.Split("Content-Length: ")[1].Split("\r\n")[0]);
            }
            await stream.WriteAsync(Encoding.UTF8.GetBytes($"HTTP/1.1 {status} X\r\nContent-Length: 7\r\nConnection: close\r\n\r\nno room"));
            return (head, Encoding.UTF8.GetString(received.ToArray())[head.Length..]);
        }
    }
}
