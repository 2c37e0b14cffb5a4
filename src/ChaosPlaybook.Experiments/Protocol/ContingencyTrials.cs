using ChaosPlaybook.Model;
using ChaosPlaybook.Statistics;

namespace ChaosPlaybook.Experiments;

/// <summary>What the trials of one world, intact or not, left behind for a contingency analysis.</summary>
public sealed class ContingencyTrials
{
    private readonly World _world;
    private readonly IReadOnlyList<Member> _members;
    private readonly int[][] _columns;
    private readonly WatchedExecutor[] _watched;
    private readonly Range _counted;
    private readonly Moments[] _utilisation, _failures;
    private readonly double[] _good, _ended;
    private readonly List<double> _success = [];

    internal ContingencyTrials(WorldOptions options, World world, IReadOnlyList<Member> members)
    {
        var (timeline, workload) = (world.Timeline!, options.Workload!);
        (_world, _members) = (world, members);
        _columns = [.. members.Select(member => ColumnsOf(member, options, timeline))];
        _watched =
        [
            .. from member in members
               let executor = world.Watch!.Executors.First(each => each.Name == member.Executor)
               select member.Instance is { } number && executor.Instances.Count > 0 ? executor.Instances[number - 1] : executor,
        ];
        var bins = Math.Clamp((int)Math.Floor(workload.ForSeconds / timeline.BinSeconds + 1e-9), 1, timeline.Count);
        _counted = Math.Min(bins - 1, (int)Math.Ceiling(workload.WarmUpSeconds / timeline.BinSeconds - 1e-9))..bins;
        (_utilisation, _failures) = (new Moments[members.Count], new Moments[members.Count]);
        (_good, _ended) = (new double[bins], new double[bins]);
    }

    /// <summary>Workflows that succeeded as a share of those begun, trial by trial.</summary>
    public IReadOnlyList<double> Success => _success;

    /// <summary>Utilisation of every member between the warm-up and the end of the horizon, over the trials.</summary>
    internal IReadOnlyList<Moments> Utilisation => _utilisation;

    /// <summary>Position of the member with the highest utilisation; −1 where nobody has servers.</summary>
    internal int Busiest
    {
        get
        {
            var best = -1;
            for (var i = 0; i < _utilisation.Length; i++)
                if (_utilisation[i].Count > 0 && _utilisation[i].Mean > (best < 0 ? 0 : _utilisation[best].Mean)) best = i;
            return best;
        }
    }

    /// <summary>Workflows that succeeded as a share of those that ended within the horizon, warm-up included.</summary>
    internal double Share => _good.Sum() / _ended.Sum();

    /// <summary>Every member with what it bears.</summary>
    public IReadOnlyList<MemberLoad> Loads(double confidence) =>
    [
        .. _members.Select((member, i) => new MemberLoad($"{member}",
            _utilisation[i].Count == 0 ? new(double.NaN, double.NaN, double.NaN, 0) : OfShares(_utilisation[i], confidence),
            _failures[i].Count == 0 ? double.NaN : _failures[i].Mean)),
    ];

    /// <summary>Mean of <see cref="Success"/>.</summary>
    public Estimate SuccessMean(double confidence)
    {
        var moments = new Moments();
        foreach (var value in _success) moments.Add(value);
        return OfShares(moments, confidence);
    }

    /// <summary>Mean of shares; its interval ends where shares do.</summary>
    private static Estimate OfShares(in Moments moments, double confidence)
    {
        var mean = MeanInterval.StudentT(moments, confidence);
        return mean with { Low = Math.Max(0, mean.Low), High = Math.Min(1, mean.High) };
    }

    /// <summary>
    /// End of the last bin of time, all trials together, in which surely less than this share succeeded; 0 without one, NaN when it is
    /// the last in which anything ended.
    /// </summary>
    internal double ServedFrom(double share, double confidence)
    {
        var (bad, last) = (-1, -1);
        for (var bin = 0; bin < _ended.Length; bin++)
        {
            if (_ended[bin] < 0.5) continue;
            last = bin;
            if (ProportionInterval.Wilson((long)Math.Round(_good[bin]), (long)Math.Round(_ended[bin]), confidence).High < share) bad = bin;
        }
        return last < 0 || bad == last ? double.NaN : (bad + 1) * _world.Timeline!.BinSeconds;
    }

    internal void Add(in TrialRecord record)
    {
        var timeline = _world.Timeline!;
        _success.Add(record.Agents > 0 ? (double)record.Successes / record.Agents : double.NaN);
        for (var i = 0; i < _members.Count; i++)
        {
            var (sum, count) = (0.0, 0);
            foreach (var column in _columns[i])
            {
                foreach (var value in timeline.Values(column)[_counted])
                {
                    if (double.IsNaN(value)) continue; // no server there
                    sum += value;
                    count++;
                }
            }
            if (count > 0) _utilisation[i].Add(sum / count);
            if (_watched[i].FailureShare(_counted) is var failed && !double.IsNaN(failed)) _failures[i].Add(failed);
        }
        var good = timeline.Values(Timeline.Goodput);
        var bad = timeline.Values(Timeline.Failures);
        for (var bin = 0; bin < _good.Length; bin++)
        {
            _good[bin] += good[bin] * timeline.BinSeconds;
            _ended[bin] += (good[bin] + bad[bin]) * timeline.BinSeconds;
        }
    }

    /// <summary>Columns that hold the utilisation of a member: those of its instances, or the only one there is.</summary>
    private static int[] ColumnsOf(Member member, WorldOptions world, Timeline timeline)
    {
        var executor = world.Executors.First(each => each.Name == member.Executor);
        if (executor.Servers is null) return [];
        var whole = Timeline.UtilisationOf(executor.Name);
        string[] names = member.Instance is { } number ? [$"{whole}#{number}"] : [whole];
        var found = timeline.Columns.Index().Where(column =>
            names.Contains(column.Item) || member.Instance is null && column.Item.StartsWith(whole + "#", StringComparison.Ordinal)).Select(column => column.Index).ToArray();
        return found.Length > 0 ? found : [.. timeline.Columns.Index().Where(column => column.Item == Timeline.Utilisation).Select(column => column.Index)];
    }
}
