import { ChevronDown, ChevronRight } from "lucide-react";
import { memo } from "react";

import type { LogLine } from "@/api/types";
import { piecesOf } from "@/lib/ansi";
import { WhyMissing } from "@/components/missing/why-missing";
import { missingText } from "@/components/missing/words";
import { cx } from "@/lib/cx";

import type { Row } from "@/api/lines/buffer";
import { useText } from "./text/use";

const INK: Record<string, string> = { fatal: "bg-sev4solid", error: "bg-bad", warning: "bg-warn", info: "bg-(--s1)", debug: "bg-off", trace: "bg-off" };

/** Text as the program wrote it: its colours, and nothing else of what it may hold. */
export function Text({ text }: { text: string }) {
  return piecesOf(text).map((piece, i) => (
    // Pieces have no identity but their place.
    // eslint-disable-next-line react/no-array-index-key
    <span key={i} className={cx(piece.color !== null && `ansi-${piece.color}`, piece.bold && "font-bold")}>{piece.text}</span>
  ));
}

export interface Look {
  wrap: boolean;
  /** Without instants. */
  bare: boolean;
  /** With the name of what wrote it, where there are several. */
  named: boolean;
}

interface Props {
  row: Row;
  top: number;
  height: number;
  unfolded: boolean;
  /** Where who reads by keyboard is. */
  current: boolean;
  look: Look;
  onFold: (key: number) => void;
  onOpen: (line: LogLine) => void;
}

export const sourceName = (source: string): string => source.replace(/^[^/]*\/(?:container|file):/, "");

export const LogRow = memo(function LogRow({ row, top, height, unfolded, current, look, onFold, onOpen }: Props) {
  const { t, f, lang } = useText();
  const place = { transform: `translateY(${top}px)`, height };
  if (row.kind !== "line") {
    const said = row.kind === "gap" ? t.logs.gap(f.clock(row.from), f.clock(row.to)) : t.logs.skipped(row.skipped.source, row.skipped.lines);
    const why = row.kind === "gap" ? "" : missingText(row.skipped, lang, f);
    return <p style={place} className="absolute inset-x-0 top-0 flex items-center bg-warnsoft px-2 text-warnink"><span className="cut" title={[said, why].filter(Boolean).join(": ")}>{said}{said && why && ": "}{row.kind === "skipped" && <WhyMissing skipped={row.skipped} />}</span></p>;
  }
  const { line } = row;
  const end = line.text.indexOf("\n");
  const instant = `${f.clock(line.at)}.${String(Math.floor((line.at % 1) * 1000)).padStart(3, "0")}`;
  const text = unfolded || end < 0 ? line.text : line.text.slice(0, end);
  return (
    <div style={place} data-log-line aria-current={current || undefined} className={cx("absolute inset-x-0 top-0 flex overflow-hidden hover:bg-hover", current && "bg-active", !line.matched && "opacity-60")}>
      <button type="button" onClick={() => onOpen(line)} aria-label={t.logs.open(instant)} className="flex h-6 shrink-0 items-center gap-2 pr-3 pl-2 text-fg3 hover:text-accent">
        <i aria-hidden="true" title={line.level} className={cx("h-3.5 w-[3px] rounded-full", INK[line.level] ?? "bg-line2")} />
        {!look.bare && <time dateTime={new Date(line.at * 1000).toISOString()} className="num w-[92px] text-left whitespace-nowrap">{instant}</time>}
      </button>
      {look.named && <span title={line.source} className="cut w-28 shrink-0 py-[3px] text-fg3 max-md:hidden">{sourceName(line.source)}</span>}
      <span className="flex w-7 shrink-0 justify-center">
        {end >= 0 && <button type="button" aria-expanded={unfolded} aria-label={t.logs.fold(line.text.split("\n").length - 1)} onClick={() => onFold(row.key)} className="grid size-6 place-items-center text-fg3 hover:text-fg">{unfolded ? <ChevronDown size={14} /> : <ChevronRight size={14} />}</button>}
      </span>
      <span className={cx("min-w-0 flex-1 py-[3px] pr-2", look.wrap ? "break-all whitespace-pre-wrap" : unfolded ? "overflow-hidden whitespace-pre" : "cut whitespace-pre!", line.stream === "stderr" && "text-sev3ink")}><Text text={text} /></span>
      {line.cut_bytes > 0 && <span className="shrink-0 py-[3px] pr-2 text-warnink">{t.logs.cut(f.bytes(line.cut_bytes))}</span>}
    </div>
  );
});
