import { lazy, Suspense, useMemo, useRef, useState } from "react";

import { csvText, save } from "@/lib/csv";
import { prefs } from "@/lib/prefs";
import { useStore } from "@/lib/store";

import { ChartMenu } from "./chart/chart-menu";
import { folded } from "./chart/fold";
import { LineCanvas, type Picture } from "./chart/line-canvas";
import { useText } from "./chart/text/use";
import { nearest, toldMarks } from "./chart/told";
import type { ChartProps, Line, Values } from "./line-chart";

const ValuesTable = lazy(() => import("./chart/values-table"));

const newestOf = ({ values }: { values: Values }) => values.slice(-4).findLast((value) => value !== null) ?? null;
const isEmpty = (lines: readonly Line[]) => lines.every(({ values }) => values.every((value) => value === null));
const NEAR = 0.012; // of the width

/** The newest values above, and a canvas that is made anew when its lines or its looks change. */
export default function LinePlot(props: ChartProps) {
  const { title, t: instants, format, height = 120, expected, marks, from, to } = props;
  const { t, f, lang } = useText();
  const { theme } = useStore(prefs);
  const [pointed, setPointed] = useState<number | null>(null);
  const [asTable, setAsTable] = useState(false);
  const picture = useRef<Picture>(null);
  const lines = useMemo(() => folded(props.lines, t.plot.others), [props.lines, t]);
  const told = useMemo(() => (marks ? toldMarks(marks, t, f) : []), [marks, t, f]);
  const at = pointed === null ? undefined : instants[pointed];
  const shown = (line: Line) => format(pointed === null || at === undefined ? newestOf(line) : (line.values[pointed] ?? null));
  const happened = at === undefined ? null : nearest(told, at, (to - from) * NEAR);
  const columns = [...lines, ...(expected ? [{ name: t.plot.low, values: expected.low }, { name: t.plot.high, values: expected.high }] : [])];
  const name = `dozor-${title.toLowerCase().replaceAll(/[^\p{L}\d]+/gu, "-")}`;
  const csv = () => save(`${name}.csv`, new Blob([csvText([["time", ...columns.map((each) => each.name)], ...instants.map((each, i) => [new Date(each * 1000).toISOString(), ...columns.map(({ values }) => values[i] ?? null)])])], { type: "text/csv" }));
  const png = () => void picture.current?.().then((image) => image && save(`${name}.png`, image));
  const looks = JSON.stringify([theme, lang, height, Boolean(expected), lines.map(({ name: line, color, steps, dashed, filled }) => [line, color, steps, dashed, filled])]);
  return (
    <>
      <figcaption className="num flex min-h-6 items-start gap-x-2 text-xs">
        <span className="flex min-h-6 min-w-0 flex-1 flex-wrap items-center gap-x-3">
        <span className="font-medium">{title}</span>
        {lines.map((line) => (
          <span key={line.name} className="inline-flex min-w-0 items-center gap-1.5 text-fg2">
            <i aria-hidden="true" className="h-0.5 w-3 shrink-0 rounded" style={{ background: `var(--${line.color})` }} />
            <span className="cut max-w-40" title={line.name}>{line.name}</span> <b className="font-semibold text-fg">{shown(line)}</b>
          </span>
        ))}
        {expected && <span className="inline-flex items-center gap-1.5 text-fg2"><i aria-hidden="true" className="h-2.5 w-3 rounded-[2px]" style={{ background: "color-mix(in srgb, var(--off) 38%, transparent)" }} />{t.plot.expected}</span>}
        <span className="cut min-w-0 flex-1 text-right text-fg3" title={happened?.text}>{happened ? <><span className="text-fg">{happened.text}</span> · {f.clock(happened.at)}</> : at !== undefined && f.moment(at)}</span>
        </span>
        <ChartMenu title={title} size="small" asTable={asTable} onTable={setAsTable} onCsv={csv} onPicture={png} />
      </figcaption>
      {asTable ? <Suspense><ValuesTable t={instants} lines={columns} format={format} told={told} height={height} /></Suspense> : (
        <div role="img" aria-label={summary(props, lines, told.length)} className="relative">
          <LineCanvas key={looks} {...props} lines={lines} height={height} onPoint={setPointed} picture={picture} />
          {isEmpty(lines) && <p className="absolute inset-0 grid place-content-center pb-4 text-xs text-fg3">{t.plot.none}</p>}
        </div>
      )}
    </>
  );

  /** The chart in words, for who does not see it. */
  function summary({ from: first, to: last }: ChartProps, drawn: readonly Line[], happenings: number): string {
    const said = drawn.map((line) => {
      const peak = line.values.reduce<number>((best, value, i) => ((value ?? Number.NEGATIVE_INFINITY) > (line.values[best] ?? Number.NEGATIVE_INFINITY) ? i : best), 0);
      return t.plot.summary(line.name, format(newestOf(line)), format(line.values[peak] ?? null), f.moment(instants[peak] ?? first));
    });
    return [`${title} ${t.plot.during(f.moment(first), f.moment(last))}`, ...(isEmpty(drawn) ? [t.plot.none] : said), ...(happenings > 0 ? [t.plot.marks(happenings)] : [])].join(". ");
  }
}
