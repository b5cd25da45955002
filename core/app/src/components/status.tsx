import { cx } from "@/lib/cx";
import type { NodeBrief } from "@/api/types";

const SHAPES: Record<NodeBrief["state"], { color: string; path: string }> = {
  ok: { color: "var(--ok)", path: "M5 1a4 4 0 1 0 0 8 4 4 0 0 0 0-8Z" },
  warn: { color: "var(--warn)", path: "M5 .8 9.6 9H.4Z" },
  down: { color: "var(--bad)", path: "M5 .2 9.8 5 5 9.8.2 5Z" },
  new: { color: "var(--off)", path: "M5 1.2a3.8 3.8 0 1 0 0 7.6 3.8 3.8 0 0 0 0-7.6Zm0 1.5a2.3 2.3 0 1 1 0 4.6 2.3 2.3 0 0 1 0-4.6Z" },
};

/** A node's state by shape as well as colour. */
export function StateMark({ state }: { state: NodeBrief["state"] }) {
  const { color, path } = SHAPES[state];
  return (
    <svg viewBox="0 0 10 10" width="10" height="10" aria-hidden="true" className="shrink-0">
      <path d={path} fill={color} />
    </svg>
  );
}

/** The last minute of reports as ticks; each of the six values stands for 10 s. */
export function Beats({ beats, label }: { beats: readonly (number | null)[]; label: string }) {
  const ticks = beats.flatMap((share) => Array.from({ length: 5 }, (_, i) => (share === null ? null : share * 5 - i)));
  return (
    <span role="img" aria-label={label} className="flex h-2.5 w-full max-w-28 items-stretch gap-[1.5px]">
      {ticks.map((fill, i) => (
        <i
          // Ticks have no identity but their place.
          // eslint-disable-next-line react/no-array-index-key
          key={i}
          className={cx("min-w-0 flex-1 rounded-[1px]", fill === null ? "bg-active" : fill >= 0.95 ? "bg-ok opacity-75" : fill > 0.05 ? "bg-warn" : "bg-bad")}
        />
      ))}
    </span>
  );
}
