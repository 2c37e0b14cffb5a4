namespace ChaosPlaybook.Model;

/// <summary>
/// How fast an executor works over time: a speed that pauses set to 0 and slow windows divide. Known in advance, so the time that a
/// piece of work takes is found by integrating the speed from its start.
/// </summary>
internal sealed class Tempo(PauseOptions? pause, IReadOnlyList<SlowOptions> slow)
{
    private readonly double _every = pause?.EverySeconds ?? double.PositiveInfinity, _for = pause?.ForSeconds ?? 0;

    /// <summary>Seconds that pass until work begun at an instant is done.</summary>
    /// <param name="begun">When it begins, seconds.</param>
    /// <param name="work">Seconds it would take at speed 1.</param>
    public double SecondsFor(double begun, double work)
    {
        if (double.IsPositiveInfinity(work)) return work;
        // Pauses are numbered by their own products, so that an instant on a boundary belongs to one side of it alone.
        var number = pause is null ? 0 : (long)(begun / _every);
        while ((number + 1) * _every <= begun) number++;
        while (number > 0 && number * _every > begun) number--;
        for (var now = begun; ;)
        {
            var paused = number > 0 && now < number * _every + _for;
            var until = paused ? number * _every + _for : pause is null ? double.PositiveInfinity : (number + 1) * _every;
            var speed = paused ? 0 : 1.0;
            foreach (var window in slow)
            {
                var end = window.FromSeconds + window.ForSeconds;
                if (now < window.FromSeconds) until = Math.Min(until, window.FromSeconds);
                else if (now < end)
                {
                    speed /= window.Factor;
                    until = Math.Min(until, end);
                }
            }
            if (speed > 0 && work <= (until - now) * speed) return now + work / speed - begun;
            work -= (until - now) * speed;
            now = until;
            if (now >= (number + 1) * _every) number++;
        }
    }
}
