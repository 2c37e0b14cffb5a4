using ChaosPlaybook.Model;

namespace ChaosPlaybook.Experiments;

/// <summary>
/// Makes one trial of one world. The record depends on the world's options, the seed and <paramref name="replication"/> only,
/// not on what was run before. A runner is used by one thread at a time. When it is <see cref="World.Run"/> itself, the sweep also
/// collects <see cref="World.Timeline"/>, <see cref="World.Steps"/> and <see cref="World.FaultCounts"/> after every trial.
/// </summary>
/// <param name="replication">Index of the trial, from 0; equal luck under equal index.</param>
/// <param name="record">What the trial left behind.</param>
public delegate void TrialRunner(long replication, out TrialRecord record);
