global using ChaosPlaybook.Kernel;
global using ChaosPlaybook.Model;
global using ChaosPlaybook.Statistics;
