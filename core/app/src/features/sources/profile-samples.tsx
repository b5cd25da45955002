import { Link } from "@tanstack/react-router";
import { ArrowRight } from "lucide-react";

import type { SourceProfile } from "@/api/types";
import { unix } from "@/lib/instant";

import { Panel } from "./panel";
import { useText } from "./text/use";

const SHOWN = 10;
const CLASSES = [2, 3, 4, 5] as const;
const COLORS: Record<(typeof CLASSES)[number], string> = { 2: "var(--ok)", 3: "var(--s1)", 4: "var(--sev2)", 5: "var(--sev3)" };

/** Access logs know addresses and networks, not whose they are. */
const isSearched = (kind: SourceProfile["kind"]): boolean => kind === "address" || kind === "network";

/** The newest requests that were kept, and how they were answered. */
export function Samples({ profile: { key, kind, samples } }: { profile: SourceProfile }) {
  const { t, f } = useText();
  const counts = CLASSES.map((name) => ({ name, count: samples.filter(({ status }) => Math.floor(status / 100) === name).length })).filter(({ count }) => count > 0);
  return (
    <Panel title={t.profile.samples} note={samples.length > 0 ? t.profile.heatNote(samples.length) : undefined} action={isSearched(kind) && <Link to="/requests" search={((old: object) => ({ ...old, q: `source:${key}` })) as never} className="inline-flex min-h-6 items-center gap-1 text-fg2 hover:text-accent hover:underline">{t.profile.allRequests}<ArrowRight size={14} aria-hidden="true" /></Link>}>
      {samples.length === 0 && <p className="text-fg2">{t.profile.samplesNone}</p>}
      {counts.length > 0 && (
        <>
          <div aria-hidden="true" className="flex h-2 gap-px overflow-hidden rounded-full">{counts.map(({ name, count }) => <i key={name} style={{ flexGrow: count, background: COLORS[name] }} />)}</div>
          <p className="num mt-1 mb-2 flex flex-wrap gap-x-3 text-xs text-fg2"><span className="sr-only">{t.profile.statuses}: </span>{counts.map(({ name, count }) => <span key={name} className="inline-flex items-center gap-1.5"><i aria-hidden="true" className="size-2 rounded-full" style={{ background: COLORS[name] }} />{name}xx {f.integer(count)}</span>)}</p>
        </>
      )}
      <ul className="grid gap-1">
        {samples.slice(0, SHOWN).map((sample, i) => (
          // Nothing else tells equal requests of one instant apart.
          // oxlint-disable-next-line react/no-array-index-key
          <li key={`${sample.at} ${i}`} className="mono grid grid-cols-[auto_3.2rem_minmax(0,1fr)_auto] gap-2 text-xs leading-[18px]">
            <span className="text-fg3" title={f.moment(unix(sample.at))}>{f.clock(unix(sample.at))}</span>
            <span className="cut text-fg2">{sample.method}</span>
            <span className="cut" title={`${sample.path}\n${sample.user_agent}`}>{sample.path}</span>
            <span className={sample.status >= 400 ? "text-badink" : "text-fg2"}>{sample.status}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
