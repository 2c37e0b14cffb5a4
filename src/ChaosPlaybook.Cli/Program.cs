using ChaosPlaybook.Cli;

using var interrupt = new CancellationTokenSource();
Console.CancelKeyPress += (_, key) =>
{
    // The first Ctrl-C ends the sweep in order; the second ends the process.
    key.Cancel = !interrupt.IsCancellationRequested;
    interrupt.Cancel();
};
using var terminate = System.Runtime.InteropServices.PosixSignalRegistration.Create(System.Runtime.InteropServices.PosixSignal.SIGTERM, signal =>
{
    signal.Cancel = true;
    interrupt.Cancel();
});
return CommandLine.Run(args, new Terminal(Console.Out, Console.Error), interrupt.Token);
