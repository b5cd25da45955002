import { type ReactNode, useRef, useState } from "react";

import { ChartMenu } from "@/components/chart/chart-menu";
import { csvText, save } from "@/lib/csv";

import { svgPicture } from "./svg-picture";

type Cell = string | number | null;

interface Props {
  title: string;
  lead: string;
  /** What the picture says, in words. */
  told: string;
  head: readonly string[];
  rows: readonly (readonly Cell[])[];
  /** A cell as people read it; the file has plain numbers. */
  show: (cell: Cell, column: number) => string;
  children: ReactNode;
}

/** A drawing that can be read as a table, and taken away as CSV or PNG. */
export function Figure({ title, lead, told, head, rows, show, children }: Props) {
  const [asTable, setAsTable] = useState(false);
  const drawing = useRef<HTMLDivElement>(null);
  const name = title.toLowerCase().replaceAll(/\s+/g, "-");
  const picture = async () => {
    const svg = drawing.current?.querySelector("svg");
    const blob = svg && (await svgPicture(svg));
    if (blob) save(`${name}.png`, blob);
  };
  return (
    <figure className="min-w-0 p-4">
      <figcaption className="mb-2 flex items-start gap-2">
        <span className="min-w-0 flex-1"><span className="block text-md font-semibold">{title}</span><span className="block text-fg2">{lead}</span></span>
        <ChartMenu title={title} asTable={asTable} onTable={setAsTable} onCsv={() => save(`${name}.csv`, new Blob([csvText([[...head], ...rows.map((row) => [...row])])], { type: "text/csv" }))} onPicture={() => void picture()} />
      </figcaption>
      {asTable ? (
        // A region that scrolls must be reachable by keyboard.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <div className="h-64 overflow-auto text-xs" role="region" aria-label={title} tabIndex={0}>
          <table className="num w-full text-right">
            <thead className="sticky top-0 bg-panel text-fg3"><tr>{head.map((each) => <th key={each} scope="col" className="px-2 py-1.5 font-normal first:text-left">{each}</th>)}</tr></thead>
            <tbody>{rows.map((row) => <tr key={String(row[0])} className="border-t border-line">{row.map((cell, column) => (column === 0 ? <th key={head[column]} scope="row" className="px-2 py-1 text-left font-normal text-fg2">{show(cell, column)}</th> : <td key={head[column]} className="px-2 py-1">{show(cell, column)}</td>))}</tr>)}</tbody>
          </table>
        </div>
      ) : <div ref={drawing} role="img" aria-label={`${title}: ${told}`}>{children}</div>}
    </figure>
  );
}
