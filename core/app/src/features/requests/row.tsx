import { memo } from "react";

import type { Row } from "@/api/lines/buffer";
import type { LogLine } from "@/api/types";
import { WhyMissing } from "@/components/missing/why-missing";
import { missingText } from "@/components/missing/words";
import { cx } from "@/lib/cx";

import { classOf, FILL } from "./steps";
import { useText } from "./text/use";

export const ROW_HEIGHT = 28;
/** On a narrow screen a request takes two lines. */
export const TALL_ROW_HEIGHT = 50;

/** What stands in the columns of rows below. */
export function RequestHead() {
  const { t } = useText();
  const { names } = t.requests;
  return (
    <div aria-hidden="true" className="flex h-8 shrink-0 items-center gap-3 border-b border-line px-4 text-xs text-fg2">
      <span className="w-16 shrink-0">{names.time}</span><span className="w-[74px] shrink-0">{names.status}</span><span className="min-w-0 flex-1">{names.path}</span><span className="w-40 shrink-0">{names.source}</span>
      <span className="w-32 shrink-0 max-lg:hidden">{names.service}</span><span className="w-20 shrink-0 text-right">{names.duration}</span><span className="w-16 shrink-0 text-right max-lg:hidden">{names.bytes}</span>
    </div>
  );
}

interface Props {
  row: Row;
  top: number;
  wide: boolean;
  current: boolean;
  onOpen: (line: LogLine) => void;
}

export const RequestRow = memo(function RequestRow({ row, top, wide, current, onOpen }: Props) {
  const { t, f, lang } = useText();
  const place = { transform: `translateY(${top}px)`, height: wide ? ROW_HEIGHT : TALL_ROW_HEIGHT };
  if (row.kind !== "line") {
    const said = row.kind === "gap" ? t.requests.gap(f.clock(row.from), f.clock(row.to)) : t.requests.skipped(row.skipped.source.replace(/\/$/, ""), row.skipped.lines);
    const why = row.kind === "gap" ? "" : missingText(row.skipped, lang, f);
    return <p style={place} className="absolute inset-x-0 top-0 flex items-center bg-warnsoft px-4 text-warnink"><span className="cut" title={[said, why].filter(Boolean).join(": ")}>{said}{said && why && ": "}{row.kind === "skipped" && <WhyMissing skipped={row.skipped} />}</span></p>;
  }
  const { line } = row;
  const { method = "", path = "", query = "", status = "—", source = "", country = "", service = "", duration, bytes } = line.fields;
  const group = classOf(line.fields);
  const whole = query ? `${path}?${query}` : path;
  const target = <span className="mono min-w-0 flex-1 cut" title={whole}><span className="text-fg3">{method}</span> {path}<span className="text-fg3">{query && `?${query}`}</span></span>;
  const code = (
    <span className={cx("inline-flex shrink-0 items-center gap-1.5 font-medium", wide && "w-[74px]", group === "5xx" && "text-badink", group === "4xx" && "text-warnink")}>
      <i aria-hidden="true" className="size-2 shrink-0 rounded-[2px]" style={{ background: FILL[group] }} />{status}{group === "refused" && <span className="sr-only">{t.requests.classes.refused}</span>}
    </span>
  );
  const from = <span className={cx("mono cut text-fg2", wide ? "w-40 shrink-0" : "min-w-0 flex-1")} title={country ? `${source} · ${country}` : source}>{source}{country && <span className="ml-1.5 font-sans text-xs text-fg3">{country}</span>}</span>;
  const took = <span className={cx("shrink-0 text-right text-fg2", wide && "w-20")}>{duration === undefined ? "" : f.ms(Number(duration) * 1000)}</span>;
  return (
    <div style={place} data-request aria-current={current || undefined} className={cx("num absolute inset-x-0 top-0 hover:bg-hover", !wide && "border-b border-line", current && "bg-active")}>
      <button type="button" onClick={() => onOpen(line)} className={cx("flex h-full w-full min-w-0 items-center gap-3 px-4 text-left", !wide && "flex-wrap content-center gap-y-0")}>
        <time dateTime={new Date(line.at * 1000).toISOString()} className="w-16 shrink-0 text-fg3">{f.clock(line.at)}</time>
        {wide ? <>{code}{target}{from}<span className="cut w-32 shrink-0 text-fg2 max-lg:hidden" title={service}>{service}</span>{took}<span className="w-16 shrink-0 text-right text-fg3 max-lg:hidden">{bytes ? f.bytes(Number(bytes)) : ""}</span></> : <>{code}{from}{took}<span className="flex w-full min-w-0">{target}</span></>}
      </button>
    </div>
  );
});
