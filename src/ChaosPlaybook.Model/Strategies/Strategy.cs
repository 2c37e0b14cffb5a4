using System.Runtime.CompilerServices;
using ChaosPlaybook.Kernel;

namespace ChaosPlaybook.Model;

/// <summary>
/// One layer of a pipeline: decides what becomes of a call, with the layers inside it as its means. A layer passes
/// <see cref="OutcomeKind.Cancelled"/> outwards at once and never turns it into anything else.
/// </summary>
public abstract class Strategy : Process
{
    /// <summary>Runs the call through this layer and everything inside it.</summary>
    public abstract SimTask<Outcome> Run(Strand strand, Call call);

    /// <inheritdoc/>
    public sealed override SimTask<Outcome> Run(Strand strand, object? context) => Run(strand, Unsafe.As<Call>(context!));
}
