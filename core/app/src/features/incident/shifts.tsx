import { useQuery } from "@tanstack/react-query";

import { may, session } from "@/api/session";
import type { IncidentDetail } from "@/api/types";
import { Skeleton } from "@/components/states";
import { cx } from "@/lib/cx";
import { useStore } from "@/lib/store";

import type { Around } from "./around";
import { shiftsOf } from "./compared";
import { summaryQuery } from "./requests";
import { useText } from "./text/use";

const MINUTE = 60;

/** What of the requests changed most: which paths, agents, methods, sources. */
export function Shifts({ incident: { service, ended_at }, around }: { incident: IncidentDetail; around: Around }) {
  const { t } = useText();
  const allowed = may(useStore(session), "logs");
  // While it goes on, it is asked anew once a minute.
  const to = ended_at === null ? Math.max(Math.floor(around.to / MINUTE) * MINUTE, around.from + 10) : around.to;
  const before = useQuery({ ...summaryQuery(service, around.before, around.from), enabled: allowed });
  const during = useQuery({ ...summaryQuery(service, around.from, to), enabled: allowed });
  const shifts = before.data && during.data ? shiftsOf(before.data, during.data) : null;
  return (
    <section aria-labelledby="shifts-title" className="panel min-w-0 p-4">
      <h2 id="shifts-title" className="mb-1 text-md font-semibold">{t.incident.shifts}</h2>
      <p className="mb-3 text-xs text-fg3">{t.incident.shiftsLead}</p>
      {!allowed && <p className="text-fg2">{t.state.needs.logs}</p>}
      {allowed && !shifts && !before.error && !during.error && <Skeleton className="h-40" />}
      {(before.error ?? during.error) && <p className="text-fg2">{t.incident.noRecords}</p>}
      {shifts?.length === 0 && <p className="text-fg2">{t.incident.noShift}</p>}
      {shifts && shifts.length > 0 && <ul className="grid gap-2">{shifts.map((shift) => <ShiftLine key={`${shift.field} ${shift.value}`} {...shift} />)}</ul>}
    </section>
  );
}

const width = (share: number) => `${Math.min(100, share * 100)}%`;

function ShiftLine({ field, value, before, during }: { field: string; value: string; before: number; during: number }) {
  const { t, f } = useText();
  const grew = during > before;
  return (
    <li className="num grid grid-cols-[minmax(0,1fr)_auto] items-baseline gap-x-3">
      <span className="min-w-0"><span className="text-xs text-fg3">{(t.incident.fields as Record<string, string>)[field] ?? field}</span> <span className="mono break-all">{value || "—"}</span></span>
      <span className={cx("whitespace-nowrap", grew ? "text-sev3ink" : "text-fg2")}>{f.percent(before)} → {f.percent(during)}</span>
      <span aria-hidden="true" className="relative col-span-2 mt-1 block h-1.5 rounded-full bg-active"><i className={cx("absolute inset-y-0 left-0 rounded-full", grew ? "bg-sev3" : "bg-off")} style={{ width: width(during) }} /><i className="absolute -inset-y-0.5 w-0.5 rounded bg-fg" style={{ left: width(before) }} /></span>
    </li>
  );
}
