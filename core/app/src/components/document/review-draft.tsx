import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { CircleAlert, CircleCheck, CircleDashed, LoaderCircle } from "lucide-react";
import { useEffect, useState } from "react";

import { applyDocuments, type Place, tryDraft } from "@/api/config";
import { whyNot } from "@/api/failed";
import type { Draft, DraftFinding, TriedDraft } from "@/api/types";
import { showToast } from "@/lib/toasts";

import { Button } from "../button";
import { FileChanges } from "../deploying/files";
import { DeploymentProgress } from "../deploying/progress";
import { refetchConfig } from "../deploying/requests";
import { Done } from "../deploying/done";
import { useDeploy, useRollBack } from "../deploying/use-deploy";
import { TextField } from "../field";
import { Modal } from "../modal";
import { Findings } from "./findings";
import { useText } from "./text/use";

interface Props {
  place: Place;
  title: string;
  sent: string;
  checked: Draft;
  document: Record<string, unknown>;
  onRefused: (findings: readonly DraftFinding[]) => void;
  onSaved: () => void;
  onClose: () => void;
}

/** A draft before it leaves: what NGINX on the nodes says of it, what becomes different there; then its way, and the way back. */
export default function ReviewDraft({ place, title, sent, checked, document, onRefused, onSaved, onClose }: Props) {
  const { t } = useText();
  const client = useQueryClient();
  const [note, setNote] = useState("");
  const { data: tried, error: untried } = useQuery({ queryKey: ["tried", place.kind, place.name, sent, checked.revision], queryFn: () => tryDraft(place, sent), staleTime: Infinity, gcTime: 0, retry: false });
  const { newest, run } = useDeploy();
  const rollBack = useRollBack();
  const refused = tried?.nodes.filter(({ passed, error }) => !passed && !error) ?? [];
  useEffect(() => {
    const told = tried?.nodes.flatMap(({ passed, error, findings }) => (passed || error ? [] : findings)) ?? [];
    if (told.length > 0) onRefused(told);
    // It is told once for each answer; who hears it is another function each time.
    // oxlint-disable-next-line react/exhaustive-deps, react/exhaustive-effect-dependencies
  }, [tried]);
  const write = () => applyDocuments(document, note, checked.revision);
  const deploy = () => run.mutate({ note, before: () => write().then(onSaved) });
  const save = useMutation({
    mutationFn: write,
    onSuccess: () => {
      onSaved();
      onClose();
      showToast({ tone: "done", title: t.document.saved, note: t.document.savedLead });
    },
    onSettled: () => refetchConfig(client),
  });
  const error = run.error ?? save.error;
  const blocked = tried === undefined && !untried ? t.deploy.testing : refused.length > 0 ? t.deploy.refused : false;
  return (
    <Modal title={t.document.reviewTitle(title)} onClose={onClose} className="w-[min(1180px,calc(100vw-24px))]! max-h-[calc(100dvh-24px)]">
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4 p-4">
        {newest && <DeploymentProgress deployment={newest} />}
        {newest?.phase === "done" && <Done deployment={newest} onClose={onClose} />}
        {newest?.phase === "done" && <div><Button disabled={rollBack.isPending} onClick={() => rollBack.mutate(checked.revision, { onSuccess: onClose })}>{t.deploy.rollBackTo(checked.revision)}</Button></div>}
        {newest && newest.phase !== "done" && !run.isPending && <div className="flex justify-end"><Button onClick={onClose}>{t.document.backToEditor}</Button></div>}
        {!newest && (
          <>
            <p className="text-fg2">{t.deploy.lead}</p>
            <TestResult tried={tried} error={untried} />
            {refused.length > 0 && <Findings findings={refused.flatMap(({ findings }) => findings)} />}
            <section className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-3"><h3 className="font-semibold">{t.deploy.files}</h3><FileChanges nodes={checked.nodes} /></section>
            {refused.length === 0 && <TextField label={t.deploy.note} value={note} maxLength={500} onChange={setNote} />}
            {error && <p role="alert" className="break-words text-badink">{whyNot(error, t)}</p>}
            <div className="flex flex-wrap justify-end gap-2">
              <Button kind="ghost" onClick={onClose}>{t.document.backToEditor}</Button>
              <Button blocked={blocked} disabled={save.isPending || run.isPending} onClick={() => save.mutate()}>{t.document.saveOnly}</Button>
              <Button kind="primary" blocked={blocked} disabled={save.isPending || run.isPending} onClick={deploy}>{run.isPending ? t.document.deploying : t.document.deploy}</Button>
            </div>
          </>
        )}
      </div>
    </Modal>
  );
}

/** What NGINX's own test says. */
function TestResult({ tried, error }: { tried: TriedDraft | undefined; error: unknown }) {
  const { t } = useText();
  const nodes = tried?.nodes ?? [];
  const unasked = nodes.filter((node) => node.error);
  const refused = nodes.filter((node) => !node.passed && !node.error);
  const passed = nodes.filter((node) => node.passed).length;
  return (
    <section aria-live="polite" className="grid gap-1" data-testid="nginx-test">
      <h3 className="font-semibold">{t.deploy.test}</h3>
      {!tried && !error && <p className="flex items-center gap-2"><LoaderCircle size={15} aria-hidden="true" className="beat text-accent" />{t.deploy.testing}</p>}
      {Boolean(error) && <p className="break-words text-warnink">{whyNot(error, t)}</p>}
      {tried && nodes.length === 0 && <p className="text-fg2">{t.deploy.untouched}</p>}
      {passed > 0 && <p className="flex items-center gap-2"><CircleCheck size={15} aria-hidden="true" className="text-okink" />{t.deploy.passed(passed)}</p>}
      {refused.length > 0 && <p className="flex items-center gap-2 font-medium"><CircleAlert size={15} aria-hidden="true" className="text-badink" />{t.deploy.refused}</p>}
      {unasked.map(({ id, name }) => <p key={id} className="flex items-center gap-2 text-fg2"><CircleDashed size={15} aria-hidden="true" />{t.deploy.untested(name)}</p>)}
    </section>
  );
}
