import { Ban, Check, ChevronDown, Gauge, Lock } from "lucide-react";

import { FOUR_HOURS, type Pending } from "@/api/acts";
import type { AnomalousSource } from "@/api/types";
import type { SourceActs } from "@/api/use-source-acts";
import { Countdown } from "@/components/age";
import { Button } from "@/components/button";
import { Menu } from "@/components/menu";
import { nowSeconds } from "@/lib/clock";
import { cx } from "@/lib/cx";
import { useText } from "@/lib/i18n/react";
import { isEndless, unix } from "@/lib/instant";

/** What holds for a row now: what was just asked for wins over what the core last said. */
export type RowState = "open" | "allowed" | "held" | "asked";

export function stateOf(row: AnomalousSource, pending: Pending | undefined): RowState {
  if (pending === "ban" || pending === "limit" || pending === "challenge") return "asked";
  if (pending === "allow") return "allowed";
  if (pending === "clear") return "open";
  if (row.allowed) return "allowed";
  return row.decision && row.decision.type !== "observe" && !row.decision.simulated ? "held" : "open";
}

interface Props {
  row: AnomalousSource;
  state: RowState;
  acts: SourceActs;
  /** Large, for fingers. */
  big?: boolean;
}

export function RowActions({ row, state, acts, big = false }: Props) {
  const { t } = useText();
  const size = big ? "tall" : "normal";
  const second = cx("px-2 text-fg2", big && "flex-1 border border-line2");
  if (state === "allowed") {
    return (
      <>
        <span className={cx(chip, "bg-oksoft text-okink", big && "h-10 flex-1")}><Check size={14} aria-hidden="true" />{t.sources.allowed}</span>
        <Button kind="ghost" size={size} className={second} blocked={acts.blocked} title={t.sources.unallow} onClick={() => acts.unallow(row.source)}>{t.sources.unban}</Button>
      </>
    );
  }
  if (state === "held" || state === "asked") {
    return (
      <>
        <Held row={row} big={big} />
        <Button kind="ghost" size={size} className={second} blocked={acts.blocked} disabled={state === "asked"} onClick={() => row.decision && acts.unban(row.source, row.decision, row.service)}>{t.sources.unban}</Button>
      </>
    );
  }
  return (
    <>
      <BanButton row={row} acts={acts} big={big} />
      <Button kind="ghost" size={size} className={second} blocked={acts.blocked} onClick={() => acts.allow([row.source])}>{t.sources.allow}</Button>
    </>
  );
}

const chip = "num inline-flex h-8 items-center justify-center gap-1.5 rounded-ctl px-2.5 font-medium whitespace-nowrap";

function Held({ row, big }: { row: AnomalousSource; big: boolean }) {
  const { t } = useText();
  const { decision } = row;
  const until = decision ? unix(decision.until_at) : null;
  const Icon = decision?.type === "limit" ? Gauge : Lock;
  const title = decision && `${t.decisions.types[decision.type]}, ${decision.origin === "person" ? t.sources.byPerson : t.sources.byDetector}`;
  return (
    <span className={cx(chip, "bg-sev3soft text-sev3ink", big && "h-10 flex-1")} title={title ?? undefined}>
      <Icon size={13} aria-hidden="true" />
      {until === null || isEndless(until, nowSeconds()) ? t.sources.noEnd : <CountdownLeft until={until} />}
    </span>
  );
}

function CountdownLeft({ until }: { until: number }) {
  const { t } = useText();
  const [before, after] = t.sources.left("\0").split("\0");
  return <>{before}<Countdown until={until} />{after}</>;
}

function BanButton({ row, acts, big }: { row: AnomalousSource; acts: SourceActs; big: boolean }) {
  const { t } = useText();
  const { durations } = t.sources;
  const spans: [string, number | null][] = [[durations.h1, 3600], [durations.h4, FOUR_HOURS], [durations.h24, 86400], [durations.d7, 7 * 86400], [durations.forever, null]];
  return (
    <span className={cx("inline-flex", big && "flex-1")}>
      <Button
        kind="danger"
        className={cx("rounded-r-none! border-r-0!", big && "h-10 flex-1")}
        blocked={acts.blocked}
        title={t.sources.banFull(row.source)}
        aria-label={t.sources.banFull(row.source)}
        onClick={() => acts.decide(row.source, "ban")}
      >
        <Ban size={14} aria-hidden="true" />{t.sources.ban}
      </Button>
      <Menu
        heading={t.sources.banFor}
        items={[
          ...spans.map(([label, seconds]) => ({ label, ...(seconds === FOUR_HOURS ? { hint: "B" } : {}), disabled: Boolean(acts.blocked), onSelect: () => acts.decide(row.source, "ban", seconds) })),
          { label: t.sources.limit, apart: true, disabled: Boolean(acts.blocked), onSelect: () => acts.decide(row.source, "limit") },
          { label: t.sources.challenge, disabled: Boolean(acts.blocked), onSelect: () => acts.decide(row.source, "challenge") },
        ]}
        button={<Button className={cx("w-7 rounded-l-none! px-0! text-fg2", big && "h-10 w-11")} aria-label={t.sources.choose(row.source)}><ChevronDown size={14} /></Button>}
      />
    </span>
  );
}
