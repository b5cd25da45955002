import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { lazy, Suspense } from "react";

import { may, session } from "@/api/session";
import type { AlarmRule } from "@/api/types";
import { Button } from "@/components/button";
import { cell, headCell } from "@/components/page";
import { SeverityBadge } from "@/components/severity";
import { Failure, Skeleton } from "@/components/states";
import { cx } from "@/lib/cx";
import { alarmText } from "@/lib/i18n/alarms";
import { useNames } from "@/lib/metric-names/use";
import { levelOf } from "@/lib/severity";
import { useStore } from "@/lib/store";
import { useChangeSearch, useViewSearch } from "@/lib/view";

import { rulesQuery } from "./requests";
import { useText } from "./text/use";
import { conditionText } from "./words";

const RuleDrawer = lazy(() => import("./rule-drawer"));
/** No rule may be called so. */
const NEW = "+";

/** All rules, built in and people's. */
export default function Rules() {
  const { t } = useText();
  const { open, draft } = useViewSearch();
  const change = useChangeSearch();
  const { data, error, refetch } = useQuery(rulesQuery);
  const blocked = may(useStore(session), "operate") ? false : t.state.needs.operate;
  if (error && !data) return <section className="panel"><Failure error={error} onRetry={() => void refetch()} /></section>;
  if (!data) return <section className="panel p-4"><Skeleton className="h-96" /></section>;
  const edited = data.rules.find(({ name }) => name === open);
  return (
    <section className="panel min-w-0 overflow-hidden">
      <div className="flex min-h-14 items-center justify-end px-4 py-2.5"><Button blocked={blocked} onClick={() => change({ open: NEW })}><Plus size={15} aria-hidden="true" />{t.alarms.newRule}</Button></div>
      <div className="relative overflow-x-auto">
        <table className="num w-full border-collapse">
          <thead>
            <tr className="border-t border-line">
              <th scope="col" className={headCell}>{t.alarms.rule}</th>
              <th scope="col" className={cx(headCell, "max-lg:hidden")}>{t.alarms.condition}</th>
              <th scope="col" className={cx(headCell, "max-md:hidden")}>{t.alarms.severity}</th>
              <th scope="col" className={cx(headCell, "max-md:hidden")}>{t.alarms.origin}</th>
            </tr>
          </thead>
          <tbody>{data.rules.map((each) => <Row key={each.name} ruled={each} onOpen={() => change({ open: each.name })} />)}</tbody>
        </table>
      </div>
      {open && (edited || open === NEW) && <Suspense><RuleDrawer key={open} ruled={edited} draft={draft} onClose={() => change({ open: undefined, draft: undefined })} /></Suspense>}
    </section>
  );
}

function Row({ ruled: { name, origin, changed_by, summary_code, rule }, onOpen }: { ruled: AlarmRule; onOpen: () => void }) {
  const text = useText();
  const { t, lang } = text;
  const nameOf = useNames();
  return (
    <tr className={cx("border-t border-line hover:bg-hover", !rule.enabled && "text-fg3")}>
      <th scope="row" className={cx(cell, "max-w-0 w-[40%] text-left font-medium max-md:w-auto")}>
        <button type="button" aria-label={t.alarms.edit(name)} onClick={onOpen} className="mono cut block min-h-6 max-w-full text-left hover:text-accent hover:underline">{name}</button>
        <span className="block text-xs font-normal break-words text-fg2">{alarmText({ summary_code, summary: rule.summary }, lang)}</span>
      </th>
      <td className={cx(cell, "break-words max-lg:hidden")}>{conditionText(rule, { ...text, nameOf })}</td>
      <td className={cx(cell, "max-md:hidden")}>{rule.enabled ? <SeverityBadge level={levelOf(rule.severity)} /> : t.alarms.off}</td>
      <td className={cx(cell, "max-md:hidden")}>{t.alarms.origins[origin]}{changed_by && ` · ${changed_by}`}</td>
    </tr>
  );
}
