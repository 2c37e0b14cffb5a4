using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>
/// Settings of <c>loss</c>: messages get lost, so the client sees nothing and needs a timeout. After a lost request nothing has
/// happened; after a lost reply the server has done its work, and a retry does it again.
/// </summary>
public sealed record LossFaultOptions : FaultOptions
{
    /// <summary>Probability that a request is lost. Range [0, 1]. Default 0.</summary>
    public double Request { get; init; }

    /// <summary>Probability that the reply to a request that arrived is lost. Range [0, 1]. Default 0.</summary>
    public double Reply { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<Violation> Check() =>
        [.. base.Check(), .. Violation.Of("request", Request, Bounds.Ratio), .. Violation.Of("reply", Reply, Bounds.Ratio)];

    /// <inheritdoc/>
    internal override bool IsOff => Request == 0 && Reply == 0;

    /// <inheritdoc/>
    internal override Fault Build() => new LossFault(Request, Reply);
}

/// <summary>Which way messages do not get through.</summary>
public enum PartitionDirection
{
    /// <summary>Neither way: the server hears of nothing.</summary>
    Both,
    /// <summary>From client to server.</summary>
    Request,
    /// <summary>From server to client: the server does its work unheard.</summary>
    Reply,
}

/// <summary>Settings of <c>partition</c>: no message gets through while it lasts.</summary>
public sealed record PartitionFaultOptions : FaultOptions
{
    /// <summary>Which way messages do not get through. Default both.</summary>
    public PartitionDirection Direction { get; init; } = PartitionDirection.Both;

    /// <inheritdoc/>
    internal override Fault Build() => Direction == PartitionDirection.Reply ? new LossFault(0, 1) : new LossFault(1, 0);
}

/// <summary>Loses requests and replies; one uniform decides both, so what is lost at low rates is lost at higher ones.</summary>
internal sealed class LossFault(double request, double reply) : Fault
{
    private bool _requestLost;

    public override bool Strikes(double luck, Call call, double now)
    {
        _requestLost = luck < request;
        return luck < request + (1 - request) * reply;
    }

    public override void Strike(double luck, Call call, ref Reply answer)
    {
        if (_requestLost) answer.Fate = Fate.RequestLost;
        else if (answer.Fate == Fate.Answered) answer.Fate = Fate.ReplyLost;
    }
}
