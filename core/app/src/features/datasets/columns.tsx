import type { Dataset } from "@/api/types";
import { cell, headCell } from "@/components/page";
import { cx } from "@/lib/cx";
import { featureName } from "@/lib/feature";

import { type Texts, useText } from "./text/use";

type Formats = ReturnType<typeof useText>["f"];

/** What a column holds, in words. */
function meaning(name: string, t: Texts, f: Formats): string {
  if (name.startsWith("head_")) return t.datasets.meanings.head(name.slice("head_".length));
  const known = t.datasets.meanings[name as Exclude<keyof typeof t.datasets.meanings, "head">];
  return known ?? featureName(name, t, f);
}

export function Columns({ dataset: { columns } }: { dataset: Dataset }) {
  const { t, f } = useText();
  return (
    <section aria-labelledby="columns-title" className="panel min-w-0 overflow-hidden">
      <h2 id="columns-title" className="px-4 pt-4 pb-1 text-md font-semibold">{t.datasets.columns} <span className="num font-normal text-fg3">{f.integer(columns.length)}</span></h2>
      <div className="relative overflow-x-auto">
        <table className="num w-full border-collapse">
          <thead>
            <tr><th scope="col" className={headCell}>{t.datasets.column}</th><th scope="col" className={headCell}>{t.datasets.meaning}</th><th scope="col" className={cx(headCell, "max-md:hidden")}>{t.datasets.type}</th><th scope="col" className={cx(headCell, "max-sm:hidden")}>{t.datasets.unit}</th></tr>
          </thead>
          <tbody>
            {columns.map(({ name, kind, unit }) => (
              <tr key={name} className="border-t border-line hover:bg-hover">
                <th scope="row" className={cx(cell, "mono text-left font-normal break-all")}>{name}</th>
                <td className={cell}>{meaning(name, t, f)}</td>
                <td className={cx(cell, "text-fg2 max-md:hidden")}>{t.datasets.kinds[kind]}</td>
                <td className={cx(cell, "text-fg2 max-sm:hidden")}>{unit ? (t.datasets.units[unit as keyof typeof t.datasets.units] ?? unit) : "—"}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
