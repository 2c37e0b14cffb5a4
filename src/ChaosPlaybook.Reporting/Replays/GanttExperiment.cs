using System.Globalization;
using ChaosPlaybook.Model;

namespace ChaosPlaybook.Reporting;

/// <summary>The experiment of a replayed trial: its phases shaded from top to bottom, named in a row of their own, and its events as marks.</summary>
internal static class GanttExperiment
{
    /// <summary>Height of the row with names and marks.</summary>
    public const double Height = 52;

    private const double Size = 11.5, Mark = 38;

    private static readonly Paint _steady = Paint.Series(4), _amber = Paint.Share(2), _rollback = Paint.Series(1), _recovery = Paint.Series(3);

    /// <summary>Shades the phases behind the rows of a replay.</summary>
    public static void Shade(SvgCanvas canvas, Replay replay, AxisScale scale, double top, double height)
    {
        foreach (var phase in ReplayPhase.Of(replay.Experiment))
        {
            var (from, to) = (scale.At(phase.BeganSeconds), scale.At(phase.EndedSeconds));
            canvas.Rect(from, top, Math.Max(1.5, to - from), height, canvas.Fill(Colour(phase.Kind), Opacity(phase.Kind)), "phase",
                $"{phase.Name}, {Said(phase.BeganSeconds)} to {Said(phase.EndedSeconds)}");
        }
    }

    /// <summary>Names the phases and marks the events.</summary>
    public static void Row(SvgCanvas canvas, Replay replay, AxisScale scale, double left, double right, double top)
    {
        canvas.Text(left, top + Mark + 4, "experiment", 12.5, "row", Paint.Ink);
        // Names stand above their phase where there is room, else pushed aside, the last one within the page.
        double[] taken = [double.NegativeInfinity, double.NegativeInfinity];
        foreach (var phase in ReplayPhase.Of(replay.Experiment))
        {
            var width = TextWidth.Of(phase.Name, Size);
            var (from, to) = (scale.At(phase.BeganSeconds), scale.At(phase.EndedSeconds));
            var wanted = Math.Min(Math.Max((from + to - width) / 2, scale.At(0)), right - width);
            var line = wanted >= taken[0] ? 0 : wanted >= taken[1] ? 1 : taken[0] <= taken[1] ? 0 : 1;
            var x = Math.Max(wanted, taken[line]);
            if (x + width > right + 1) continue; // its shade still has a tip
            canvas.Text(x, top + 11 + 13 * line, phase.Name, Size, "phaseName", Paint.Ink);
            taken[line] = x + width + 8;
        }
        foreach (var each in replay.Experiment) Event(canvas, each, scale.At(each.Seconds), top + Mark);
    }

    /// <summary>What the shades and marks mean.</summary>
    public static void Legend(SvgCanvas canvas, double left, double top)
    {
        var x = left;
        foreach (var (word, kind) in (ReadOnlySpan<(string, ReplayPhaseKind)>)
            [("steady state", ReplayPhaseKind.SteadyState), ("injection", ReplayPhaseKind.Injection), ("rollback", ReplayPhaseKind.Rollback), ("recovery", ReplayPhaseKind.Recovery)])
        {
            canvas.Rect(x, top, 22, 12, canvas.Fill(Colour(kind), Opacity(kind)), "legend");
            x = Word(canvas, word, x + 28, top);
        }
        foreach (var (word, kind) in (ReadOnlySpan<(string, ExperimentEventKind)>)
            [("verified", ExperimentEventKind.Verified), ("limit broken", ExperimentEventKind.Violated), ("given up", ExperimentEventKind.Aborted), ("rolled back", ExperimentEventKind.RolledBack)])
        {
            Event(canvas, new(double.NaN, kind, word), x + 5, top + 6);
            x = Word(canvas, word, x + 15, top);
        }
    }

    private static double Word(SvgCanvas canvas, string word, double x, double top)
    {
        canvas.Text(x, top + 10.5, word, 12, "legend", Paint.Ink);
        return x + TextWidth.Of(word, 12) + 16;
    }

    private static void Event(SvgCanvas canvas, ExperimentEvent each, double x, double y)
    {
        var tip = double.IsNaN(each.Seconds) ? null : $"{Said(each.Seconds)}: {each.What}";
        switch (each.Kind)
        {
            case ExperimentEventKind.Verified:
                canvas.Path(SvgCanvas.Circle(x, y, 4.5), canvas.Fill(_steady) + canvas.Stroke(Paint.Page, 0.7), "event", tip);
                break;
            case ExperimentEventKind.Violated:
                canvas.Path(SvgCanvas.Polygon((x - 4.5, y + 4), (x + 4.5, y + 4), (x, y - 5)), canvas.Fill(Paint.Series(2)) + canvas.Stroke(Paint.Page, 0.7), "event", tip);
                break;
            case ExperimentEventKind.Aborted:
                canvas.Path(SvgCanvas.Polygon((x - 5, y), (x, y - 5), (x + 5, y), (x, y + 5)), canvas.Fill(Paint.Ink) + canvas.Stroke(Paint.Page, 0.7), "event", tip);
                break;
            case ExperimentEventKind.RolledBack:
                canvas.Rect(x - 1.5, y - 5, 3, 10, canvas.Fill(_rollback), "event", tip);
                break;
        }
    }

    private static Paint Colour(ReplayPhaseKind kind) => kind switch
    {
        ReplayPhaseKind.SteadyState => _steady, ReplayPhaseKind.Injection => _amber, ReplayPhaseKind.Rollback => _rollback, _ => _recovery,
    };

    private static double Opacity(ReplayPhaseKind kind) => kind == ReplayPhaseKind.Injection ? 0.4 : 0.14;

    private static string Said(double seconds) => $"{seconds.ToString("0.###", CultureInfo.InvariantCulture)} s";
}
