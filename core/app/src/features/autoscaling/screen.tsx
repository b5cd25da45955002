import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Gauge } from "lucide-react";

import type { ScaledService } from "@/api/types";
import { headCell, Page } from "@/components/page";
import { Empty, Failure, Skeleton } from "@/components/states";
import { cx } from "@/lib/cx";
import { useChangeSearch, useViewSearch } from "@/lib/view";

import { reasonsText } from "./reason";
import { scalingQuery } from "./requests";
import { ServicePanel } from "./service";
import { firstOf, ScaledMark, stateOf } from "./state";
import { useText } from "./text/use";

/** What is scaled, what it will do next and why, and whether it helped. */
export default function AutoscalingScreen() {
  const { t } = useText();
  const { open } = useViewSearch();
  const change = useChangeSearch();
  const { data, error, refetch } = useQuery(scalingQuery);
  const shown = data?.services.find(({ service }) => service === open) ?? data?.services[0];
  return (
    <Page lead={t.scaling.lead}>
      <section className="panel min-w-0 overflow-hidden">
        {error && !data && <Failure error={error} onRetry={() => void refetch()} />}
        {!data && !error && <div className="p-4"><Skeleton className="h-32" /></div>}
        {data?.services.length === 0 && <Empty icon={<Gauge size={18} />} title={t.scaling.none} lead={t.scaling.noneLead}><Link to="/services" className="ctl border border-line2 hover:bg-hover">{t.nav.services}</Link></Empty>}
        {data && data.services.length > 0 && <Services services={data.services} shown={shown?.service} onOpen={(service) => change({ open: service })} />}
      </section>
      {shown && <ServicePanel key={shown.service} service={shown} />}
    </Page>
  );
}

function Services({ services, shown, onOpen }: { services: readonly ScaledService[]; shown: string | undefined; onOpen: (service: string) => void }) {
  const { t, f } = useText();
  const right = "text-right!";
  return (
    <div className="relative overflow-x-auto">
      <table className="w-full border-collapse">
        <thead>
          <tr>
            <th scope="col" className={headCell}>{t.scaling.service}</th>
            <th scope="col" className={headCell}>{t.scaling.state}</th>
            <th scope="col" className={cx(headCell, right)}>{t.scaling.replicas}</th>
            <th scope="col" className={cx(headCell, right, "max-md:hidden")}>{t.scaling.bounds}</th>
            <th scope="col" className={cx(headCell, right, "max-md:hidden")}>{t.scaling.utilisation}</th>
            <th scope="col" className={cx(headCell, "max-lg:hidden")}>{t.scaling.why}</th>
          </tr>
        </thead>
        <tbody>
          {services.map((each) => (
            <tr key={each.service} aria-current={each.service === shown ? "true" : undefined} className={cx("num border-t border-line hover:bg-hover", each.service === shown && "bg-hover")}>
              <th scope="row" className="max-w-0 w-[26%] py-2 pl-4 text-left font-medium max-md:w-auto">
                <button type="button" aria-label={t.scaling.open(each.service)} onClick={() => onOpen(each.service)} className="cut block min-h-7 max-w-full hover:text-accent hover:underline">{each.service}</button>
              </th>
              <td className="px-3 py-2"><span className="inline-flex items-center gap-2"><ScaledMark service={each} />{t.scaling.states[stateOf(each)]}</span></td>
              <td className="px-3 py-2 text-right whitespace-nowrap">{f.integer(each.current)}{each.desired !== null && each.desired !== each.current && <b className="font-semibold"> → {f.integer(each.desired)}</b>}</td>
              <td className="px-3 py-2 text-right whitespace-nowrap text-fg2 max-md:hidden">{f.integer(each.min)}–{f.integer(each.max)}</td>
              <td className="px-3 py-2 text-right max-md:hidden">{f.percent(each.utilisation)}</td>
              <td className="max-w-0 w-[34%] py-2 pr-4 pl-3 max-lg:hidden"><span className="cut block text-fg2" title={reasonsText(each.reasons, t, f)}>{reasonsText(firstOf(each), t, f) || "—"}</span></td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
