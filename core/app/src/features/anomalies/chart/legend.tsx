import type { ReactNode } from "react";

import { useText } from "@/lib/i18n/react";
import type { Tab } from "@/lib/view";

const line = (color: string, dashed = false) => (
  <i aria-hidden="true" className="w-3.5" style={{ borderTop: `2px ${dashed ? "dashed" : "solid"} ${color}` }} />
);
const box = (color: string) => <i aria-hidden="true" className="size-3 rounded-[3px]" style={{ background: color }} />;

export function Legend({ tab }: { tab: Tab }) {
  const { t } = useText();
  const entries: [string, ReactNode][] = {
    requests: [
      [t.chart.observed, line("var(--s1)")], [t.chart.expected, box("color-mix(in srgb, var(--off) 38%, transparent)")],
      [t.chart.above, box("color-mix(in srgb, var(--sev3) 75%, transparent)")], [t.chart.refused, line("var(--s5)", true)],
      [t.chart.decision, <span key="mark" aria-hidden="true" className="text-2xs">▼</span>], [t.chart.deployment, <span key="mark" aria-hidden="true" className="text-xs text-okink">◆</span>],
    ] as [string, ReactNode][],
    statuses: [["2xx", box("var(--s1)")], ["3xx", box("var(--s3)")], ["4xx", box("var(--sev2)")], ["5xx", box("var(--sev3)")]] as [string, ReactNode][],
    latency: [[t.chart.mean, line("var(--s1)")], [t.chart.p95, line("var(--sev2)")]] as [string, ReactNode][],
  }[tab];
  return (
    <ul className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-xs text-fg2 md:pl-[62px]">
      {entries.map(([label, mark]) => <li key={label} className="flex items-center gap-1.5">{mark}{label}</li>)}
    </ul>
  );
}
