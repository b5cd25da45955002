import { Link } from "@tanstack/react-router";
import { useQuery } from "@tanstack/react-query";
import { LayoutGrid } from "lucide-react";

import { may, session } from "@/api/session";
import type { DomainSpec, ProxyConfig } from "@/api/types";
import { Empty, Failure, Skeleton } from "@/components/states";
import { cx } from "@/lib/cx";
import { useStore } from "@/lib/store";
import { useChangeSearch } from "@/lib/view";

import { type From, setOf, setsInPlaces, sourceOf } from "./assigned";
import { DEFAULT_SET, PAGES } from "./page";
import { configQuery } from "./requests";
import { useText } from "./text/use";
import { usePublish } from "./use-publish";

const LOOK: Record<From, string> = { set: "bg-accentsoft text-accent", default: "bg-active text-fg", dozor: "text-fg3" };
const SIGN: Record<From, string> = { set: "●", default: "◐", dozor: "○" };

/** Which site shows which set, and where each page of it comes from. */
export function Matrix() {
  const { t } = useText();
  const { data, error, refetch } = useQuery(configQuery);
  const domains = Object.entries(data?.domains ?? {});
  return (
    <section className="panel min-w-0 overflow-hidden">
      {error && !data && <Failure error={error} onRetry={() => void refetch()} />}
      {!data && !error && <div className="p-4"><Skeleton className="h-48" /></div>}
      {data && domains.length === 0 && <Empty icon={<LayoutGrid size={18} />} title={t.errorPages.noDomains} lead={t.errorPages.noDomainsLead}><Link to="/domains" className="ctl border border-line2">{t.errorPages.toDomains}</Link></Empty>}
      {data && domains.length > 0 && (
        <>
          {/* What scrolls is reached by keyboard, too. */}
          {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
          <div className="relative overflow-x-auto" tabIndex={0} role="region" aria-label={t.errorPages.matrix}>
            <table className="num w-full border-collapse">
              <thead>
                <tr>
                  <th scope="col" className="sticky left-0 z-1 bg-panel px-4 py-2.5 text-left text-xs font-normal text-fg2">{t.errorPages.site}</th>
                  <th scope="col" className="px-3 py-2.5 text-left text-xs font-normal text-fg2">{t.errorPages.shows}</th>
                  {PAGES.map((page) => <th key={page} scope="col" className="px-1 py-2.5 text-center text-xs font-normal text-fg2">{(t.errorPages.names as Record<string, string>)[page] ?? page}</th>)}
                </tr>
              </thead>
              <tbody>{domains.map(([name, spec]) => <Row key={name} name={name} spec={spec} config={data} />)}</tbody>
            </table>
          </div>
          <p className="flex flex-wrap gap-4 border-t border-line px-4 py-2.5 text-xs text-fg2">{(["set", "default", "dozor"] as const).map((from) => <span key={from}><b className={cx("mr-1.5 rounded-chip px-1.5", LOOK[from])}>{SIGN[from]}</b>{t.errorPages.fromHelp[from]}</span>)}</p>
        </>
      )}
    </section>
  );
}

function Row({ name, spec, config }: { name: string; spec: DomainSpec; config: ProxyConfig }) {
  const { t } = useText();
  const change = useChangeSearch();
  const blocked = may(useStore(session), "operate") ? false : t.state.needs.operate;
  const { mutate, isPending } = usePublish();
  const set = setOf(spec, config);
  const places = setsInPlaces(spec);
  const sets = [...new Set([DEFAULT_SET, ...Object.keys(config.pages)])];
  const inherited = setOf({ ...spec, pages: null }, config);
  const assign = (next: string) => mutate({
    written: { domains: { [name]: { ...spec, pages: next || null } } }, title: t.errorPages.assign(name, next || inherited), before: { domains: { [name]: spec } },
  });
  return (
    <tr className="border-t border-line hover:bg-hover">
      <th scope="row" className="sticky left-0 z-1 max-w-48 bg-panel px-4 py-2 text-left font-medium"><span className="cut block" title={name}>{name}</span>{places.length > 0 && <span className="block text-xs font-normal text-fg3">{t.errorPages.inLocations(places.join(", "))}</span>}</th>
      <td className="px-3 py-2">
        <select className="field w-56!" aria-label={t.errorPages.pageOf(name)} title={blocked || undefined} disabled={Boolean(blocked) || isPending} value={spec.pages ?? ""} onChange={(event) => assign(event.target.value)}>
          <option value="">{t.errorPages.asService(inherited)}</option>
          {sets.map((each) => <option key={each} value={each}>{each}</option>)}
        </select>
      </td>
      {PAGES.map((page) => {
        const from = sourceOf(set, page, config.pages);
        return <td key={page} className="px-1 py-2 text-center"><button type="button" aria-label={`${t.errorPages.edit(page)}: ${t.errorPages.from[from]}`} title={t.errorPages.fromHelp[from]} onClick={() => change({ set: from === "default" || set === DEFAULT_SET ? undefined : set, page, pages: undefined })} className={cx("size-7 rounded-chip hover:outline hover:outline-line2 pointer-coarse:size-11", LOOK[from])}>{SIGN[from]}</button></td>;
      })}
    </tr>
  );
}
