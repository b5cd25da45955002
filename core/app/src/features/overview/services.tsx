import { Link } from "@tanstack/react-router";
import { ArrowRight } from "lucide-react";

import type { OverviewService } from "@/api/types";
import { cell, headCell } from "@/components/page";
import { Spark } from "@/components/spark";
import { Skeleton } from "@/components/states";
import { cx } from "@/lib/cx";

import { useOverview } from "./requests";
import { useText } from "./text/use";

const right = "text-right!";

/** The busiest services, and how each does. */
export function ServicesPanel() {
  const { t } = useText();
  const services = useOverview((data) => data.services);
  const total = useOverview((data) => data.services_total) ?? 0;
  return (
    <section aria-labelledby="services-title" className="panel relative min-w-0 overflow-x-auto">
      <div className="flex items-center gap-2 px-4 pt-3 pb-1">
        <h2 id="services-title" className="text-md font-semibold">{t.overview.servicesTitle}</h2>
        <span className="num text-xs text-fg3">{total > 0 && t.overview.servicesNote}</span>
        <Link to="/services" search={{} as never} className="ml-auto flex min-h-7 items-center gap-1 text-xs text-fg2 hover:text-accent">{t.overview.all}<ArrowRight size={13} aria-hidden="true" /></Link>
      </div>
      {!services && <div className="p-4"><Skeleton className="h-28" /></div>}
      {services?.length === 0 && <p className="px-4 pt-1 pb-4 text-fg2">{t.overview.noServices}. {t.overview.noServicesLead}</p>}
      {services && services.length > 0 && (
        <table className="w-full border-collapse">
          <thead>
            <tr>
              <th scope="col" className={headCell}>{t.overview.service}</th>
              <th scope="col" className={cx(headCell, "max-sm:hidden")}>{t.overview.mode}</th>
              <th scope="col" className={cx(headCell, right)}>{t.overview.rps}</th>
              <th scope="col" className={cx(headCell, right, "max-md:hidden")}>{t.overview.refused}</th>
              <th scope="col" className={cx(headCell, right, "max-md:hidden")}>{t.overview.anomalous}</th>
              <th scope="col" className={cx(headCell, right)}>{t.overview.errors}</th>
              <th scope="col" className={cx(headCell, right, "max-md:hidden")}>{t.overview.latency}</th>
            </tr>
          </thead>
          <tbody>{services.map((service) => <Row key={service.name} service={service} />)}</tbody>
        </table>
      )}
    </section>
  );
}

function Row({ service }: { service: OverviewService }) {
  const { t, f } = useText();
  const { name, mode, rps, refused_rps: refused, anomalous_share: anomalous, errors_5xx_share: errors, latency_p95_ms: latency } = service;
  return (
    <tr className="num border-t border-line hover:bg-hover">
      <th scope="row" className={cx(cell, "text-left font-medium")}><Link to="/services/$name" params={{ name }} search={{} as never} title={name} className="cut block max-w-[42vw] py-0.5 hover:text-accent hover:underline md:max-w-56">{name}</Link></th>
      <td className={cx(cell, "whitespace-nowrap max-sm:hidden", mode === "enforce" ? "text-okink" : "text-fg2")}>{t.overview.modes[mode]}</td>
      <td className={cx(cell, "text-right")}>
        <span className="flex items-center justify-end gap-2"><Spark young values={service.spark} color="var(--s1)" height={22} /><span className="w-12">{f.amount(rps)}</span></span>
      </td>
      <td className={cx(cell, "text-right max-md:hidden")}>{f.amount(refused)}</td>
      <td className={cx(cell, "text-right max-md:hidden", (anomalous ?? 0) >= 0.15 && "font-semibold text-sev3ink")}>{f.percent(anomalous)}</td>
      <td className={cx(cell, "text-right", (errors ?? 0) >= 0.01 && "font-semibold text-sev2ink")}>{f.percent(errors)}</td>
      <td className={cx(cell, "text-right whitespace-nowrap max-md:hidden")}>{f.ms(latency)}</td>
    </tr>
  );
}
