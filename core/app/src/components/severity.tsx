import { cx } from "@/lib/cx";
import { useText } from "@/lib/i18n/react";
import { FILL, INK, type Level, severityName } from "@/lib/severity";

/** One to four filled bars: severity without colour. */
export function Bars({ level, solid = false }: { level: Level; solid?: boolean }) {
  return (
    <svg viewBox="0 0 14 12" width="14" height="12" aria-hidden="true" className="shrink-0">
      {([1, 2, 3, 4] as const).map((bar) => (
        <rect
          key={bar}
          x={(bar - 1) * 3.6}
          y={12 - bar * 2.8}
          width="2.4"
          height={bar * 2.8}
          rx=".8"
          fill={bar > level ? "var(--line-2)" : solid ? "currentColor" : FILL[level]}
        />
      ))}
    </svg>
  );
}

const SOFT: Record<Level, string> = { 1: "bg-sev1soft", 2: "bg-sev2soft", 3: "bg-sev3soft", 4: "bg-sev4solid text-sev4on" };

/** The level as a word; only critical is solid. */
export function SeverityBadge({ level }: { level: Level }) {
  const { t } = useText();
  return (
    <span className={cx("inline-flex h-[18px] items-center rounded-[5px] px-1.5 text-xs font-semibold", SOFT[level], level < 4 && INK[level])}>
      {t.severity[severityName(level)]}
    </span>
  );
}
