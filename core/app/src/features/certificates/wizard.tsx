import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";

import { Button } from "@/components/button";
import { Modal } from "@/components/modal";
import { useViewSearch } from "@/lib/view";

import { carryOut, type Progress } from "./carry-out";
import { documentName, type Draft, EMPTY, lackOf, namesOf } from "./draft";
import { ProgressPage } from "./progress";
import { configQuery, inspect, KEY, remove, write } from "./requests";
import { useText } from "./text/use";
import { ForWhat, Whence } from "./wizard-fields";

/** From "for which sites" to a certificate that nodes were seen to serve. `taken` are documents that there are. */
export function Wizard({ taken, onClose }: { taken: readonly string[]; onClose: () => void }) {
  const { t } = useText();
  const client = useQueryClient();
  const { subject } = useViewSearch();
  const { data } = useQuery(configQuery);
  const domains = data?.domains ?? {};
  const [draft, setDraft] = useState<Draft>({ ...EMPTY, domains: subject ? [subject] : [] });
  const [progress, setProgress] = useState<Progress | null>(null);
  const [phase, setPhase] = useState<"asking" | "running" | "done" | "failed">("asking");
  // What is begun keeps its name and what it changes, however lists look meanwhile.
  const [job, setJob] = useState<{ name: string; names: readonly string[]; domains: typeof domains } | null>(null);
  const names = namesOf(draft, domains);
  const lack = lackOf(draft, names);

  const start = async (force: boolean) => {
    setPhase("running");
    setProgress({});
    // One's own certificate that no domain uses yet says itself what it is for; files that cannot be read are told when they are saved.
    const own = names.length === 0 ? await inspect({ chain: draft.chain, key: draft.key }).then((found) => found.names, () => []) : names;
    const begun = job ?? { name: documentName(own, taken), names: own, domains };
    setJob(begun);
    const well = await carryOut({ ...begun, draft, note: `${t.certificates.wizard.title}: ${begun.name}`, force, tell: (step, state) => setProgress((before) => ({ ...before, [step]: state })) });
    await Promise.all([client.invalidateQueries({ queryKey: KEY }), client.invalidateQueries({ queryKey: ["config"] })]);
    setPhase(well ? "done" : "failed");
  };
  const takeBack = async () => {
    if (!job) return;
    const before = draft.domains.flatMap((each) => (job.domains[each] ? [[each, job.domains[each]] as const] : []));
    await write({ domains: Object.fromEntries(before) }, t.certificates.wizard.takenBack).catch(() => null);
    await remove(job.name).catch(() => null);
    await Promise.all([client.invalidateQueries({ queryKey: KEY }), client.invalidateQueries({ queryKey: ["config"] })]);
    setJob(null);
    setPhase("asking");
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!lack) void start(false);
  };
  return (
    <Modal title={t.certificates.wizard.title} place="side" className="w-[min(620px,100vw)]!" onClose={onClose}>
      {phase === "asking" ? (
        <form onSubmit={submit} className="grid min-h-full grid-cols-[minmax(0,1fr)] grid-rows-[1fr_auto]">
          <div className="grid grid-cols-[minmax(0,1fr)] content-start gap-6 p-4">
            <ForWhat draft={draft} onChange={setDraft} domains={domains} />
            <Whence draft={draft} onChange={setDraft} />
          </div>
          <div className="sticky bottom-0 flex flex-wrap items-center justify-end gap-3 border-t border-line bg-raised px-4 py-3">
            <p className="min-w-0 flex-1 basis-56 text-xs break-words text-fg2">{lack ? t.certificates.wizard.lack[lack] : names.length > 0 && t.certificates.wizard.summary(names.length, names.join(", "))}</p>
            <Button kind="ghost" onClick={onClose}>{t.state.cancel}</Button>
            <Button kind="primary" type="submit" blocked={lack ? t.certificates.wizard.lack[lack] : false}>{t.certificates.wizard.go}</Button>
          </div>
        </form>
      ) : (
        <ProgressPage draft={draft} progress={progress ?? {}} phase={phase} onClose={onClose} onAgain={() => void start(false)} onAnyway={() => void start(true)} onTakeBack={() => void takeBack()} />
      )}
    </Modal>
  );
}
