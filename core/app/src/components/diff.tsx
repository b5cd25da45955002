import { useMemo } from "react";

import { cx } from "@/lib/cx";
import { diffLines, type DiffLine, pairs } from "@/lib/diff";
import { useAtLeast } from "@/lib/media";

import { useText } from "./deploying/text/use";

const LOOK: Record<DiffLine["kind"], string> = { same: "", gone: "bg-sev3soft", new: "bg-oksoft", apart: "bg-hover" };
const SIGN: Record<DiffLine["kind"], string> = { same: " ", gone: "−", new: "+", apart: "⋯" };
const SIDE_BY_SIDE = 1280;

/** What becomes different in a text: side by side where there is room, else one below the other. */
export function Diff({ text, label }: { text: string; label: string }) {
  const { t } = useText();
  const wide = useAtLeast(SIDE_BY_SIDE);
  const lines = useMemo(() => diffLines(text), [text]);
  return (
    // What scrolls is reached by keyboard, too.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div tabIndex={0} role="region" aria-label={label} className="max-h-[28rem] overflow-auto rounded-ctl border border-line bg-bg">
      <table className="mono w-full min-w-max border-collapse leading-5">
        <thead className="sr-only"><tr>{wide ? <><th scope="col">{t.diff.before}</th><th scope="col">{t.diff.after}</th></> : <th scope="col">{t.diff.change}</th>}</tr></thead>
        <tbody>
          {wide
            // Lines have no identity but their place.
            // oxlint-disable-next-line react/no-array-index-key
            ? pairs(lines).map(({ left, right }, i) => <tr key={i} className="align-top"><Half line={left} number="before" /><Half line={right} number="after" /></tr>)
            // oxlint-disable-next-line react/no-array-index-key
            : lines.map((line, i) => <tr key={i} className="align-top"><Half line={line} number={line.kind === "gone" ? "before" : "after"} /></tr>)}
        </tbody>
      </table>
    </div>
  );
}

function Half({ line, number }: { line: DiffLine | null; number: "before" | "after" }) {
  const { t } = useText();
  if (!line) return <td className="w-1/2 border-line bg-hover not-first:border-l">{" "}</td>;
  const spoken = line.kind === "gone" ? t.diff.gone : line.kind === "new" ? t.diff.new : "";
  return (
    <td className={cx("relative w-1/2 border-line pr-2 pl-14 whitespace-pre-wrap break-all not-first:border-l", LOOK[line.kind])}>
      <span aria-hidden="true" className="absolute left-0 w-9 text-right text-fg3 select-none">{line[number] ?? ""}</span>
      <span aria-hidden="true" className={cx("absolute left-10 w-4 text-center select-none", line.kind === "gone" ? "text-badink" : line.kind === "new" ? "text-okink" : "text-fg3")}>{SIGN[line.kind]}</span>
      {spoken && <span className="sr-only">{spoken}: </span>}
      {line.text}
    </td>
  );
}
