import type { Settings } from "@/api/types";
import { cell, headCell } from "@/components/page";
import { cx } from "@/lib/cx";

import type { Entry } from "./entries";
import { useText } from "./text/use";
import { useVariables } from "./variables";

type Stored = Settings["stored"][number];

/** What is kept, for how long, and what it takes, the largest first. */
function StoredTable({ stored }: { stored: readonly Stored[] }) {
  const { t } = useText();
  const most = Math.max(1, ...stored.map((each) => each.stored_bytes));
  return (
    <div className="relative -mx-4 overflow-x-auto">
      <table className="w-full border-collapse">
        <thead>
          <tr>
            <th scope="col" className={headCell}>{t.settings.what}</th>
            <th scope="col" className={headCell}>{t.settings.keptFor}</th>
            <th scope="col" className={cx(headCell, "text-right!")}>{t.settings.takes}</th>
            <th scope="col" className={cx(headCell, "w-1/4 max-md:hidden")}><span className="sr-only">{t.settings.takes}</span></th>
          </tr>
        </thead>
        <tbody>{stored.toSorted((a, b) => b.stored_bytes - a.stored_bytes).map((each) => <StoredRow key={each.kind} stored={each} share={each.stored_bytes / most} />)}</tbody>
      </table>
    </div>
  );
}

function StoredRow({ stored: { kind, stored_bytes: bytes, keep_seconds: keep, setting, tiers }, share }: { stored: Stored; share: number }) {
  const { t, f } = useText();
  return (
    <tr className="num border-t border-line align-top">
      <th scope="row" className={cx(cell, "text-left font-medium")}>{t.settings.stored[kind]}</th>
      <td className={cell}>
        {keep === null ? t.settings.untilDeleted : f.span(keep)}
        {setting && <code className="mono ml-2 text-fg3 max-sm:hidden">{setting}</code>}
        {tiers.length > 0 && <p className="text-xs text-fg3">{tiers.map((tier) => t.settings.tier(f.span(tier.step_seconds), f.span(tier.keep_seconds))).join("; ")}</p>}
      </td>
      <td className={cx(cell, "text-right whitespace-nowrap")}>{f.bytes(bytes)}</td>
      <td aria-label={f.percent(share)} className={cx(cell, "max-md:hidden")}><span aria-hidden="true" className="mt-1.5 block h-1.5 rounded-full bg-active"><i className="block h-full rounded-full" style={{ width: `${Math.max(1, share * 100)}%`, background: "var(--s1)" }} /></span></td>
    </tr>
  );
}

function Disk({ settings }: { settings: Settings }) {
  const { t, f } = useText();
  const used = 1 - settings.disk_free_bytes / settings.disk_total_bytes;
  return (
    <div className="grid max-w-xl gap-2">
      <span aria-hidden="true" className="block h-2 rounded-full bg-active"><i className={cx("block h-full rounded-full", used > 0.9 ? "bg-bad" : "bg-ok")} style={{ width: `${used * 100}%` }} /></span>
      <p className="num text-fg2">{t.settings.diskLeft(f.bytes(settings.disk_free_bytes), f.bytes(settings.disk_total_bytes))}</p>
      <ul className="num grid gap-1 text-fg2">{settings.folders.map((folder) => <li key={folder.kind} className="flex justify-between gap-3"><span>{t.settings.folders[folder.kind]}</span><span>{f.bytes(folder.stored_bytes)}</span></li>)}</ul>
    </div>
  );
}

/** How long what is kept, and the room it takes. */
export function useRetention(settings: Settings | undefined): readonly Entry[] {
  const { t } = useText();
  const variables = useVariables(settings, ["retention", "storage"]);
  if (!settings) return [];
  return [
    { id: "stored", title: t.settings.storedTitle, lead: t.settings.storedLead, words: Object.values(t.settings.stored).join(" "), body: <StoredTable stored={settings.stored} />, wide: true },
    { id: "disk", title: t.settings.disk, lead: t.settings.diskLead, words: Object.values(t.settings.folders).join(" "), body: <Disk settings={settings} />, wide: true },
    ...variables,
  ];
}
