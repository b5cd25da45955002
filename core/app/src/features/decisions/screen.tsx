import { useInfiniteQuery } from "@tanstack/react-query";
import { Ban, Plus, Search } from "lucide-react";
import { lazy, Suspense, useDeferredValue, useState } from "react";

import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import { may, session } from "@/api/session";
import type { Decision } from "@/api/types";
import { Button } from "@/components/button";
import { headCell, Page } from "@/components/page";
import { Segmented } from "@/components/segmented";
import { Empty, Failure, Skeleton } from "@/components/states";
import { cx } from "@/lib/cx";
import { useText } from "@/lib/i18n/react";
import { useStore } from "@/lib/store";
import { useChangeSearch, useViewSearch } from "@/lib/view";

import { DecisionRow } from "./row";

const DecisionDrawer = lazy(() => import("./drawer"));
const DecideDialog = lazy(() => import("./decide-dialog"));

const PAGE = 50;
const DONE: Decision["type"][] = ["limit", "challenge", "ban"];

/** What is blocked now, by whom and until when; what was; and who is only watched. */
export default function DecisionsScreen() {
  const { t } = useText();
  const { show, q = "", open } = useViewSearch();
  const change = useChangeSearch();
  const blocked = may(useStore(session), "decide") ? false : t.state.needs.decide;
  const [deciding, setDeciding] = useState(false);
  const filter = useDeferredValue(q);
  const active = show !== "ended";
  const type: Decision["type"][] = show === "watched" ? ["observe"] : DONE;
  const list = useInfiniteQuery({
    queryKey: ["decisions", "list", show ?? "active", filter],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      unwrap(api.GET("/api/v1/decisions", {
        params: { query: { active, type, limit: PAGE, ...(filter ? { q: filter } : {}), ...(pageParam ? { cursor: pageParam } : {}) } }, signal,
      })),
    getNextPageParam: (page) => page.next_cursor,
    refetchInterval: active ? 2000 : 10_000,
  });
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const total = list.data?.pages[0]?.total ?? 0;
  return (
    <Page lead={t.decisions.lead} actions={<Button kind="primary" blocked={blocked} onClick={() => setDeciding(true)}><Plus size={15} aria-hidden="true" />{t.decide.open}</Button>}>
      <section className="panel min-w-0 overflow-hidden">
        <div className="flex min-h-14 flex-wrap items-center gap-x-3 gap-y-2 px-4 py-2.5">
          <Segmented
            label={t.decisions.title}
            value={show ?? "active"}
            options={[{ value: "active", label: t.decisions.active }, { value: "watched", label: t.decisions.watched }, { value: "ended", label: t.decisions.expired }]}
            onChange={(value) => change({ show: value === "active" ? undefined : value })}
          />
          <span className="num text-xs text-fg3">{list.data && t.decisions.total(total)}</span>
          <span className="flex-1" />
          <label className="relative w-64 max-md:w-full">
            <Search size={14} aria-hidden="true" className="pointer-events-none absolute top-[10px] left-2.5 text-fg3" />
            <input type="search" className="field pl-8!" aria-label={t.decisions.filter} placeholder={t.decisions.filter} value={q} onChange={(event) => change({ q: event.target.value || undefined }, true)} />
          </label>
        </div>
        {list.error && !list.data && <Failure error={list.error} onRetry={() => void list.refetch()} />}
        {list.isPending && !list.error && <div className="border-t border-line p-4"><Skeleton className="h-48" /></div>}
        {list.data && rows.length === 0 && (
          <Empty icon={<Ban size={18} />} title={q ? t.sources.noMatch : show === "watched" ? t.decisions.noneWatched : active ? t.decisions.none : t.decisions.noneEnded} lead={t.decisions.noneLead}>
            {q && <Button onClick={() => change({ q: undefined })}>{t.sources.clear}</Button>}
          </Empty>
        )}
        {rows.length > 0 && (
          <div className="relative overflow-x-auto">
            <table className="w-full border-collapse">
              <thead>
                <tr className="border-t border-line">
                  <th scope="col" className={headCell}>{t.decisions.source}</th>
                  <th scope="col" className={cx(headCell, "max-md:hidden")}>{t.decisions.type}</th>
                  <th scope="col" className={cx(headCell, "max-lg:hidden")}>{t.decisions.reason}</th>
                  <th scope="col" className={cx(headCell, "max-xl:hidden")}>{t.decisions.service}</th>
                  <th scope="col" className={cx(headCell, "max-md:hidden")}>{t.decisions.origin}</th>
                  <th scope="col" className={cx(headCell, "max-md:hidden")}>{t.decisions.since}</th>
                  <th scope="col" className={headCell}>{t.decisions.ends}</th>
                  <th scope="col" className={headCell}><span className="sr-only">{t.sources.action}</span></th>
                </tr>
              </thead>
              <tbody>{rows.map((decision) => <DecisionRow key={decision.id} decision={decision} onWhy={(id) => change({ open: id })} />)}</tbody>
            </table>
          </div>
        )}
        {list.hasNextPage && (
          <div className="grid justify-items-center border-t border-line p-3">
            <Button onClick={() => void list.fetchNextPage()} disabled={list.isFetchingNextPage}>{t.state.more}</Button>
          </div>
        )}
      </section>
      <Suspense>
        {deciding && <DecideDialog onClose={() => setDeciding(false)} />}
        {open && <DecisionDrawer id={open} onClose={() => change({ open: undefined })} />}
      </Suspense>
    </Page>
  );
}
