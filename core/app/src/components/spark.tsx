import { memo } from "react";

interface Props {
  values: readonly (number | null)[];
  color: string;
  width?: number;
  height?: number;
  /** Begin with the first value instead of keeping the room before it. */
  young?: boolean;
}

const FEWEST = 6;

/** The values from the first known one on, but no fewer than make a line. */
export function sinceFirst(values: readonly (number | null)[]): readonly (number | null)[] {
  const first = values.findIndex((value) => value !== null);
  return first < 0 ? values : values.slice(Math.min(first, Math.max(0, values.length - FEWEST)));
}

/** A small line of the recent past, from zero up; a gap stays a gap. */
export const Spark = memo(function Spark({ values: all, color, width = 72, height = 30, young = false }: Props) {
  const values = young ? sinceFirst(all) : all;
  const known = values.filter((value): value is number => value !== null);
  const top = Math.max(...known, 0) * 1.08 || 1;
  const x = (i: number) => (values.length < 2 ? width - 3 : 1 + (i / (values.length - 1)) * (width - 4));
  const y = (value: number) => height - 2 - (value / top) * (height - 6);
  const runs: string[][] = [];
  values.forEach((value, i) => {
    if (value === null) return;
    const point = `${x(i).toFixed(1)} ${y(value).toFixed(1)}`;
    if (i === 0 || values[i - 1] === null || runs.length === 0) runs.push([point]);
    else runs[runs.length - 1]?.push(point);
  });
  const last = values[values.length - 1];
  return (
    <svg viewBox={`0 0 ${width} ${height}`} width={width} height={height} aria-hidden="true" className="shrink-0 overflow-visible">
      {runs.map((run) => {
        const [start, end] = [run[0]?.split(" ")[0], run[run.length - 1]?.split(" ")[0]];
        return (
          <g key={run[0]}>
            <path d={`M${start} ${height - 1}L${run.join("L")}L${end} ${height - 1}Z`} fill={color} opacity="var(--kpi-fill)" />
            <path d={`M${run.join("L")}`} fill="none" stroke={color} strokeWidth="1.25" strokeLinejoin="round" strokeLinecap="round" />
          </g>
        );
      })}
      {last != null && <circle cx={x(values.length - 1)} cy={y(last)} r="1.9" fill={color} />}
    </svg>
  );
});
