using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Model;

/// <summary>
/// What happened when in the last trial of a world with a workload: one value per column and bin of time, the warm-up included.
/// Memory is fixed by the options; a trial allocates nothing.
/// </summary>
/// <remarks>
/// Counts stand in the bin in which they happened, as rates per second: an attempt in the bin in which it was sent, a workflow in
/// the bin of its intended start and again in that of its end. <c>queue</c>, <c>inFlight</c> and <c>utilisation</c> are averages over
/// the bin, integrated exactly at every change. Breakers and budgets are looked at when the bin is closed, by the first event after its
/// end. Quantiles are those of the workflows that ended in the bin, within 5 % of themselves (<see cref="DDSketch"/>; one sketch serves
/// every bin, as ends come in order of time), NaN where none ended. What there is none of is NaN: utilisation without servers, open
/// share without breakers.
/// </remarks>
public sealed class Timeline
{
    /// <summary>Largest relative error of <see cref="P50"/> and <see cref="P99"/>.</summary>
    public const double RelativeAccuracy = 0.05;

    /// <summary>Workflows meant to start, per second.</summary>
    public const string Offered = "offered";
    /// <summary>Workflows that succeeded, per second.</summary>
    public const string Goodput = "goodput";
    /// <summary>Attempts that reached an executor, per second.</summary>
    public const string Attempts = "attempts";
    /// <summary>Median duration of the workflows that ended, seconds.</summary>
    public const string P50 = "p50Seconds";
    /// <summary>99th percentile of duration of the workflows that ended, seconds.</summary>
    public const string P99 = "p99Seconds";
    /// <summary>Jobs in all queues.</summary>
    public const string Queue = "queue";
    /// <summary>Workflows under way.</summary>
    public const string InFlight = "inFlight";
    /// <summary>Busy servers as a share of the servers there are.</summary>
    public const string Utilisation = "utilisation";
    /// <summary>Open circuits as a share of all circuits that outlive a call.</summary>
    public const string BreakerOpenShare = "breakerOpenShare";
    /// <summary>Workflows that ended otherwise, per second.</summary>
    public const string Failures = "failures";
    /// <summary>Attempts that were the first of their call, per second.</summary>
    public const string FirstAttempts = "attempts1";
    /// <summary>Attempts that were the second of their call, per second.</summary>
    public const string SecondAttempts = "attempts2";
    /// <summary>Attempts that were the third of their call or a later one, per second.</summary>
    public const string LaterAttempts = "attempts3";
    /// <summary>Jobs that servers finished, whether or not anybody still waited, per second.</summary>
    public const string Served = "served";
    /// <summary>Server time of the jobs finished that nobody waited for, as a share of the server time of all jobs finished.</summary>
    public const string WastedShare = "wastedShare";
    /// <summary>Tokens left in a retry budget, mean over the budgets that outlive a call.</summary>
    public const string BudgetTokens = "budgetTokens";

    /// <summary>Share of the agent's steps that somebody who is up can serve; in a world with an experiment.</summary>
    public const string Coverage = "coverage";

    /// <summary>Columns of every timeline, in order; with several stations those of each station follow.</summary>
    public static IReadOnlyList<string> Standard { get; } =
    [
        Offered, Goodput, Attempts, P50, P99, Queue, InFlight, Utilisation, BreakerOpenShare,
        Failures, FirstAttempts, SecondAttempts, LaterAttempts, Served, WastedShare, BudgetTokens,
    ];

    private readonly double[][] _values;
    private readonly StationTrack[] _stations;
    private readonly InstanceTrack[] _instances;
    private readonly CoverageTrack? _coverage;
    private readonly Circuit[] _circuits;
    private readonly ITokens[] _budgets;
    private readonly DDSketch _durations = new(RelativeAccuracy);
    private readonly double _seconds;
    private readonly int _instancesFrom;
    private int _bin, _offered, _goodput, _failures, _first, _second, _later, _inFlight;
    private double _end, _since, _flightArea;

    internal Timeline(WorkloadOptions options, IEnumerable<(string Name, Station Station)> stations, IEnumerable<IState> states,
        IEnumerable<(string Name, Balancer Balancer, int AtFirst)>? instances = null, CoverageTrack? coverage = null)
    {
        _seconds = options.ForSeconds + options.DrainSeconds;
        BinSeconds = options.Timeline.WidthFor(_seconds);
        Count = BinsFor(_seconds, BinSeconds);
        _stations = [.. stations.Select(each => each.Station.Track = new StationTrack(this, each.Name, each.Station.IsGone ? 0 : each.Station.Servers, each.Station.MayVary))];
        _circuits = [.. states.OfType<Circuit>()];
        _budgets = [.. states.OfType<ITokens>()];
        _instances = [.. (instances ?? []).Select(each => each.Balancer.Track = new InstanceTrack(this, each.Name, each.AtFirst))];
        Columns = _stations.Length < 2 ? Standard : [.. Standard, .. _stations.SelectMany(each => (string[])[QueueOf(each.Name), UtilisationOf(each.Name)])];
        _instancesFrom = Columns.Count;
        Columns = [.. Columns, .. _instances.Select(each => InstancesOf(each.Name))];
        _coverage = coverage;
        if (coverage is not null) (coverage.Timeline, Columns) = (this, [.. Columns, Coverage]);
        _values = [.. Columns.Select(_ => new double[Count])];
    }

    /// <summary>Width of a bin, seconds; the last one may be narrower.</summary>
    public double BinSeconds { get; }

    /// <summary>Bins: enough for the horizon and the whole drain.</summary>
    public int Count { get; }

    /// <summary>Names of the columns: <see cref="Standard"/>, with several stations two for each, the instances where their number changes, and the coverage beside an experiment.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>Name of the column that holds the queue of one of several stations.</summary>
    public static string QueueOf(string executor) => $"{Queue}.{executor}";

    /// <summary>Name of the column that holds the instances of an executor that are up, where their number changes.</summary>
    public static string InstancesOf(string executor) => $"instances.{executor}";

    /// <summary>Name of the column that holds the utilisation of one of several stations.</summary>
    public static string UtilisationOf(string executor) => $"{Utilisation}.{executor}";

    /// <summary>The values of a column, one per bin; overwritten by the next trial.</summary>
    /// <param name="column">Position in <see cref="Columns"/>.</param>
    public ReadOnlySpan<double> Values(int column) => _values[column];

    /// <summary>The values of a column, one per bin; overwritten by the next trial.</summary>
    /// <param name="column">Name of the column.</param>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public ReadOnlySpan<double> Values(string column)
    {
        for (var i = 0; i < Columns.Count; i++)
        {
            if (Columns[i] == column) return _values[i];
        }
        throw new ArgumentException($"\"{column}\" is no column; there are {string.Join(", ", Columns)}");
    }

    /// <summary>Bins that lie wholly in a stretch of time.</summary>
    /// <param name="fromSeconds">Its start, seconds since the start of the trial.</param>
    /// <param name="toSeconds">Its end.</param>
    public Range BinsIn(double fromSeconds, double toSeconds)
    {
        var first = Math.Clamp((int)Math.Ceiling(fromSeconds / BinSeconds - 1e-9), 0, Count);
        return first..Math.Clamp((int)Math.Floor(toSeconds / BinSeconds + 1e-9), first, Count);
    }

    /// <summary>Bins that cover a time.</summary>
    internal static int BinsFor(double seconds, double binSeconds) => (int)Math.Ceiling(seconds / binSeconds - 1e-9);

    /// <summary>Back to the beginning.</summary>
    internal void Begin()
    {
        _bin = _inFlight = 0;
        _since = 0;
        _end = EndOf(0);
        foreach (var station in _stations) station.Begin();
        foreach (var instances in _instances) instances.Begin();
        Empty();
    }

    /// <summary>A workflow was meant to start now.</summary>
    internal void Started(double now)
    {
        Advance(now);
        Integrate(now);
        _inFlight++;
        _offered++;
    }

    /// <summary>A workflow ended now.</summary>
    internal void Ended(double now, bool succeeded, double seconds)
    {
        Advance(now);
        Integrate(now);
        _inFlight--;
        _durations.Add(seconds);
        if (succeeded) _goodput++;
        else _failures++;
    }

    /// <summary>An attempt reaches an executor now.</summary>
    internal void Attempted(double now, int attempt)
    {
        Advance(now);
        if (attempt == 0) _first++;
        else if (attempt == 1) _second++;
        else _later++;
    }

    /// <summary>Closes the bins that ended before now.</summary>
    internal void Advance(double now)
    {
        while (now >= _end) Close();
    }

    /// <summary>Closes every bin: nothing more is counted, and what is called off now leaves no trace.</summary>
    internal void Finish()
    {
        while (_bin < Count) Close();
    }

    private double EndOf(int bin) => bin < Count ? Math.Min((bin + 1) * BinSeconds, _seconds) : double.PositiveInfinity;

    private void Integrate(double now)
    {
        _flightArea += _inFlight * (now - _since);
        _since = now;
    }

    private void Close()
    {
        var width = _end - _bin * BinSeconds;
        Integrate(_end);
        double queue = 0, busy = 0, spent = 0, wasted = 0;
        var servers = 0.0;
        var served = 0;
        for (var i = 0; i < _stations.Length; i++)
        {
            var station = _stations[i];
            station.Integrate(_end);
            queue += station.QueueArea;
            busy += station.BusyArea;
            var present = station.ServersIn(width);
            servers += present;
            served += station.Served;
            spent += station.SpentSeconds;
            wasted += station.WastedSeconds;
            if (_stations.Length < 2) continue;
            _values[Standard.Count + 2 * i][_bin] = station.QueueArea / width;
            _values[Standard.Count + 2 * i + 1][_bin] = station.BusyArea / width / present;
        }
        for (var i = 0; i < _instances.Length; i++)
        {
            _instances[i].Integrate(_end);
            _values[_instancesFrom + i][_bin] = _instances[i].Area / width;
            _instances[i].Empty();
        }
        if (_coverage is not null)
        {
            _coverage.Integrate(_end);
            _values[^1][_bin] = _coverage.Area / width;
            _coverage.Empty();
        }
        var column = 0;
        void Put(double value) => _values[column++][_bin] = value;
        Put(_offered / width);
        Put(_goodput / width);
        Put((_first + _second + _later) / width);
        Put(_durations.Quantile(0.50));
        Put(_durations.Quantile(0.99));
        Put(queue / width);
        Put(_flightArea / width);
        Put(servers > 0 ? busy / width / servers : double.NaN);
        Put(OpenShare());
        Put(_failures / width);
        Put(_first / width);
        Put(_second / width);
        Put(_later / width);
        Put(served / width);
        Put(spent > 0 ? wasted / spent : double.NaN);
        Put(Tokens());
        Empty();
        _end = EndOf(++_bin);
    }

    private void Empty()
    {
        _offered = _goodput = _failures = _first = _second = _later = 0;
        _flightArea = 0;
        _durations.Clear();
        foreach (var station in _stations) station.Empty();
        foreach (var instances in _instances) instances.Empty();
    }

    private double OpenShare()
    {
        if (_circuits.Length == 0) return double.NaN;
        var open = 0;
        foreach (var circuit in _circuits) open += circuit.State == CircuitState.Open ? 1 : 0;
        return (double)open / _circuits.Length;
    }

    private double Tokens()
    {
        if (_budgets.Length == 0) return double.NaN;
        var sum = 0.0;
        foreach (var budget in _budgets) sum += budget.TokensAt(_end);
        return sum / _budgets.Length;
    }
}

/// <summary>A budget whose level a timeline shows.</summary>
internal interface ITokens
{
    /// <summary>Tokens left.</summary>
    /// <param name="now">Virtual time, seconds.</param>
    double TokensAt(double now);
}
