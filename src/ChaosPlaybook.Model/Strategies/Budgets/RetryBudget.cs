using ChaosPlaybook.Kernel;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>Settings of a retry budget: what limits the retries of many calls together, whatever each call may do on its own.</summary>
public abstract record RetryBudgetOptions
{
    /// <summary>Whose calls share it. Default <see cref="Scope.Client"/>.</summary>
    public Scope Scope { get; init; } = Scope.Client;

    /// <summary>Every value outside its bounds.</summary>
    public abstract IEnumerable<Violation> Check();

    /// <summary>A fresh budget.</summary>
    internal abstract RetryBudget Build();
}

/// <summary>A budget at work: learns of calls and attempts, and says whether a retry may be made.</summary>
internal abstract class RetryBudget : IState
{
    /// <summary>A call begins.</summary>
    public virtual void CallBegan(double now) { }

    /// <summary>An attempt begins, a first one or a retry.</summary>
    public virtual void AttemptBegan() { }

    /// <summary>An attempt has ended.</summary>
    /// <param name="outcome">How it ended.</param>
    /// <param name="retryable">Whether it is a failure of the kind that is retried.</param>
    /// <param name="paid">What the attempt cost; 0 for a first attempt.</param>
    public virtual void AttemptEnded(Outcome outcome, bool retryable, double paid) { }

    /// <summary>A retry was paid for, and called off before it was made.</summary>
    public virtual void CalledOff() { }

    /// <summary>Whether a retry may be made; if so, it is paid for.</summary>
    /// <param name="now">Virtual time, seconds.</param>
    /// <param name="outcome">How the attempt before ended.</param>
    /// <param name="paid">What it cost, above 0.</param>
    public abstract bool TryPay(double now, Outcome outcome, out double paid);

    /// <inheritdoc/>
    public abstract void Reset();

    /// <inheritdoc/>
    public virtual bool IsIdle => true;
}

/// <summary>The dealings of one call with its budget, or with none.</summary>
internal struct Purse
{
    private readonly RetryBudget? _budget;
    private double _paid;

    /// <summary>The budget of a strategy, or nothing.</summary>
    public static Scoped<RetryBudget>? Of(RetryBudgetOptions? options, StrategyOptions owner, PipelineContext context) =>
        options is null ? null : context.State(owner, options.Scope, options.Build);

    /// <summary>Begins a call.</summary>
    public Purse(Scoped<RetryBudget>? budget, Strand strand, Call call)
    {
        _budget = budget?.Of(call);
        _budget?.CallBegan(strand.Now);
    }

    /// <inheritdoc cref="RetryBudget.AttemptBegan"/>
    public readonly void AttemptBegins() => _budget?.AttemptBegan();

    /// <summary>An attempt has ended.</summary>
    public void AttemptEnded(Outcome outcome, bool retryable)
    {
        _budget?.AttemptEnded(outcome, retryable, _paid);
        _paid = 0;
    }

    /// <summary>Whether a retry may be made; a refusal is counted.</summary>
    public bool Allows(Strand strand, Call call, Outcome outcome)
    {
        if (_budget is null || _budget.TryPay(strand.Now, outcome, out _paid)) return true;
        call.Tally.Record.BudgetRefused++;
        return false;
    }

    /// <inheritdoc cref="RetryBudget.CalledOff"/>
    public readonly void CalledOff() => _budget?.CalledOff();
}
