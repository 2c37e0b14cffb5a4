using ChaosPlaybook.Kernel;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>One answer of a script.</summary>
/// <param name="Code">An error code, 100 to 999; 0 to succeed; −1 for no answer at all.</param>
public readonly record struct ScriptedAnswer(int Code)
{
    /// <summary>The fault leaves the attempt alone.</summary>
    public static ScriptedAnswer Ok => new(0);

    /// <summary>The attempt is never answered, and its effect does not take place; the client needs a timeout.</summary>
    public static ScriptedAnswer Timeout => new(-1);

    /// <summary>It is an error code.</summary>
    public bool IsError => Code > 0;
}

/// <summary>Errors by script, for the first attempts, or shared by the attempts of a call; otherwise at random.</summary>
internal sealed class ScriptedErrorFault : Fault
{
    private readonly ErrorFault _error;
    private readonly double _rate, _correlation;
    private readonly int _first;
    private readonly ScriptedAnswer[] _script;
    private readonly bool _repeat;
    private int _seen, _entity, _index;
    private ScriptedAnswer _answer;

    public ScriptedErrorFault(ErrorFaultOptions options)
    {
        _error = new ErrorFault(options);
        (_rate, _correlation, _first, _repeat) = (options.Rate, options.Correlation, options.First, options.Repeat);
        _script = [.. options.Script];
    }

    public override void Begin(Luck luck, int entity, byte purpose) => (_seen, _entity, _index) = (0, entity, purpose - Purpose.Fault);

    public override bool Strikes(double luck, Call call, double now) => StrikesAt(1, luck, call, now);

    /// <summary>A script is a script: the intensity bears on the rate alone.</summary>
    public override bool StrikesAt(double intensity, double luck, Call call, double now)
    {
        _answer = ScriptedAnswer.Ok;
        var seen = _seen;
        if (_seen < int.MaxValue) _seen++;
        if (seen < _first) return true;
        if (_script.Length > 0 && (_repeat || seen - _first < _script.Length))
        {
            _answer = _script[(seen - _first) % _script.Length];
            return _answer != ScriptedAnswer.Ok;
        }
        if (_correlation > 0)
        {
            var shared = call.Luck.Draw(Purpose.FaultOfCall, _entity, call.Number, _index);
            if (shared.Second < _correlation) luck = shared.First;
        }
        return luck < _rate * intensity;
    }

    public override void Strike(double luck, Call call, ref Reply reply)
    {
        if (_answer == ScriptedAnswer.Ok)
        {
            _error.Strike(luck, call, ref reply);
        }
        else if (_answer == ScriptedAnswer.Timeout)
        {
            reply.Fate = Fate.RequestLost;
        }
        else if (reply.Outcome.Succeeded)
        {
            reply.Outcome = Outcome.Failure((ushort)_answer.Code);
        }
    }
}
