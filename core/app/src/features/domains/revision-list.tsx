import { useQuery } from "@tanstack/react-query";
import { History } from "lucide-react";

import { revisionQuery, revisionsQuery } from "@/api/config";
import { may, session } from "@/api/session";
import type { Difference, Revision } from "@/api/types";
import { Ago } from "@/components/age";
import { Button } from "@/components/button";
import { useRollBack } from "@/components/deploying/use-deploy";
import { Diff } from "@/components/diff";
import { cell, headCell } from "@/components/page";
import { Empty, Failure, Skeleton } from "@/components/states";
import { cx } from "@/lib/cx";
import { unix } from "@/lib/instant";
import { useStore } from "@/lib/store";
import { useChangeSearch, useViewSearch } from "@/lib/view";

import { useText } from "./text/use";

interface Props {
  /** Of one document, as `domain/shop`; of all without it. */
  document?: string;
  limit: number;
  onMore?: () => void;
  /** Puts one document back as it was; else everything goes back. */
  onTakeBack?: (revision: number, difference: Difference) => void;
}

/** Revisions, the newest first; one may be open with what it changed. */
export function Revisions({ document, limit, onMore, onTakeBack }: Props) {
  const { t } = useText();
  const { open } = useViewSearch();
  const change = useChangeSearch();
  const { data, error, refetch } = useQuery(revisionsQuery(document, limit));
  if (error && !data) return <Failure error={error} onRetry={() => void refetch()} />;
  if (!data) return <div className="p-4"><Skeleton className="h-48" /></div>;
  if (data.length === 0) return <Empty icon={<History size={18} />} title={t.domains.revisions.none} lead={t.domains.revisions.noneLead} />;
  return (
    <>
      <table className="num w-full border-collapse">
        <thead><tr><th scope="col" className={headCell}>{t.domains.runs.revision}</th><th scope="col" className={cx(headCell, "max-md:hidden")}>{t.domains.runs.note}</th><th scope="col" className={headCell}>{t.domains.runs.who}</th><th scope="col" className={cx(headCell, "text-right!")}>{t.deploy.when}</th></tr></thead>
        {data.map((each, i) => <Row key={each.number} revision={each} newest={i === 0} document={document} open={open === `r${each.number}`} onOpen={() => change({ open: open === `r${each.number}` ? undefined : `r${each.number}` })} onTakeBack={onTakeBack} />)}
      </table>
      {onMore && data.length >= limit && <div className="border-t border-line p-2 text-center"><Button kind="ghost" onClick={onMore}>{t.state.more}</Button></div>}
    </>
  );
}

interface RowProps extends Pick<Props, "onTakeBack"> {
  revision: Revision;
  newest: boolean;
  document: string | undefined;
  open: boolean;
  onOpen: () => void;
}

function Row({ revision: { number, made_at, made_by, note, changes }, newest, document, open, onOpen, onTakeBack }: RowProps) {
  const { t, f } = useText();
  return (
    <tbody className="border-t border-line">
      <tr className="hover:bg-hover">
        <th scope="row" className={cx(cell, "text-left font-medium whitespace-nowrap")}>
          <button type="button" aria-expanded={open} aria-label={t.domains.revisions.open(number)} onClick={onOpen} className="min-h-7 hover:text-accent hover:underline">{t.deploy.revision(number)}</button>
          <span className="ml-2 text-xs font-normal text-fg3">{newest && !document ? t.domains.revisions.newest : t.domains.revisions.changes(changes)}</span>
        </th>
        <td className={cx(cell, "max-w-0 w-[45%] text-fg2 max-md:hidden")}><span className="cut block" title={note}>{note || "—"}</span></td>
        <td className={cx(cell, "text-fg2")}>{made_by}</td>
        <td className={cx(cell, "text-right whitespace-nowrap text-fg2")} title={f.moment(unix(made_at))}><Ago at={unix(made_at)} /></td>
      </tr>
      {open && <tr><td colSpan={4} className="border-t border-line bg-hover p-4"><Changes number={number} newest={newest} document={document} onTakeBack={onTakeBack} /></td></tr>}
    </tbody>
  );
}

function Changes({ number, newest, document, onTakeBack }: { number: number; newest: boolean; document: string | undefined; onTakeBack: Props["onTakeBack"] }) {
  const { t } = useText();
  const { data, error, refetch } = useQuery(revisionQuery(number));
  const rollBack = useRollBack();
  const blocked = may(useStore(session), "operate") ? false : t.state.needs.operate;
  if (error && !data) return <Failure error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton className="h-32" />;
  const shown = data.changed.filter(({ kind, name }) => !document || `${kind}/${name}` === document);
  const [only] = shown;
  return (
    <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-3">
      {shown.map(({ what, kind, name, diff }) => (
        <section key={`${kind}/${name}`} className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-1.5">
          <h3 className="label">{t.domains.revisions.what[what](t.domains.kinds[kind], name)}</h3>
          {diff && <Diff text={diff} label={t.diff.of(name)} />}
        </section>
      ))}
      {onTakeBack && only?.after && !newest && <div><Button blocked={blocked} onClick={() => onTakeBack(number, only)}>{t.domains.revisions.edit}</Button></div>}
      {!onTakeBack && !newest && (
        <div className="grid gap-2">
          <p className="text-fg2">{t.domains.revisions.restoreLead(data.since.length)}</p>
          <div><Button blocked={blocked} disabled={rollBack.isPending} onClick={() => rollBack.mutate(number)}>{t.deploy.rollBackTo(number)}</Button></div>
        </div>
      )}
    </div>
  );
}
