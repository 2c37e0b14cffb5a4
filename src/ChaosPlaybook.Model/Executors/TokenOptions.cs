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

    /// <summary>What limits the tokens taken per time; nothing for no limit.</summary>
    public TokenLimitOptions? Limit { get; init; }

    /// <summary>
    /// Money that may be spent on tokens in a trial, by all who call; beyond it every attempt is answered with
    /// <see cref="SpendCapCode"/> at once, without Retry-After. +∞ for no cap. Range [0, +∞]. Default +∞.
    /// </summary>
    public double SpendCap { get; init; } = double.PositiveInfinity;

    /// <summary>Error code beyond the cap: 429, which retries take for something that passes, or 402. Range [100, 999]. Default 429.</summary>
    public int SpendCapCode { get; init; } = 429;

    /// <summary>Allowed caps.</summary>
    public static Bounds SpendCapBounds => new(0, double.PositiveInfinity);

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
        .. Violation.Of("spendCap", SpendCap, SpendCapBounds),
        .. Violation.Of("spendCapCode", SpendCapCode, ErrorFaultOptions.CodeBounds),
        .. Limit?.Check() ?? [],
    ];

    /// <summary>Tokens of a call's prompt.</summary>
    internal double Prompt(Call call, int entity) => Input.Quantile(call.Luck.Draw(Purpose.Tokens, entity, call.Number, 0).First);

    /// <summary>Lets an attempt consume its tokens: prolongs or refuses the reply.</summary>
    internal void Consume(Call call, int attempt, int entity, double input, ref Reply reply)
    {
        const ushort overflow = 400;
        if (input > ContextLimit)
        {
            reply.Outcome = Outcome.Failure(overflow);
            return;
        }
        reply.Output = Output.Quantile(call.Luck.Draw(Purpose.Tokens, entity, call.Number, attempt).Second);
        reply.Streaming = reply.Output / PerSecond;
        reply.Seconds += reply.Streaming;
    }

    /// <summary>What an attempt costs once it is known how much of the answer was made.</summary>
    internal double Price(double input, in Reply reply) => input > ContextLimit ? 0 : input * InputPrice + reply.Output * OutputPrice;
}
