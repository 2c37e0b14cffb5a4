using ChaosPlaybook.Kernel;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>
/// What attempts at a language model consume. Input tokens are the same for every attempt of a call, for the prompt is; output
/// tokens are drawn anew. Every attempt that reaches the model is paid for, failed and abandoned ones included.
/// </summary>
public sealed record TokenOptions
{
    /// <summary>Tokens of a prompt.</summary>
    public required Distribution Input { get; init; }

    /// <summary>Tokens of an answer.</summary>
    public required Distribution Output { get; init; }

    /// <summary>Price of an input token, units of money. Range [0, 10⁹]. Default 0.</summary>
    public double InputPrice { get; init; }

    /// <summary>Price of an output token, units of money. Range [0, 10⁹]. Default 0.</summary>
    public double OutputPrice { get; init; }

    /// <summary>
    /// Longest prompt, tokens; a longer one is answered with 400 however often it is asked, and is not paid for. +∞ for none.
    /// Range [1, +∞]. Default +∞.
    /// </summary>
    public double ContextLimit { get; init; } = double.PositiveInfinity;

    /// <summary>
    /// Output tokens per second; the executor's latency is then the time to the first of them. +∞ to leave the latency as it is.
    /// Range (0, +∞]. Default +∞.
    /// </summary>
    public double PerSecond { get; init; } = double.PositiveInfinity;

    /// <summary>Allowed context limits.</summary>
    public static Bounds ContextLimitBounds => new(1, double.PositiveInfinity);

    /// <summary>Allowed speeds.</summary>
    public static Bounds PerSecondBounds => new(0, double.PositiveInfinity, LowOpen: true);

    /// <summary>Every value outside its bounds.</summary>
    public IEnumerable<Violation> Check() =>
    [
        .. Violation.Of("inputPrice", InputPrice, ExecutorOptions.CostBounds),
        .. Violation.Of("outputPrice", OutputPrice, ExecutorOptions.CostBounds),
        .. Violation.Of("contextLimit", ContextLimit, ContextLimitBounds),
        .. Violation.Of("perSecond", PerSecond, PerSecondBounds),
    ];

    /// <summary>Lets an attempt consume its tokens: prolongs or refuses the reply and gives the price.</summary>
    internal double Consume(Call call, int attempt, int entity, ref Reply reply)
    {
        const ushort overflow = 400;
        var input = Input.Quantile(call.Luck.Draw(Purpose.Tokens, entity, call.Number, 0).First);
        if (input > ContextLimit)
        {
            reply.Outcome = Outcome.Failure(overflow);
            return 0;
        }
        var output = Output.Quantile(call.Luck.Draw(Purpose.Tokens, entity, call.Number, attempt).Second);
        reply.Seconds += output / PerSecond;
        return input * InputPrice + output * OutputPrice;
    }
}
