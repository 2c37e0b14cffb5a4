namespace ChaosPlaybook.Reporting;

/// <summary>Style of the page: light and dark, screen and paper.</summary>
internal static class HtmlStyle
{
    /// <summary>The style sheet; chart colours are the palette's, so that inlined charts follow the page.</summary>
    public static string Css { get; } =
        ":root { color-scheme: light dark; --page: " + Palette.LightPage + "; --ink: " + Palette.LightInk + """
        ; --muted: #59616B; --grid: #E3E6EA; --card: #F6F7F9; --good: #0B7A53; --bad: #B3261E; --open: #8A5A00; --link: #0B5CAD;
        """ + Series(Palette.Light) + "}\n@media (prefers-color-scheme: dark) { :root { --page: " + Palette.DarkPage + """
        ; --ink: #E7EAEE; --muted: #A3ACB8; --grid: #313840; --card: #1D2229; --good: #4CC38A; --bad: #FF8A80; --open: #F0B429; --link: #7FB6FF;
        """ + Series(Palette.Dark) + """
        } }
        * { box-sizing: border-box; }
        body { margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 62rem; background: var(--page); color: var(--ink);
          font: 1rem/1.55 Arial, Helvetica, "Liberation Sans", "DejaVu Sans", sans-serif; overflow-wrap: anywhere; }
        h1 { font-size: 1.7rem; line-height: 1.25; margin: 0 0 .5rem; }
        h2 { font-size: 1.3rem; margin: 2.5rem 0 .75rem; padding-bottom: .25rem; border-bottom: 1px solid var(--grid); }
        h3 { font-size: 1.02rem; margin: 1.5rem 0 .4rem; }
        a { color: var(--link); }
        nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.1rem; margin: 0; padding: 0; list-style: none; font-size: .92rem; }
        .lead { font-size: 1.2rem; line-height: 1.45; font-weight: bold; margin: .5rem 0 1rem; }
        main li { margin: .35rem 0; }
        .verdict { background: var(--card); border-left: 4px solid var(--open); padding: .6rem 1rem; margin: .75rem 0; }
        .verdict h3, .verdict p { margin: .2rem 0; }
        .verdict.confirmed { border-color: var(--good); } .verdict.rejected { border-color: var(--bad); }
        .badge { font-size: .75rem; letter-spacing: .04em; text-transform: uppercase; border: 1px solid currentColor; border-radius: 3px;
          padding: .05rem .4rem; margin-right: .35rem; color: var(--open); white-space: nowrap; }
        .confirmed .badge { color: var(--good); } .rejected .badge, .warning .badge { color: var(--bad); } .info .badge { color: var(--muted); }
        .findings { list-style: none; padding: 0; }
        .findings li { border-left: 4px solid var(--grid); padding: .15rem 0 .15rem .9rem; margin: .9rem 0; }
        .findings .warning { border-color: var(--bad); } .findings .notice { border-color: var(--open); }
        figure { margin: 1.25rem 0 2rem; }
        figure svg { display: block; width: 100%; height: auto; max-width: 60rem; }
        figcaption { color: var(--muted); font-size: .95rem; margin-top: .3rem; }
        .scroll { overflow: auto; max-height: 75vh; border: 1px solid var(--grid); }
        table { border-collapse: separate; border-spacing: 0; font-size: .88rem; min-width: 100%; overflow-wrap: normal; }
        th, td { padding: .35rem .6rem; text-align: left; vertical-align: top; border-bottom: 1px solid var(--grid); }
        th { position: sticky; top: 0; background: var(--card); z-index: 1; }
        td { max-width: 24rem; }
        .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
        small { display: block; color: var(--muted); font-size: .82rem; }
        tbody tr:hover { background: var(--card); }
        @media print {
          :root { --page: #FFFFFF; --ink: #000000; --muted: #444444; --grid: #CCCCCC; --card: #FFFFFF;
        """ + Series(Palette.Light) + """
         }
          body { max-width: none; padding: 0; font-size: 10pt; }
          nav { display: none; }
          .scroll { overflow: visible; max-height: none; border: 0; }
          th { position: static; }
          table { font-size: 7.5pt; }
          figure, .verdict, .findings li, tr { break-inside: avoid; }
        }

        """;

    private static string Series(IReadOnlyList<string> colours) => string.Concat(colours.Select((colour, slot) => $" --series-{slot}: {colour};"));
}
