import { useInfiniteQuery, useMutation } from "@tanstack/react-query";
import { Download, ScrollText, Search, ShieldAlert, X } from "lucide-react";
import { useDeferredValue, useMemo, useRef } from "react";

import { tellFailed } from "@/api/failed";
import { may, session } from "@/api/session";
import { Button } from "@/components/button";
import { Menu } from "@/components/menu";
import { Page } from "@/components/page";
import { Empty, Failure, Skeleton } from "@/components/states";
import { nowSeconds } from "@/lib/clock";
import { useKeys } from "@/lib/keys";
import { bounds } from "@/lib/range";
import { useStore } from "@/lib/store";
import { useChangeSearch, useRange, useViewSearch } from "@/lib/view";

import { entriesQuery, exportEntries, type Wanted } from "./requests";
import { EntryTable } from "./table";
import { useText } from "./text/use";
import { actionText } from "./words";

const FILTERS = ["who", "action", "subject"] as const;
const NO_FILTERS = { q: undefined, who: undefined, action: undefined, subject: undefined, within: undefined };

/** Who did what. */
export default function AuditScreen() {
  const { t } = useText();
  if (!may(useStore(session), "manage")) return <section className="panel"><Empty icon={<ShieldAlert size={18} />} title={t.audit.notYours} lead={t.state.needs.manage} /></section>;
  return <Entries />;
}

function useWanted(): Wanted {
  const { q, who, action, subject, within } = useViewSearch();
  const range = useRange();
  const text = useDeferredValue(q);
  return useMemo(() => ({ who, action, subject, text, ...(within && bounds(range, Math.floor(nowSeconds()))) }), [who, action, subject, text, within, range]);
}

function Entries() {
  const { t } = useText();
  const change = useChangeSearch();
  const wanted = useWanted();
  const list = useInfiniteQuery(entriesQuery(wanted));
  const { q, who, action, subject, within } = useViewSearch();
  const filtered = [q, who, action, subject, within].some(Boolean);
  const entries = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Page lead={t.audit.lead} actions={<Export wanted={wanted} />}>
      <section className="panel min-w-0 overflow-hidden">
        <Filters />
        {list.error && !list.data && <Failure error={list.error} onRetry={() => void list.refetch()} />}
        {list.isPending && !list.error && <div className="border-t border-line p-4"><Skeleton className="h-72" /></div>}
        {list.data && entries.length === 0 && (
          <Empty icon={<ScrollText size={18} />} title={filtered ? t.audit.noMatch : t.audit.none}>{filtered && <Button onClick={() => change(NO_FILTERS)}>{t.audit.clear}</Button>}</Empty>
        )}
        {entries.length > 0 && <EntryTable entries={entries} />}
        {list.hasNextPage && <div className="grid justify-items-center border-t border-line p-3"><Button onClick={() => void list.fetchNextPage()} disabled={list.isFetchingNextPage}>{t.state.more}</Button></div>}
      </section>
    </Page>
  );
}

function Filters() {
  const { t } = useText();
  const search = useViewSearch();
  const change = useChangeSearch();
  const field = useRef<HTMLInputElement>(null);
  useKeys({ Slash: () => field.current?.focus() });
  const { q = "", within = false } = search;
  return (
    <div role="search" aria-label={t.audit.filters} className="flex min-h-14 flex-wrap items-center gap-x-3 gap-y-2 px-4 py-2.5">
      <label className="relative w-72 max-md:w-full">
        <Search size={14} aria-hidden="true" className="pointer-events-none absolute top-[10px] left-2.5 text-fg3" />
        <input ref={field} type="search" className="field pl-8!" aria-label={t.audit.search} placeholder={t.audit.search} value={q} onChange={(event) => change({ q: event.target.value || undefined }, true)} />
      </label>
      <label className="flex min-h-6 items-center gap-2"><input type="checkbox" checked={within} onChange={() => change({ within: !within || undefined })} />{t.audit.within}</label>
      {FILTERS.map((name) => {
        const value = search[name];
        if (!value) return null;
        const shown = name === "action" ? actionText(value, t) : value;
        return (
          <button key={name} type="button" aria-label={t.audit.drop(t.audit[name], shown)} onClick={() => change({ [name]: undefined })} className="flex min-h-6 max-w-full items-center gap-1.5 rounded-chip bg-accentsoft px-2 hover:bg-active">
            <span className="cut">{t.audit[name]}: {shown}</span><X size={13} className="shrink-0" aria-hidden="true" />
          </button>
        );
      })}
    </div>
  );
}

function Export({ wanted }: { wanted: Wanted }) {
  const { t } = useText();
  const { mutate, isPending } = useMutation({
    mutationFn: (form: "csv" | "ndjson") => exportEntries(wanted, form),
    onError: (error) => tellFailed(error, t),
  });
  const button = <Button disabled={isPending}><Download size={15} aria-hidden="true" />{t.audit.export}</Button>;
  return <Menu button={button} items={[{ label: t.audit.csv, onSelect: () => mutate("csv") }, { label: t.audit.ndjson, onSelect: () => mutate("ndjson") }]} />;
}
