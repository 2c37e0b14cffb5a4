using System.Runtime.InteropServices;

namespace ChaosPlaybook.Benchmarks;

/// <summary>
/// Runs each case and its hand-written loop in turn within one process, so that the ratio holds on a noisy machine: medians of
/// thread CPU time, checked to have recorded the same numbers, and bytes allocated in steady state.
/// </summary>
internal static class Limits
{
    private const int WarmUps = 12, Repeats = 21;

    public static int Run(TextWriter output)
    {
        output.WriteLine($"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}, {Environment.ProcessorCount} cores; medians of {Repeats} runs, thread CPU time");
        output.WriteLine($"{"case",-58} {"engine",14} {"loop",14} {"ratio",6} {"bar",5} {"bytes",7}");
        var missed = 0;
        foreach (var candidate in (ICase[])[new IsolatedTrial(), new SingleServerQueue(), RetryStorm.At(0.8), RetryStorm.At(1.2)])
        {
            var (engine, loop, bytes) = Measure(candidate);
            var ratio = loop / engine;
            var good = ratio >= candidate.Bar && bytes == 0;
            if (!good) missed++;
            output.WriteLine($"{candidate.Name,-58} {Rate(engine, candidate),14} {Rate(loop, candidate),14} {ratio,6:F2} {candidate.Bar,5:F2} {bytes,7}{(good ? "" : "  MISSED")}");
        }
        return missed == 0 ? 0 : 1;
    }

    private static string Rate(double seconds, ICase candidate) => $"{candidate.Work.Count / seconds / 1e6:F2} M/s {candidate.Work.Name}";

    private static (double Engine, double Loop, long Bytes) Measure(ICase candidate)
    {
        var (engine, loop) = (candidate.Engine(), candidate.Loop());
        if (engine != loop) throw new InvalidOperationException($"{candidate.Name}: the engine recorded {engine:R}, the loop {loop:R}");
        Func<double> byEngine = candidate.Engine, byLoop = candidate.Loop;
        var engineSeconds = new double[WarmUps + Repeats];
        var loopSeconds = new double[WarmUps + Repeats];
        long bytes = 0;
        for (var i = 0; i < WarmUps + Repeats; i++)
        {
            if (i < WarmUps) Thread.Sleep(50); // lets the tiered compiler finish in the background
            var before = GC.GetAllocatedBytesForCurrentThread();
            engineSeconds[i] = Seconds(byEngine);
            if (i >= WarmUps) bytes += GC.GetAllocatedBytesForCurrentThread() - before;
            loopSeconds[i] = Seconds(byLoop);
        }
        return (Median(engineSeconds[WarmUps..]), Median(loopSeconds[WarmUps..]), bytes);
    }

    private static double Median(double[] values)
    {
        Array.Sort(values);
        return values[values.Length / 2];
    }

    private static double Seconds(Func<double> work)
    {
        var before = ThreadSeconds();
        work();
        return ThreadSeconds() - before;
    }

    /// <summary>CPU time of this thread where the system tells it (Linux), elapsed time elsewhere.</summary>
    private static double ThreadSeconds()
    {
        const int threadCpuTime = 3;
        if (OperatingSystem.IsLinux() && GetTime(threadCpuTime, out var time) == 0) return time.Seconds + time.Nanoseconds * 1e-9;
        return System.Diagnostics.Stopwatch.GetTimestamp() / (double)System.Diagnostics.Stopwatch.Frequency;
    }

    private struct TimeSpec
    {
        public long Seconds, Nanoseconds;
    }

    [DllImport("libc", EntryPoint = "clock_gettime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetTime(int clock, out TimeSpec time);
}
