import { useQuery } from "@tanstack/react-query";
import { Plus, ShieldCheck, ShieldQuestion } from "lucide-react";
import { lazy, Suspense, useCallback, useMemo } from "react";

import { may, session } from "@/api/session";
import type { AllowEntry } from "@/api/types";
import { Answer } from "@/components/answer";
import { Button } from "@/components/button";
import { sortRows } from "@/components/data-table/columns";
import { DataTable } from "@/components/data-table/data-table";
import { TableTools, Toolbar } from "@/components/data-table/toolbar";
import { FilterField } from "@/components/filter-field";
import { Page } from "@/components/page";
import { Empty } from "@/components/states";
import { FrameWaiting } from "@/components/verdict-frame";
import { useStore } from "@/lib/store";
import { matcher, withToken } from "@/lib/token-filter";
import { useChangeSearch, useViewSearch } from "@/lib/view";

import { columnsOf, StateWord } from "./columns";
import { allowedQuery, endsSoon, shownNetwork } from "./requests";
import { stateOf } from "./state";
import { useText } from "./text/use";
import { useActs } from "./use-acts";

const Add = lazy(() => import("./add"));
const Drawer = lazy(() => import("./drawer"));
/** No entry has such an id. */
const NEW = "new";
const FIELDS = {
  state: { read: stateOf, whole: true },
  owner: { read: (row: AllowEntry) => row.owner },
  network: { read: (row: AllowEntry) => row.network },
} as const;
const words = ({ network, reason, owner, made_by }: AllowEntry) => `${network} ${reason} ${owner} ${made_by}`;
const keyOf = ({ id }: AllowEntry) => id;

/** What must never be blocked, and whether that is still justified. */
export default function AllowlistScreen() {
  const { t, f } = useText();
  const { q = "", sort = "", open } = useViewSearch();
  const change = useChangeSearch();
  const acts = useActs();
  const { data, error, refetch } = useQuery(allowedQuery);
  const blocked = may(useStore(session), "decide") ? false : t.state.needs.decide;
  const columns = useMemo(() => columnsOf(t, f), [t, f]);
  const all = data?.items;
  const rows = useMemo(() => all && sortRows(all.filter(matcher(q, FIELDS, words)), columns, sort), [all, q, columns, sort]);
  const onToken = useCallback((name: string, value: string, negated: boolean) => change({ q: withToken(q, name, value, negated) }), [change, q]);
  const onOpen = useCallback(({ id }: AllowEntry) => change({ open: id }), [change]);
  const onSort = useCallback((next: string) => change({ sort: next || undefined }, true), [change]);
  const add = <Button kind="primary" blocked={blocked} onClick={() => change({ open: NEW })}><Plus size={15} aria-hidden="true" />{t.allowlist.add}</Button>;
  const entry = all?.find(({ id }) => id === open);
  const close = () => change({ open: undefined });
  return (
    <Page lead={t.allowlist.lead} actions={add}>
      {!all && !error && <FrameWaiting />}
      {all && all.length > 0 && <Said entries={all} onUnused={() => change({ q: "state:unused" })} />}
      <DataTable
        name="allowlist" label={t.allowlist.title} rows={rows} keyOf={keyOf} columns={columns} sort={sort} onSort={onSort} onOpen={onOpen} onToken={onToken} live question={q} error={error} onRetry={() => void refetch()}
        toolbar={
          <Toolbar title={t.allowlist.title} note={all && t.allowlist.total(all.length)}>
            <span className="flex-1" />
            <FilterField value={q} onChange={(next) => change({ q: next || undefined }, true)} label={t.allowlist.filter} help={t.allowlist.filterHelp} fields={t.allowlist.fields} values={(name) => valuesOf(all ?? [], name)} />
            <TableTools name="allowlist" columns={columns} rows={rows ?? []} />
          </Toolbar>
        }
        renderPhone={(row) => <Phone entry={row} />}
        renderBatch={(chosen, clear) => <Button kind="danger" size="small" blocked={blocked} onClick={() => { acts.remove(chosen); clear(); }}>{t.allowlist.removeMany(chosen.length)}</Button>}
        empty={q ? <Empty title={t.allowlist.noMatch}><Button onClick={() => change({ q: undefined })}>{t.allowlist.clear}</Button></Empty> : <Empty icon={<ShieldCheck size={18} />} title={t.allowlist.none} lead={t.allowlist.noneLead}>{add}</Empty>}
      />
      <p className="text-xs text-fg3">{t.allowlist.only}</p>
      {open === NEW && <Suspense><Add blocked={blocked} onClose={close} /></Suspense>}
      {entry && <Suspense><Drawer key={entry.id} entry={entry} blocked={blocked} onClose={close} /></Suspense>}
    </Page>
  );
}

const valuesOf = (entries: readonly AllowEntry[], name: string): readonly string[] =>
  name === "state" ? ["unused", "ending", "used", "young"] : [...new Set(entries.map((each) => (name === "owner" ? each.owner : each.network)))];

/** The answer: how many, and which of them to look at. */
function Said({ entries, onUnused }: { entries: readonly AllowEntry[]; onUnused: () => void }) {
  const { t } = useText();
  const unused = entries.filter(({ unused: is }) => is);
  const soon = entries.filter(endsSoon).length;
  const overlapping = entries.filter(({ overlapping: held }) => held.length > 0).length;
  const [first] = unused;
  const said = [
    ...(first ? [t.allowlist.unusedSome(unused.length, first.unused_days)] : []), ...(soon > 0 ? [t.allowlist.soon(soon)] : []), ...(overlapping > 0 ? [t.allowlist.overlapsSome(overlapping)] : []),
  ];
  const Icon = first ? ShieldQuestion : ShieldCheck;
  return <Answer tone={first ? "warn" : "ok"} icon={<Icon size={20} />} title={t.allowlist.some(entries.length)} lead={said.join(" ") || t.allowlist.allGood} actions={first && <Button onClick={onUnused}>{t.allowlist.showUnused}</Button>} />;
}

function Phone({ entry }: { entry: AllowEntry }) {
  const { t } = useText();
  return (
    <div className="grid min-w-0 gap-0.5">
      <span className="flex flex-wrap items-center justify-between gap-2"><b className="mono font-medium break-words">{shownNetwork(entry.network)}</b><StateWord entry={entry} t={t} /></span>
      <span className="break-words text-fg2">{entry.reason || t.allowlist.noReason}</span>
    </div>
  );
}
