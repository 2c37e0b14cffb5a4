using ChaosPlaybook.Model;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Scenarios;

/// <summary>What attempts at a language model consume.</summary>
internal static class TokenForms
{
    private static readonly TokenOptions _tokens = new() { Input = new Constant(0), Output = new Constant(0) };
    private static readonly Field<Distribution> _input = Fields.Needed("input", TokenLaw.Form, "Tokens of a prompt, the same for every attempt of a call.");
    private static readonly Field<Distribution> _output = Fields.Needed("output", TokenLaw.Form, "Tokens of an answer.");
    private static readonly Field<double> _inputPrice =
        Fields.Default("inputPrice", new NumberForm(ExecutorOptions.CostBounds), "Price of an input token; adds to the cost, failed attempts included.", _tokens.InputPrice);
    private static readonly Field<double> _outputPrice =
        Fields.Default("outputPrice", new NumberForm(ExecutorOptions.CostBounds), "Price of an output token; likewise.", _tokens.OutputPrice);
    private static readonly Field<double> _limit = Fields.Optional("contextLimit", new NumberForm(TokenOptions.ContextLimitBounds),
        "Longest prompt; a longer one is answered with 400 however often it is asked.", "none");
    private static readonly Field<double> _perSecond = Fields.Optional("perSecond", new NumberForm(TokenOptions.PerSecondBounds),
        "Output tokens per second; the executor's latency is then the time to the first.", "none");

    /// <summary>The key of an executor.</summary>
    public static Field<TokenOptions> Key { get; } = Fields.Optional("tokens", new Shape<TokenOptions>("tokens", "What attempts at a language model consume.",
        [_input, _output, _inputPrice, _outputPrice, _limit, _perSecond, .. StreamForms.Limits],
        v => StreamForms.Limited(v, _tokens with
        {
            Input = v.Get(_input)!, Output = v.Get(_output)!, InputPrice = v.Get(_inputPrice), OutputPrice = v.Get(_outputPrice),
            ContextLimit = v.Has(_limit) ? v.Get(_limit) : double.PositiveInfinity, PerSecond = v.Has(_perSecond) ? v.Get(_perSecond) : double.PositiveInfinity,
        }), check: StreamForms.LimitsAgree), "What attempts at a language model consume.", "no tokens");
}
