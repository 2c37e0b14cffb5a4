namespace ChaosPlaybook.Experiments;

/// <summary>Counts trials and design points for <see cref="SweepProgress"/>.</summary>
internal sealed class ProgressCounter(IProgress<SweepProgress>? listener, int points, long mostPerCell, int playbooks)
{
    private long _done, _spared, _ofPoint;
    private int _finished;

    public void Report(TrialBlock block, bool finished)
    {
        _done += (long)block.Count * playbooks;
        _ofPoint += block.Count;
        if (finished)
        {
            _finished++;
            _spared += (mostPerCell - _ofPoint) * playbooks;
            _ofPoint = 0;
        }
        listener?.Report(new(_done, mostPerCell * points * playbooks - _spared, _finished, points, block.Point));
    }
}
