import type { AuditEntry } from "@/api/types";
import { Facts } from "@/components/facts";
import { SourceLink } from "@/components/source-link";
import { unix } from "@/lib/instant";
import { useChangeSearch } from "@/lib/view";

import { changesOf } from "./changes";
import { useText } from "./text/use";
import { kindText } from "./words";

/** What became different, and how it was asked. */
export function Details({ entry }: { entry: AuditEntry }) {
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
        [t.audit.action, <button key="action" type="button" title={t.audit.only(t.audit.action, action)} onClick={() => change({ q: undefined, who: undefined, subject: undefined, action, open: undefined })} className="mono min-h-6 text-left break-all hover:text-accent hover:underline">{action}</button>],
        [t.audit.session, <span key="session" className="mono break-all">{session || "—"}</span>], [t.audit.request, <span key="request" className="mono break-all">{request_id || "—"}</span>],
      ]} />
    </div>
  );
}
