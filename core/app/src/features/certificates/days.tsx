import type { CertificateItem } from "@/api/types";

import { DAY, nextOf, stateOf, TONE } from "./state";
import { useText } from "./text/use";

const SPAN = 90 * DAY;
const MARKS = [0, 30, 60, 90] as const;
const COLOR = { ok: "var(--ok)", warn: "var(--warn)", bad: "var(--bad)", off: "var(--off)" } as const;
const share = (seconds: number) => `${Math.min(100, Math.max(0, (seconds / SPAN) * 100))}%`;

/** Above the bars: today, and so many days on. */
export function DaysHead() {
  const { t } = useText();
  return (
    <>
      <span className="sr-only">{t.certificates.next90}</span>
      <span aria-hidden="true" className="num relative block h-4">
        {MARKS.map((mark) => <span key={mark} className="absolute -translate-x-1/2 whitespace-nowrap text-fg3 first:translate-x-0 last:-translate-x-full" style={{ left: share(mark * DAY) }}>{mark === 0 ? t.certificates.today : t.certificates.days(mark)}</span>)}
      </span>
    </>
  );
}

/** How long it holds within the next ninety days; a notch is where it is renewed, an arrow goes beyond. */
export function Days({ item, end, now }: { item: CertificateItem; end: number; now: number }) {
  const { t } = useText();
  const left = end - now;
  const tone = TONE[stateOf(item, now)];
  const next = nextOf(item, now);
  return (
    <span role="img" aria-label={t.certificates.bar(item.name, Math.floor(left / DAY))} className="relative block h-5">
      {MARKS.map((mark) => <i key={mark} aria-hidden="true" className="absolute inset-y-0 w-px bg-line" style={{ left: share(mark * DAY) }} />)}
      <i aria-hidden="true" className="absolute top-[7px] left-0 h-1.5 rounded-full" style={{ width: left <= 0 ? "4px" : share(left), background: COLOR[tone], opacity: tone === "ok" ? 0.7 : 1 }} />
      {left > 0 && left < SPAN && <i aria-hidden="true" className="absolute top-[3px] h-3.5 w-0.5 rounded" style={{ left: share(left), background: COLOR[tone] }} />}
      {next && item.domains.length > 0 && next.at - now < SPAN && next.at < end && <i aria-hidden="true" className="absolute top-[5px] size-2.5 -translate-x-1/2 rounded-full border-2 bg-panel" style={{ left: share(Math.max(next.at - now, 1.5 * DAY)), borderColor: "var(--accent)" }} />}
    </span>
  );
}
