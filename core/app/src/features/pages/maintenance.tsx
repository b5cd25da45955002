import { useQuery } from "@tanstack/react-query";
import { Construction } from "lucide-react";
import { useState } from "react";

import { may, session } from "@/api/session";
import type { DomainSpec, Maintenance } from "@/api/types";
import { Button } from "@/components/button";
import { cell, headCell } from "@/components/page";
import { Empty, Failure, Skeleton } from "@/components/states";
import { StateMark } from "@/components/status";
import { cx } from "@/lib/cx";
import { unix } from "@/lib/instant";
import { useStore } from "@/lib/store";

import { Plan } from "./plan";
import { configQuery, maintenanceQuery } from "./requests";
import { useText } from "./text/use";
import { usePublish } from "./use-publish";

/** Which sites are closed, since when and until when; a press closes or opens one. */
export function MaintenanceList() {
  const { t } = useText();
  const { data: config, error, refetch } = useQuery(configQuery);
  const { data: known } = useQuery(maintenanceQuery);
  const domains = Object.entries(config?.domains ?? {});
  return (
    <section className="panel min-w-0 overflow-x-auto">
      {error && !config && <Failure error={error} onRetry={() => void refetch()} />}
      {!config && !error && <div className="p-4"><Skeleton className="h-48" /></div>}
      {config && domains.length === 0 && <Empty icon={<Construction size={18} />} title={t.errorPages.noDomains} lead={t.errorPages.noDomainsLead} />}
      {domains.length > 0 && (
        <table className="num w-full border-collapse">
          <thead className="max-md:sr-only"><tr><th scope="col" className={headCell}>{t.errorPages.site}</th><th scope="col" className={headCell}>{t.errorPages.parts.maintenance}</th><th scope="col" className={headCell}><span className="sr-only">{t.errorPages.maintenance.plan}</span></th></tr></thead>
          <tbody>{domains.map(([name, spec]) => <Row key={name} name={name} spec={spec} known={known?.find(({ domain }) => domain === name)} />)}</tbody>
        </table>
      )}
    </section>
  );
}

function Row({ name, spec, known }: { name: string; spec: DomainSpec; known: Maintenance | undefined }) {
  const { t } = useText();
  const [planning, setPlanning] = useState(false);
  const blocked = may(useStore(session), "operate") ? false : t.state.needs.operate;
  const { mutate, isPending } = usePublish();
  const { active } = spec.maintenance;
  const turn = () => mutate({
    written: { domains: { [name]: { ...spec, maintenance: { ...spec.maintenance, active: !active } } } }, title: active ? t.errorPages.maintenance.ended(name) : t.errorPages.maintenance.began(name), before: { domains: { [name]: spec } },
  });
  return (
    <tr className="border-t border-line first:border-0 hover:bg-hover max-md:grid max-md:p-2">
      <th scope="row" className={cx(cell, "text-left font-medium break-all")}>{name}</th>
      <td className={cell}><How known={known} /></td>
      <td className={cx(cell, "md:text-right")}>
        <span className="inline-flex flex-wrap gap-2">
          <Button blocked={blocked} disabled={isPending} onClick={turn} aria-label={`${active ? t.errorPages.maintenance.off : t.errorPages.maintenance.on}: ${name}`}>{isPending ? t.errorPages.saving : active ? t.errorPages.maintenance.off : t.errorPages.maintenance.on}</Button>
          <Button kind="ghost" onClick={() => setPlanning(true)} aria-label={`${t.errorPages.maintenance.plan} ${name}`}>{t.errorPages.maintenance.plan}</Button>
        </span>
        {planning && <Plan name={name} spec={spec} blocked={blocked} onClose={() => setPlanning(false)} />}
      </td>
    </tr>
  );
}

function How({ known }: { known: Maintenance | undefined }) {
  const { t, f } = useText();
  const say = t.errorPages.maintenance;
  const at = (instant: string) => f.moment(unix(instant));
  return (
    <span className="grid gap-0.5">
      <span className="inline-flex items-center gap-2"><StateMark state={known?.because ? "warn" : "ok"} />{known?.because ? <b className="font-semibold text-warnink">{say.now}</b> : <span className="text-fg2">{say.none}</span>}{known?.because && <span className="text-fg2">{known.because === "switch" ? say.bySwitch : say.byWindow}{known.window && ` · ${say.until(at(known.window.until_at))}`}</span>}</span>
      {known?.next_window && <span className="text-xs text-fg2">{say.next(at(known.next_window.from_at), at(known.next_window.until_at))}</span>}
      {known?.is_saved_only && <span className="text-xs text-warnink">{say.savedOnly}</span>}
    </span>
  );
}
