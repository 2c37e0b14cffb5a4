using ChaosPlaybook.Experiments;
using ChaosPlaybook.Model;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Interop;

/// <summary>What successes are worth, to read an experiment in the numbers of a business.</summary>
/// <param name="PerSuccess">Worth of one successful workflow, in any currency; nothing for not known. Range [0, ∞).</param>
/// <param name="Users">Users who ask evenly; nothing for not known. Range [0, ∞).</param>
public sealed record BusinessValue(double? PerSuccess, double? Users)
{
    /// <summary>Transactions, revenue and users, in words; a transaction is a workflow.</summary>
    public IEnumerable<string> Read(ExperimentSummary summary)
    {
        SignalSummary good = summary.Signals.First(each => each.Signal == Signal.Goodput), errors = summary.Signals.First(each => each.Signal == Signal.ErrorRate);
        yield return $"Successful transactions: {EstimateText.Of(Signal.Goodput, good.Before)} before, {EstimateText.Of(Signal.Goodput, good.During)} during, {EstimateText.Of(Signal.Goodput, good.After)} after";
        yield return $"Transactions lost per trial: {EstimateText.Plain(summary.LostSuccesses)}";
        if (PerSuccess is { } value)
        {
            yield return $"Revenue per second: {EstimateText.Plain(Times(good.Before, value))} before, {EstimateText.Plain(Times(good.During, value))} during, {EstimateText.Plain(Times(good.After, value))} after";
            yield return $"Revenue lost per trial: {EstimateText.Plain(Times(summary.LostSuccesses, value))}";
        }
        if (Users is { } users)
            yield return $"Users who fail during the injection, if all ask evenly: {EstimateText.Plain(Times(errors.During, users))} of {EstimateText.Number(users)}";
    }

    private static Estimate Times(Estimate estimate, double factor) => estimate with { Value = estimate.Value * factor, Low = estimate.Low * factor, High = estimate.High * factor };
}
