import type { ReactNode } from "react";

interface Props {
  label: string;
  /** What stands above the names of rows. */
  of: string;
  /** Heads of columns, cells of their own. */
  heads: ReactNode;
  children: ReactNode;
}

/** A grid of numbers told by the strength of one colour, too; it scrolls by keyboard. */
export function Strengths({ label, of, heads, children }: Props) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="relative overflow-x-auto" role="region" aria-label={label} tabIndex={0}>
      <table className="num w-full border-separate border-spacing-px text-xs">
        <thead><tr><th scope="col" className="text-left font-normal text-fg3">{of}</th>{heads}</tr></thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}

/** A number, over so many percent of a colour; without any, the empty cell is told by `none`. */
export function Strength({ color, percent, none, children }: { color: string; percent: number | null; none: string; children: ReactNode }) {
  return (
    <td className="h-6 rounded-[3px] px-1 text-center" style={{ background: percent === null ? "var(--active)" : `color-mix(in srgb, var(${color}) ${percent}%, transparent)` }}>
      {percent === null ? <span className="sr-only">{none}</span> : children}
    </td>
  );
}
