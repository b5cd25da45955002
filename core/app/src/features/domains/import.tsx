import { useMutation, useQuery } from "@tanstack/react-query";
import { CircleCheck, FileInput } from "lucide-react";
import { useState } from "react";

import { applyText } from "@/api/config";
import { whyNot } from "@/api/failed";
import { may, session } from "@/api/session";
import type { Imported } from "@/api/types";
import { Answer } from "@/components/answer";
import { Button } from "@/components/button";
import { DeploymentProgress } from "@/components/deploying/progress";
import { useDeploy } from "@/components/deploying/use-deploy";
import { Editor } from "@/components/editor/editor";
import { cell, headCell } from "@/components/page";
import { Segmented } from "@/components/segmented";
import { cx } from "@/lib/cx";
import { useAtLeast } from "@/lib/media";
import { useStore } from "@/lib/store";

import { noteText, wantedText } from "./import-notes";
import { fleetQuery, readImport } from "./requests";
import { useText } from "./text/use";

const FATES = ["all", "understood", "snippet", "not_taken"] as const;

/** An nginx.conf that there is already: what becomes of every directive, the documents that come of it, and their way to the nodes. */
export default function Import() {
  const { t } = useText();
  const [text, setText] = useState("");
  const { data: fleet } = useQuery(fleetQuery);
  const editable = useAtLeast(768);
  const blocked = may(useStore(session), "operate") ? false : t.state.needs.operate;
  const read = useMutation({ mutationFn: () => readImport(text, (fleet ?? []).map(({ name }) => name.toLowerCase())) });
  return (
    <>
      <section className="panel grid min-w-0 grid-cols-[minmax(0,1fr)] gap-3 p-4">
        <p className="text-fg2">{t.domains.import.lead}</p>
        <Editor label={t.domains.import.text} language="nginx" value={text} className="h-72" onChange={editable ? (next) => { setText(next); read.reset(); } : undefined} />
        {!editable && <p className="text-warnink">{t.domains.edit.tooNarrow}</p>}
        {read.error && <p role="alert" className="break-words text-badink">{whyNot(read.error, t)}</p>}
        <div><Button kind={read.data ? "outline" : "primary"} blocked={blocked} disabled={!text.trim() || read.isPending} onClick={() => read.mutate()}><FileInput size={15} aria-hidden="true" />{t.domains.import.read}</Button></div>
      </section>
      {read.data && <Fates key={read.submittedAt} imported={read.data} blocked={blocked} />}
    </>
  );
}

function Fates({ imported, blocked }: { imported: Imported; blocked: string | false }) {
  const { t, f, lang } = useText();
  const [fate, setFate] = useState<(typeof FATES)[number]>("all");
  const shown = imported.lines.filter((line) => fate === "all" || line.fate === fate);
  const counts = (wanted: (typeof FATES)[number]) => imported.lines.filter((line) => wanted === "all" || line.fate === wanted).length;
  const lost = counts("not_taken");
  return (
    <>
      <Answer tone={lost > 0 ? "warn" : "ok"} icon={<CircleCheck size={20} />} title={lost > 0 ? t.domains.import.lost(lost) : t.domains.import.allTaken(imported.lines.length)} lead={lost > 0 ? t.domains.import.lostLead : t.domains.import.takenLead} />
      {imported.wanted.length > 0 && <section className="panel grid gap-1.5 p-4"><h2 className="font-semibold">{t.domains.import.wanted}</h2><ul className="list-disc pl-5">{imported.wanted.map((each) => <li key={each.message} className="break-words">{wantedText(each, lang, f)}</li>)}</ul></section>}
      <section aria-label={t.domains.import.fates} className="panel min-w-0">
        <div className="flex flex-wrap items-center gap-3 px-4 py-2.5"><h2 className="font-semibold">{t.domains.import.fates}</h2><span className="flex-1" /><Segmented label={t.domains.import.show} value={fate} options={FATES.map((value) => ({ value, label: `${t.domains.import.fate[value]} ${f.integer(counts(value))}` }))} onChange={setFate} /></div>
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
        <div tabIndex={0} role="region" aria-label={t.domains.import.fates} className="max-h-96 overflow-auto border-t border-line">
          <table className="w-full border-collapse">
            <thead><tr><th scope="col" className={cx(headCell, "text-right!")}>{t.domains.import.line}</th><th scope="col" className={headCell}>{t.domains.import.directive}</th><th scope="col" className={headCell}>{t.domains.import.became}</th></tr></thead>
            <tbody>
              {shown.map((line) => (
                <tr key={`${line.file} ${line.line} ${line.text} ${line.where}`} className={cx("border-t border-line align-top", line.fate === "not_taken" && "bg-sev2soft")}>
                  <td className={cx(cell, "num text-right text-fg3")}>{f.integer(line.line)}</td>
                  <td className={cx(cell, "mono break-all")}>{line.text}</td>
                  <td className={cell}><span className={cx("font-medium", line.fate === "not_taken" && "text-warnink")}>{t.domains.import.fate[line.fate]}</span>{line.where && <span className="mono block break-all text-fg2">{line.where}</span>}{line.notes.length > 0 && <span className="block text-xs break-words text-fg3">{noteText(line.notes, lang, f)}</span>}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </section>
      <Documents imported={imported} blocked={blocked} />
    </>
  );
}

/** The documents, which may be changed before they are applied. */
function Documents({ imported, blocked }: { imported: Imported; blocked: string | false }) {
  const { t } = useText();
  const [text, setText] = useState(imported.text);
  const editable = useAtLeast(768);
  const { newest, run } = useDeploy();
  const go = (deploys: boolean) => {
    const before = () => applyText(text, t.domains.import.note);
    if (deploys) run.mutate({ note: t.domains.import.note, before });
    else save.mutate();
  };
  const save = useMutation({ mutationFn: () => applyText(text, t.domains.import.note) });
  const error = run.error ?? save.error;
  return (
    <section className="panel grid min-w-0 grid-cols-[minmax(0,1fr)] gap-3 p-4">
      <h2 className="font-semibold">{t.domains.import.documents}</h2>
      <Editor label={t.domains.import.documents} language="yaml" value={text} className="h-80" onChange={editable ? setText : undefined} />
      {error && <p role="alert" lang="en" className="break-words text-badink">{whyNot(error, t)}</p>}
      {newest && <DeploymentProgress deployment={newest} />}
      {(newest?.phase === "done" || save.data) && <Answer tone="ok" icon={<CircleCheck size={20} />} title={newest ? t.deploy.done : t.domains.import.saved} lead={t.domains.import.savedLead} />}
      <div className="flex flex-wrap justify-end gap-2">
        <Button blocked={blocked} disabled={save.isPending || run.isPending} onClick={() => go(false)}>{t.domains.edit.saveOnly}</Button>
        <Button kind="primary" blocked={blocked} disabled={save.isPending || run.isPending} onClick={() => go(true)}>{t.domains.import.apply}</Button>
      </div>
    </section>
  );
}
