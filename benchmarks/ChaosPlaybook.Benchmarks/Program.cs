using BenchmarkDotNet.Running;
using ChaosPlaybook.Benchmarks;

if (args is ["limits", ..]) return Limits.Run(Console.Out);
BenchmarkSwitcher.FromAssembly(typeof(Limits).Assembly).Run(args);
return 0;
