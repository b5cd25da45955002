import type { AuditEntry } from "@/api/types";
import { Facts } from "@/components/facts";
import { cell, headCell } from "@/components/page";
import { SourceLink } from "@/components/source-link";
import { cx } from "@/lib/cx";
import { unix } from "@/lib/instant";
import { useChangeSearch, useViewSearch } from "@/lib/view";

import { changesOf, nameOf } from "./changes";
import { useText } from "./text/use";
import { actionText, kindText } from "./words";

/** Entries, the newest first; one may be open with what became different. */
export function EntryTable({ entries }: { entries: readonly AuditEntry[] }) {
  const { t } = useText();
  const { open } = useViewSearch();
  const change = useChangeSearch();
  return (
    <div className="relative overflow-x-auto">
      <table className="num w-full border-collapse">
        <thead>
          <tr className="border-t border-line">
            <th scope="col" className={headCell}>{t.audit.action}</th>
            <th scope="col" className={cx(headCell, "max-md:hidden")}>{t.audit.subject}</th>
            <th scope="col" className={headCell}>{t.audit.who}</th>
            <th scope="col" className={cx(headCell, "max-lg:hidden")}>{t.audit.address}</th>
            <th scope="col" className={cx(headCell, "max-md:hidden")}>{t.audit.at}</th>
          </tr>
        </thead>
        {entries.map((entry) => {
          const isOpen = open === String(entry.id);
          return (
            <tbody key={entry.id} className="border-t border-line">
              <Row entry={entry} open={isOpen} onOpen={() => change({ open: isOpen ? undefined : String(entry.id) })} />
              {isOpen && <tr><td colSpan={5} className="border-t border-line bg-hover p-4"><Details entry={entry} /></td></tr>}
            </tbody>
          );
        })}
      </table>
    </div>
  );
}

function Row({ entry, open, onOpen }: { entry: AuditEntry; open: boolean; onOpen: () => void }) {
  const { t, f } = useText();
  const change = useChangeSearch();
  const { at, by, kind, address, action, subject } = entry;
  const [what, name] = [actionText(action, t), nameOf(entry)];
  const only = (filter: "who" | "action" | "subject", value: string) => ({ type: "button" as const, title: t.audit.only(t.audit[filter], value), onClick: () => change({ [filter]: value, open: undefined }) });
  return (
    <tr className="hover:bg-hover">
      <th scope="row" className={cx(cell, "text-left font-medium")}>
        <button type="button" aria-expanded={open} aria-label={t.audit.details(`${what} ${subject}`)} onClick={onOpen} className="min-h-6 text-left hover:text-accent hover:underline">{what}</button>
        <span className="block text-xs font-normal text-fg3 md:hidden">{f.moment(unix(at))}</span>
        {subject && <span className="block text-xs font-normal break-all text-fg2 md:hidden">{name || subject}</span>}
      </th>
      <td className={cx(cell, "max-w-0 w-[32%] max-md:hidden")}>{name && <span className="cut block" title={name}>{name}</span>}{subject && <button {...only("subject", subject)} className={cx("mono cut block min-h-6 max-w-full text-left hover:text-accent hover:underline", name && "text-xs text-fg3")}>{subject}</button>}</td>
      <td className={cell}>
        {by && <button {...only("who", by)} className="block min-h-6 max-w-full text-left break-all hover:text-accent hover:underline">{by}</button>}
        {kind !== "person" && <span className="block text-xs text-fg3">{kindText(kind, t)}</span>}
      </td>
      <td className={cx(cell, "mono break-all max-lg:hidden")}>{address}</td>
      <td className={cx(cell, "whitespace-nowrap text-fg2 max-md:hidden")}>{f.moment(unix(at))}</td>
    </tr>
  );
}

function Details({ entry }: { entry: AuditEntry }) {
  const { t, f } = useText();
  const change = useChangeSearch();
  const { at, kind, address, request_id, session, before, after, action } = entry;
  const changes = changesOf(before, after);
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4 lg:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
      <section className="min-w-0">
        <h2 className="label mb-1.5">{t.audit.changed}</h2>
        {changes.length === 0 && <p className="text-fg3">{t.audit.nothing}</p>}
        <dl className="grid gap-2">
          {changes.map((each) => (
            <div key={each.path} className="grid gap-x-3 gap-y-0.5 sm:grid-cols-[minmax(0,11rem)_minmax(0,1fr)]">
              <dt className="break-words text-fg2">{each.path || t.audit.whole}</dt>
              <dd className="mono min-w-0 break-all">
                {each.before !== null && <del className="block rounded-chip bg-sev3soft px-1.5 whitespace-pre-wrap no-underline"><span className="sr-only">{t.audit.before}: </span><span aria-hidden="true">− </span>{each.before || t.audit.empty}</del>}
                {each.after !== null && <ins className="block rounded-chip bg-oksoft px-1.5 whitespace-pre-wrap no-underline"><span className="sr-only">{t.audit.after}: </span><span aria-hidden="true">+ </span>{each.after || t.audit.empty}</ins>}
              </dd>
            </div>
          ))}
        </dl>
      </section>
      <Facts rows={[
        [t.audit.at, f.moment(unix(at))], [t.audit.kind, kindText(kind, t)], [t.audit.address, address ? <SourceLink key="address" source={address} /> : "—"],
        [t.audit.action, <button key="action" type="button" title={t.audit.only(t.audit.action, action)} onClick={() => change({ action, open: undefined })} className="mono min-h-6 text-left break-all hover:text-accent hover:underline">{action}</button>],
        [t.audit.session, <span key="session" className="mono break-all">{session || "—"}</span>], [t.audit.request, <span key="request" className="mono break-all">{request_id || "—"}</span>],
      ]} />
    </div>
  );
}
