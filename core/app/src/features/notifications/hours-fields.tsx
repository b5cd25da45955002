import type { Hours } from "@/api/types";
import { prefs } from "@/lib/prefs";
import { zoneName } from "@/lib/zone";

import { SetField, TextField } from "./fields";
import { useText } from "./text/use";

const DAYS = [0, 1, 2, 3, 4, 5, 6] as const;

/** Working hours where the reader is. */
export const usualHours = (): Hours => ({ timezone: zoneName(prefs.get().zone), weekdays: [0, 1, 2, 3, 4], begin: "09:00", end: "18:00" });

/** From when to when on which days; an end before the beginning is of the next day. */
export function HoursFields({ hours, onChange }: { hours: Hours; onChange: (hours: Hours) => void }) {
  const { t } = useText();
  const put = (change: Partial<Hours>) => onChange({ ...hours, ...change });
  const time = { className: "mono", required: true, pattern: "([01]\\d|2[0-3]):[0-5]\\d|24:00", placeholder: "18:00", inputMode: "numeric" } as const;
  return (
    <>
      <SetField label={t.told.days} values={hours.weekdays} options={DAYS.map((value) => ({ value, label: t.told.dayNames[value] ?? "" }))} onChange={(weekdays) => put({ weekdays })} />
      <div className="grid grid-cols-2 gap-3 sm:grid-cols-[6rem_6rem_minmax(0,1fr)]">
        <TextField {...time} label={t.told.from} value={hours.begin} onChange={(begin) => put({ begin })} />
        <TextField {...time} label={t.told.until} value={hours.end} onChange={(end) => put({ end })} />
        <div className="max-sm:col-span-2"><TextField label={t.notes.zone} className="mono" required list="zones" value={hours.timezone} onChange={(timezone) => put({ timezone })} /></div>
      </div>
      <Zones />
    </>
  );
}

/** The time zones that the browser knows, for fields that name `zones` as their list. */
export function Zones() {
  return <datalist id="zones">{["UTC", ...Intl.supportedValuesOf("timeZone")].map((zone) => <option key={zone} value={zone}>{zone}</option>)}</datalist>;
}
