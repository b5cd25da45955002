import type { SourceGroup } from "@/api/types";
import { Ago } from "@/components/age";
import type { Column } from "@/components/data-table/columns";
import { Bars } from "@/components/severity";
import { countryName } from "@/lib/country";
import { cx } from "@/lib/cx";
import type { Formats } from "@/lib/format";
import { unix } from "@/lib/instant";
import type { Lang } from "@/lib/prefs";
import { INK, levelOfScore } from "@/lib/severity";

import type { By } from "./requests";
import type { Texts } from "./text/use";

type Col = Column<SourceGroup>;

/** What to call a group whose name nobody knows. */
export const nameOf = (row: SourceGroup, by: By, t: Texts, lang: Lang): string => {
  if (row.key === "") return t.who.unknown[by];
  if (by === "country") return countryName(row.key, lang);
  if (by === "agent") return row.name || `#${row.key}`;
  return row.key;
};

const TOKENS: Record<By, string> = { address: "net", network: "net", asn: "asn", country: "country", agent: "agent" };
const tokenValue = (row: SourceGroup, by: By): string | null => (row.key === "" ? null : by === "agent" ? `#${row.key}` : row.key);

/** The columns of a list of sources, or of groups of them. */
export function columnsOf(by: By, t: Texts, f: Formats, lang: Lang): Col[] {
  const single = by === "address";
  const count = (id: "requests" | "refused" | "errors", head: string, from: Col["from"]): Col =>
    ({ id, head, align: "right", width: "96px", value: (row) => row[id], render: (row) => <span className={cx(row[id] === 0 && "text-fg3")}>{f.amount(row[id])}</span>, ...(id !== "errors" && { sort: "descending" as const }), ...(from && { from }) });
  const place: Col = { id: "place", head: t.who.place, from: "md", value: (row) => row.country || null, token: "country", render: (row) => <Place row={row} lang={lang} by={by} /> };
  const crowd: Col[] = [
    { id: "sources", head: t.who.sources, align: "right", width: "104px", value: (row) => row.sources, render: (row) => f.integer(row.sources), sort: "descending" },
    { id: "anomalous", head: t.who.anomalous, align: "right", width: "104px", from: "md", value: (row) => row.anomalous, render: (row) => <span className={cx(row.anomalous === 0 ? "text-fg3" : "font-semibold text-badink")}>{f.integer(row.anomalous)}</span> },
  ];
  return [
    { id: "score", head: t.who.score, width: "92px", value: (row) => row.score, render: (row) => <Score row={row} f={f} />, sort: "descending", fixed: true },
    { id: "key", head: t.who.heads[by], lead: true, ...(single || by === "network" ? { width: "200px" } : {}), value: (row) => tokenValue(row, by), token: TOKENS[by], render: (row) => <Lead row={row} by={by} t={t} lang={lang} /> },
    ...(single ? [place] : crowd),
    ...(by === "network" ? [place] : []),
    { id: "load", head: t.who.load, align: "right", width: "92px", value: (row) => row.load_rps, render: (row) => <span className={cx(row.load_rps < 0.05 && "text-fg3")}>{f.amount(row.load_rps)}</span>, sort: "descending" },
    count("requests", t.who.requests, "md"),
    count("refused", t.who.refused, "lg"),
    { ...count("errors", t.who.errors, "xl"), extra: true },
    { id: "services", head: t.who.services, width: "16%", from: "xl", value: (row) => row.services[0] ?? null, token: "service", render: (row) => <span className="cut block" title={row.services.join(", ")}>{row.services.join(", ")}</span> },
    { id: "last", head: t.who.last, width: "112px", from: "lg", value: (row) => row.last_seen_at, render: (row) => <span className="whitespace-nowrap text-fg2" title={f.moment(unix(row.last_seen_at))}><Ago at={unix(row.last_seen_at)} /></span>, sort: "descending" },
    { id: "first", head: t.who.first, width: "112px", from: "xl", extra: true, value: (row) => row.first_seen_at, render: (row) => <span className="whitespace-nowrap text-fg2" title={f.moment(unix(row.first_seen_at))}><Ago at={unix(row.first_seen_at)} /></span>, sort: "descending" },
    { id: "state", head: t.who.state, width: "152px", from: "md", value: (row) => (row.decision && !row.decision.simulated ? row.decision.type : null), render: (row) => <State row={row} single={single} t={t} /> },
  ];
}

export function Score({ row, f }: { row: SourceGroup; f: Formats }) {
  if (row.score === null) return <span className="text-fg3">—</span>;
  const level = levelOfScore(row.score);
  const calm = row.anomalous === 0;
  return (
    <span className="flex items-center gap-2">
      <Bars level={level} />
      <b className={cx("num font-semibold", calm ? "text-fg2" : INK[level])}>{f.score(row.score)}</b>
    </span>
  );
}

function Lead({ row, by, t, lang }: { row: SourceGroup; by: By; t: Texts; lang: Lang }) {
  const name = nameOf(row, by, t, lang);
  const plain = by === "country" || by === "agent" || row.key === "";
  return (
    <span className="block min-w-0">
      <span className={cx("cut block", !plain && "mono", row.key === "" && "text-fg2 italic")} title={name}>{name}</span>
      {by === "asn" && row.name && <span className="cut block text-xs text-fg3" title={row.name}>{row.name}</span>}
    </span>
  );
}

function Place({ row, lang, by }: { row: SourceGroup; lang: Lang; by: By }) {
  if (!row.country && !row.system) return <span className="text-fg3">—</span>;
  const owner = row.system ? row.system.name || `AS${row.system.number}` : "";
  return (
    <span className="block min-w-0">
      <span className="cut block">{row.country ? countryName(row.country, lang) : "—"}</span>
      {owner && by !== "asn" && <span className="cut block text-xs text-fg3" title={`AS${row.system?.number} ${owner}`}>{owner}</span>}
    </span>
  );
}

export function State({ row, single, t }: { row: SourceGroup; single: boolean; t: Texts }) {
  const chip = "inline-flex h-[22px] max-w-full items-center rounded-chip px-2 text-xs whitespace-nowrap";
  if (!single) return row.held > 0 ? <span className={cx(chip, "num bg-sev3soft text-sev3ink")}>{t.who.heldOf(row.held)}</span> : <span className="text-fg3">—</span>;
  if (row.allowed) return <span className={cx(chip, "bg-oksoft text-okink")}>{t.who.allowed}</span>;
  const { decision } = row;
  if (!decision || (decision.type === "observe" && !decision.simulated)) return <span className="text-fg3">—</span>;
  if (decision.simulated) return <span className={cx(chip, "border border-dashed border-line2 text-fg2")} title={t.sources.simulatedHelp}>{t.who.simulated}</span>;
  return <span className={cx(chip, "bg-sev3soft text-sev3ink")}>{t.who.states[decision.type]}</span>;
}
