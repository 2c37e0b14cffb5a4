using System.Globalization;
using System.Text;
using ChaosPlaybook.Experiments;
using ChaosPlaybook.Kernel;
using ChaosPlaybook.Model;

namespace ChaosPlaybook.Reporting;

/// <summary>
/// Replays as a picture: one row per step, bars for attempts, thin lines for waits, marks for refusals; the phases of an experiment in
/// shades behind them.
/// </summary>
public static class Gantt
{
    private const double Width = 760, Margin = 16, RowHeight = 30, Bar = 16;
    private const int MostSteps = 60;
    private const double After = 0.25; // of an experiment's length that is shown after its end

    /// <summary>Draws replays below each other on one time axis.</summary>
    public static string Render(IReadOnlyList<Replay> replays)
    {
        var canvas = new SvgCanvas(SvgMode.Standalone, "gantt");
        var steps = replays.SelectMany(Shown).ToList();
        var names = replays.SelectMany(replay => Shown(replay).Select(replay.Name)).Concat(replays.SelectMany(replay => replay.Circuits.Select(period => period.Name)));
        var left = Margin + Math.Min(220, names.Select(name => TextWidth.Of(name, 12.5)).Append(40).Max()) + 12;
        var end = steps.Select(step => step.EndedSeconds).Where(double.IsFinite)
            .Concat(replays.SelectMany(replay => replay.Experiment.Select(each => each.Seconds))).Append(1e-3).Max();
        var scale = AxisScale.For(new Axis { Label = "seconds", Format = NumberFormat.Seconds, Floor = 0 }, [0, end], Width - Margin - left, across: true, round: false)
            .Between(left, Width - Margin);
        var y = Legend(canvas, Margin + 4);
        if (replays.Any(replay => replay.Experiment.Count > 0))
        {
            GanttExperiment.Legend(canvas, Margin, y - 6);
            y += 22;
        }
        foreach (var replay in replays)
        {
            foreach (var line in TextWidth.Wrap(replay.Title, 14, Width - 2 * Margin, bold: true))
            {
                canvas.Text(Margin, y + 12, line, 14, "title", Paint.Ink, bold: true);
                y += 20;
            }
            var shown = Shown(replay);
            if (replay.Experiment.Count > 0)
            {
                GanttExperiment.Shade(canvas, replay, scale, y, GanttExperiment.Height + RowHeight * shown.Count);
                GanttExperiment.Row(canvas, replay, scale, Margin, Width - Margin, y);
                y += GanttExperiment.Height;
            }
            foreach (var tick in scale.Ticks) canvas.Line(scale.At(tick.Value), y, scale.At(tick.Value), y + RowHeight * shown.Count, canvas.Stroke(Paint.Grid, 1));
            foreach (var step in shown)
            {
                Row(canvas, replay.Name(step), step, scale, left, y);
                y += RowHeight;
            }
            if (replay.Steps.Count > MostSteps)
            {
                canvas.Text(Margin, y + 14, replay.Experiment.Count > 0 ? $"{shown.Count} of {replay.Steps.Count:N0} steps, evenly chosen around the experiment" : $"and {Counted.Of(replay.Steps.Count - MostSteps, "more step")}", 12, "note", Paint.Muted);
                y += 20;
            }
            foreach (var circuit in replay.Circuits.GroupBy(period => period.Name).Take(MostSteps))
            {
                Circuit(canvas, circuit.Key, circuit, scale, left, y, end);
                y += RowHeight;
            }
            y += 10;
        }
        foreach (var tick in scale.Ticks) canvas.Text(scale.At(tick.Value), y + 6, tick.Label, AxisScale.FontSize, "tick", Paint.Muted, "middle");
        canvas.Text((left + Width - Margin) / 2, y + 26, scale.Unit.Length > 0 ? $"virtual time ({scale.Unit})" : "virtual time (s)", 12, "label", Paint.Muted, "middle");
        return Wrap(canvas, y + 26 + Margin, replays);
    }

    /// <summary>The first steps; of a trial with an experiment some from its beginning to a little after its end, so that every phase has its share.</summary>
    private static List<ReplayStep> Shown(Replay replay)
    {
        if (replay.Experiment.Count == 0 || replay.Steps.Count <= MostSteps) return [.. replay.Steps.Take(MostSteps)];
        var (from, to) = (replay.Experiment[0].Seconds, replay.Experiment[^1].Seconds);
        var near = replay.Steps.Where(step => step.BeganSeconds <= to + After * (to - from)).ToList();
        return near.Count <= MostSteps ? near : [.. Enumerable.Range(0, MostSteps).Select(i => near[(int)((long)i * (near.Count - 1) / (MostSteps - 1))])];
    }

    private static void Row(SvgCanvas canvas, string name, ReplayStep step, AxisScale scale, double left, double top)
    {
        var middle = top + RowHeight / 2;
        canvas.Text(Margin, middle + 4.5, TextWidth.Shorten(name, 12.5, left - Margin - 8), 12.5, "row", Paint.Ink, whole: name);
        foreach (var line in step.Lines)
        {
            var (from, to) = (scale.At(line.BeganSeconds), scale.At(line.EndedSeconds));
            var tip = $"{line.Name} {Replay.Words(line.Outcome)}, {line.BeganSeconds.ToString("F3", CultureInfo.InvariantCulture)} to {line.EndedSeconds.ToString("F3", CultureInfo.InvariantCulture)} s";
            switch (line.Kind)
            {
                case ReplayKind.Attempt:
                    // What is called to serve an attempt lies upon it, less high with every level.
                    var height = Bar / (1 + line.Level);
                    canvas.Rect(from, middle - height / 2, Math.Max(1.5, to - from), height, canvas.Fill(Colour(line.Outcome)) + (to - from < 3 ? "" : canvas.Stroke(Paint.Page, 0.7)), "attempt", tip);
                    break;
                case ReplayKind.Wait:
                    canvas.Line(from, middle, to, middle, canvas.Stroke(Paint.Muted, 1.5, "3 3"), "wait");
                    break;
                case ReplayKind.Refusal:
                    canvas.Path(SvgCanvas.Polygon((from - 4, middle - Bar / 2), (from + 4, middle - Bar / 2), (from, middle + Bar / 2)), canvas.Fill(Paint.Ink), "refusal", tip);
                    break;
                default:
                    canvas.Line(to, middle - Bar / 2 - 3, to, middle + Bar / 2 + 3, canvas.Stroke(Paint.Ink, 2), "change");
                    break;
            }
        }
    }

    private static void Circuit(SvgCanvas canvas, string name, IEnumerable<CircuitPeriod> periods, AxisScale scale, double left, double top, double end)
    {
        var middle = top + RowHeight / 2;
        canvas.Text(Margin, middle + 4.5, TextWidth.Shorten(name, 12.5, left - Margin - 8), 12.5, "row", Paint.Muted, whole: name);
        foreach (var period in periods)
        {
            var (from, to) = (scale.At(period.BeganSeconds), scale.At(double.IsNaN(period.EndedSeconds) ? end : Math.Min(end, period.EndedSeconds)));
            canvas.Rect(from, middle - Bar / 4, Math.Max(1.5, to - from), Bar / 2, canvas.Fill(period.IsOpen ? Paint.Ink : new("--muted", "#A9B0BA")), "circuit",
                $"{name} {(period.IsOpen ? "open" : "half open")}");
        }
    }

    private static double Legend(SvgCanvas canvas, double top)
    {
        var x = Margin;
        foreach (var (word, outcome) in (ReadOnlySpan<(string, Outcome)>)[("succeeded", Outcome.Success), ("failed", Outcome.Failure(500)), ("called off", Outcome.Cancelled)])
        {
            canvas.Rect(x, top, 22, 12, canvas.Fill(Colour(outcome)), "legend");
            canvas.Text(x + 28, top + 10.5, word, 12, "legend", Paint.Ink);
            x += 40 + TextWidth.Of(word, 12) + 10;
        }
        canvas.Line(x, top + 6, x + 26, top + 6, canvas.Stroke(Paint.Muted, 1.5, "3 3"), "legend");
        canvas.Text(x + 32, top + 10.5, "wait", 12, "legend", Paint.Ink);
        x += 44 + TextWidth.Of("wait", 12) + 10;
        canvas.Path(SvgCanvas.Polygon((x, top), (x + 8, top), (x + 4, top + 12)), canvas.Fill(Paint.Ink), "legend");
        canvas.Text(x + 14, top + 10.5, "refused", 12, "legend", Paint.Ink);
        x += 24 + TextWidth.Of("refused", 12) + 10;
        canvas.Line(x, top - 1, x, top + 13, canvas.Stroke(Paint.Ink, 2), "legend");
        canvas.Text(x + 8, top + 10.5, "timeout or fallback", 12, "legend", Paint.Ink);
        x += 22 + TextWidth.Of("timeout or fallback", 12) + 10;
        canvas.Rect(x, top + 3, 18, 6, canvas.Fill(Paint.Ink), "legend");
        canvas.Text(x + 24, top + 10.5, "circuit open", 12, "legend", Paint.Ink);
        return top + 28;
    }

    private static Paint Colour(Outcome outcome) => outcome.Kind switch
    {
        OutcomeKind.Succeeded => Paint.Series(4),
        OutcomeKind.Cancelled => new("--muted", "#A9B0BA"),
        _ => Paint.Series(2),
    };

    private static string Wrap(SvgCanvas canvas, double height, IReadOnlyList<Replay> replays)
    {
        var title = SvgCanvas.Escape(string.Join(" and ", replays.Select(replay => replay.Title)));
        return new StringBuilder()
            .Append($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {SvgCanvas.N(Width)} {SvgCanvas.N(height)}\" width=\"{SvgCanvas.N(Width)}\" height=\"{SvgCanvas.N(height)}\" role=\"img\" font-family=\"{SvgCanvas.Fonts}\">\n")
            .Append($"<title>{title}</title>\n<rect width=\"{SvgCanvas.N(Width)}\" height=\"{SvgCanvas.N(height)}\" fill=\"{Palette.LightPage}\"/>\n")
            .Append(canvas).Append("</svg>\n").ToString();
    }
}
