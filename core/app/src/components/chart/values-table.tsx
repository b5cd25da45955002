import { useText } from "./text/use";
import type { Told } from "./told";

const ROWS = 120;

export interface TableLine {
  name: string;
  values: readonly (number | null)[];
}

interface Props {
  t: readonly number[];
  lines: readonly TableLine[];
  format: (value: number | null, line: number) => string;
  told: readonly Told[];
  height: number | "100%";
}

/** A chart in words and numbers: what happened, then the newest points first, at most 120 of them, evenly taken. */
export default function ValuesTable({ t: instants, lines, format, told, height }: Props) {
  const { t, f } = useText();
  const stride = Math.max(1, Math.ceil(instants.length / ROWS));
  const rows = instants.map((_, i) => instants.length - 1 - i).filter((_, i) => i % stride === 0);
  return (
    // A region that scrolls must be reachable by keyboard.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="overflow-auto text-xs" style={{ height }} tabIndex={0} role="region" aria-label={t.chart.table}>
      {told.length > 0 && (
        <section className="mb-2">
          <h4 className="label mb-1">{t.plot.happened}</h4>
          <ul className="num grid gap-0.5">{told.toReversed().map(({ at, text }) => <li key={`${at}${text}`} className="flex gap-3"><span className="shrink-0 whitespace-nowrap text-fg3">{f.moment(at)}</span><span className="min-w-0 break-words">{text}</span></li>)}</ul>
        </section>
      )}
      <table className="num w-full text-right">
        <thead className="sticky top-0 bg-panel text-fg3">
          <tr>
            <th scope="col" className="px-2 py-1.5 text-left font-normal">{t.chart.time}</th>
            {lines.map(({ name }) => <th key={name} scope="col" className="px-2 py-1.5 font-normal">{name}</th>)}
          </tr>
        </thead>
        <tbody>
          {rows.map((i) => (
            <tr key={instants[i]} className="border-t border-line">
              <th scope="row" className="px-2 py-1 text-left font-normal whitespace-nowrap text-fg2">{f.moment(instants[i] ?? 0)}</th>
              {lines.map(({ name, values }, line) => <td key={name} className="px-2 py-1 whitespace-nowrap">{format(values[i] ?? null, line)}</td>)}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
