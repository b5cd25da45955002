import type { CertificateItem } from "@/api/types";
import type { Column } from "@/components/data-table/columns";
import type { Formats } from "@/lib/format";
import { unix } from "@/lib/instant";
import type { Fields } from "@/lib/token-filter";

import { Days, DaysHead } from "./days";
import { nextOf, type State, stateOf, STATES } from "./state";
import { StateWord } from "./state-word";
import type { Texts } from "./text/use";

/** A certificate with what it is about at an instant. */
export interface Shown {
  item: CertificateItem;
  state: State;
  /** Until when it holds; null where there is none yet. */
  end: number | null;
  now: number;
}

export function shownAt(item: CertificateItem, now: number): Shown {
  const { current } = item;
  return { item, now, state: stateOf(item, now), end: current && current.source !== "placeholder" ? unix(current.not_after_at) : null };
}

const issuerOf = ({ item: { current } }: Shown): string => (current && current.source !== "placeholder" ? current.issuer : "");

export const FIELDS: Fields<Shown> = {
  name: { read: ({ item }) => [item.name, ...item.wanted_names] }, issuer: { read: issuerOf }, domain: { read: ({ item }) => item.domains }, state: { read: ({ state }) => state, whole: true },
};

export function columnsOf(t: Texts, f: Formats): readonly Column<Shown>[] {
  const w = t.certificates;
  return [
    { id: "name", head: w.name, lead: true, width: "20%", sort: "ascending", token: "name", value: ({ item }) => item.name, render: ({ item }) => <Name item={item} /> },
    { id: "state", head: w.state, width: "212px", sort: "ascending", value: ({ state }) => STATES.indexOf(state), render: ({ item, state, now }) => <><StateWord state={state} /><span className="cut block text-xs text-fg3" title={whenNext(item, now, t, f)}>{whenNext(item, now, t, f)}</span></> },
    { id: "ends", head: w.expires, width: "136px", from: "md", sort: "ascending", value: ({ item }) => item.current?.not_after_at ?? null, render: ({ end, now }) => <span className="whitespace-nowrap">{end === null ? "—" : f.date(end)}<span className="block text-xs text-fg3">{end !== null && (end > now ? w.in(f.span(Math.floor((end - now) / 3600) * 3600)) : w.since(f.span(now - end)))}</span></span> },
    { id: "days", head: w.next90, heading: <DaysHead />, width: "28%", from: "lg", render: ({ item, end, now }) => end !== null && <Days item={item} end={end} now={now} /> },
    { id: "issuer", head: w.issuer, from: "xl", sort: "ascending", token: "issuer", value: issuerOf, render: (row) => <span className="cut block text-fg2" title={issuerOf(row)}>{issuerOf(row) || "—"}</span> },
    { id: "domains", head: w.usedBy, from: "md", token: "domain", value: ({ item }) => item.domains.join(" "), render: ({ item: { domains } }) => <span className="cut block" title={domains.join(" ")}>{domains.join(", ") || <span className="text-fg3">{w.notUsed}</span>}</span> },
    { id: "names", head: w.names, extra: true, value: ({ item }) => (item.current?.names ?? item.wanted_names).join(" "), render: ({ item }) => <span className="mono cut block text-xs">{(item.current?.names ?? item.wanted_names).join(" ")}</span> },
    { id: "serial", head: w.serial, extra: true, value: ({ item }) => item.current?.serial ?? "", render: ({ item }) => <span className="mono cut block text-xs">{item.current?.serial ?? "—"}</span> },
  ];
}

function Name({ item: { name, wanted_names } }: Pick<Shown, "item">) {
  const others = wanted_names.filter((each) => each !== name).join(" ");
  return <span className="block min-w-0"><span className="cut block font-medium" title={name}>{name}</span>{others && <span className="mono cut block text-xs font-normal text-fg3" title={others}>{others}</span>}</span>;
}

/** What becomes of it without anybody, in a few words. */
export function whenNext(item: CertificateItem, now: number, { certificates }: Texts, f: Formats): string {
  if (item.source === "uploaded") return certificates.manual;
  const next = nextOf(item, now);
  if (!next || item.domains.length === 0) return "";
  if (next.retry) return certificates.retries(f.moment(next.at));
  return next.at <= now ? certificates.renewsNow : certificates.renews(f.date(next.at));
}
