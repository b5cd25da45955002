import { type MouseEvent, useMemo } from "react";

import { cx } from "@/lib/cx";

import { dots } from "./dots";
import { COLUMNS, HEIGHT } from "./land";

export interface MapMark {
  /** A country's code. */
  country: string;
  color: string;
  /** From 0 to 1: how much of the colour shows. */
  strength: number;
  /** What a pointer on it reads. */
  title: string;
}

interface Props {
  label: string;
  marks: readonly MapMark[];
  chosen?: string | undefined;
  onChoose?: (country: string) => void;
  className?: string;
}

const DOT = 0.66;
const FAINTEST = 0.35;

/** The land of countries without a mark, as one path. */
function restOf(marks: readonly MapMark[]): string {
  const marked = new Set(marks.map(({ country }) => country));
  return [...dots().land].filter(([code]) => !marked.has(code)).map(([, path]) => path).join("");
}

/** The world in dots. It is a picture: whoever reads without seeing needs a table beside it. */
export function WorldMap({ label, marks, chosen, onChoose, className }: Props) {
  const { land, spots } = dots();
  const rest = useMemo(() => restOf(marks), [marks]);
  const press = (event: MouseEvent) => {
    const country = event.target instanceof SVGElement ? event.target.dataset["country"] : undefined;
    if (country) onChoose?.(country);
  };
  return (
    // Its table chooses countries by keyboard.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions
    <svg role="img" aria-label={label} viewBox={`-2 -1 ${COLUMNS + 3} ${HEIGHT + 1}`} className={cx("block w-full", className)} strokeLinecap="round" strokeWidth={DOT} fill="none" onClick={press}>
      <path d={rest} stroke="var(--line-2)" />
      {marks.map(({ country, color, strength, title }) => {
        const look = { "data-country": country, stroke: color, opacity: chosen && chosen !== country ? 0.25 : FAINTEST + (1 - FAINTEST) * strength, className: onChoose ? "cursor-pointer" : undefined };
        const path = land.get(country);
        const spot = spots.get(country);
        if (path) return <path key={country} d={path} {...look}><title>{title}</title></path>;
        return spot && <circle key={country} cx={spot[0]} cy={spot[1]} r={0.5} strokeWidth={0} fill={color} {...look}><title>{title}</title></circle>;
      })}
    </svg>
  );
}
