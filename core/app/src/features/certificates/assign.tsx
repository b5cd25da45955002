import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";

import { deployed, refusalsOf } from "@/api/deploying";
import type { CertificateItem } from "@/api/types";
import { Button } from "@/components/button";
import { CheckField } from "@/components/field";
import { Modal } from "@/components/modal";
import { Skeleton } from "@/components/states";
import { showToast } from "@/lib/toasts";

import { covers, servedWith } from "./draft";
import { configQuery, write } from "./requests";
import { useText } from "./text/use";
import { useAct } from "./use-act";

/** Which domains are served with a certificate; what becomes of it is deployed at once. */
export function Assign({ item: { name, current, wanted_names, domains: now }, onClose }: { item: CertificateItem; onClose: () => void }) {
  const { t } = useText();
  const client = useQueryClient();
  const { data } = useQuery(configQuery);
  const [picked, setPicked] = useState<readonly string[]>(now);
  const [redirect, setRedirect] = useState(false);
  const certified = current?.source === "placeholder" ? wanted_names : (current?.names ?? wanted_names);
  const all = Object.entries(data?.domains ?? {});
  const added = all.filter(([domain]) => picked.includes(domain) && !now.includes(domain));
  const gone = all.filter(([domain]) => !picked.includes(domain) && now.includes(domain));
  const { mutate, isPending } = useAct(async () => {
    const next = [...added.map(([domain, spec]) => [domain, servedWith(spec, name, redirect)] as const), ...gone.map(([domain, spec]) => [domain, { ...spec, tls: null }] as const)];
    await write({ domains: Object.fromEntries(next) }, t.certificates.assigned(name));
    return deployed(t.certificates.assigned(name));
  }, (over) => {
    void client.invalidateQueries({ queryKey: ["config"] });
    const went = over.phase === "done";
    showToast({ tone: went ? "done" : "failed", title: went ? t.certificates.assigned(name) : t.certificates.wizard.failed, note: went ? "" : refusalsOf(over) });
    if (went) onClose();
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (added.length + gone.length > 0) mutate(undefined);
  };
  return (
    <Modal title={`${t.certificates.assign}: ${name}`} onClose={onClose}>
      <form onSubmit={submit} className="grid gap-4 p-4">
        <p className="text-fg2">{t.certificates.assignLead}</p>
        {!data && <Skeleton className="h-32" />}
        {data && all.length === 0 && <p className="text-fg3">{t.certificates.wizard.noDomains}</p>}
        <div className="grid max-h-72 gap-2 overflow-y-auto">
          {all.map(([domain, spec]) => (
            <CheckField
              key={domain} label={domain} checked={picked.includes(domain)} onChange={(on) => setPicked(on ? [...picked, domain] : picked.filter((each) => each !== domain))}
              help={[covers(certified, spec.names) ? t.certificates.covered : t.certificates.notCovered, spec.tls === null || spec.tls === undefined ? t.certificates.plain : spec.tls.certificate !== name && t.certificates.usesOther(spec.tls.certificate)].filter(Boolean).join(" · ")}
            />
          ))}
        </div>
        {added.length > 0 && <CheckField label={t.certificates.redirect} help={t.certificates.redirectHelp} checked={redirect} onChange={setRedirect} />}
        <div className="flex justify-end gap-2">
          <Button kind="ghost" onClick={onClose}>{t.state.cancel}</Button>
          <Button kind="primary" type="submit" disabled={added.length + gone.length === 0 || isPending}>{isPending ? t.certificates.goesOn : t.certificates.assignNow}</Button>
        </div>
      </form>
    </Modal>
  );
}
