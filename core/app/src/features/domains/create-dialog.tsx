import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";

import { applyDocuments, configQuery } from "@/api/config";
import { whyNot } from "@/api/failed";
import { Button } from "@/components/button";
import { Done } from "@/components/deploying/done";
import { DeploymentProgress } from "@/components/deploying/progress";
import { refetchConfig } from "@/components/deploying/requests";
import { useDeploy } from "@/components/deploying/use-deploy";
import { CheckField, SelectField, TextField } from "@/components/field";
import { Modal } from "@/components/modal";

import { documentsOf, type Fresh, FRESH, hostOf, nameOf, targetOf } from "./fresh";
import { fleetQuery } from "./requests";
import { useText } from "./text/use";

/** A domain in three fields: its name, where it goes, and whether by HTTPS. All else can be said later. */
export default function CreateDialog({ onClose }: { onClose: () => void }) {
  const { t } = useText();
  const navigate = useNavigate();
  const client = useQueryClient();
  const { data: config } = useQuery(configQuery);
  const { data: fleet } = useQuery(fleetQuery);
  const [fresh, setFresh] = useState<Fresh>(FRESH);
  const { newest, run } = useDeploy();
  const put = (change: Partial<Fresh>) => setFresh({ ...fresh, ...change });
  const nodes = fleet?.map(({ name }) => name.toLowerCase()) ?? [];
  const chosen = fresh.nodes ?? nodes;
  const services = Object.keys(config?.services ?? {});
  const host = hostOf(fresh.name);
  const taken = config && nameOf(host ?? "") in config.domains;
  const target = fresh.service || targetOf(fresh.to);
  const wrong = fresh.name && !host ? t.domains.make.badName : taken ? t.domains.make.taken : fresh.to && !fresh.service && !target ? t.domains.make.badTarget : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (wrong || !config || !host) return;
    run.mutate({ note: t.domains.make.note(host), before: () => applyDocuments(documentsOf({ ...fresh, name: host }, chosen, config), t.domains.make.note(host), config.revision) });
  };
  const leave = () => {
    onClose();
    if (newest) void refetchConfig(client).then(() => navigate({ to: "/domains/$name", params: { name: nameOf(host ?? "") } }));
  };
  return (
    <Modal title={t.domains.create} onClose={leave} className="w-[min(620px,calc(100vw-24px))]!">
      {newest && <div className="grid gap-4 p-4"><DeploymentProgress deployment={newest} />{newest.phase === "done" ? <Done deployment={newest} onClose={leave} /> : <Button className="justify-self-end" onClick={leave}>{t.domains.make.toDomain}</Button>}</div>}
      {!newest && (
        <form onSubmit={submit} className="grid grid-cols-[minmax(0,1fr)] gap-4 p-4">
          <TextField label={t.domains.make.name} help={t.domains.make.nameHelp} required data-autofocus placeholder="shop.example" maxLength={253} value={fresh.name} onChange={(name) => put({ name })} onBlur={() => host && put({ name: host })} aria-invalid={fresh.name && !host ? true : undefined} />
          {services.length > 0 && <SelectField label={t.domains.make.where} value={fresh.service} options={[{ value: "", label: t.domains.make.newTarget }, ...services.map((value) => ({ value, label: t.domains.make.service(value) }))]} onChange={(service) => put({ service })} />}
          {!fresh.service && <TextField label={t.domains.make.to} help={t.domains.make.toHelp} required placeholder="10.0.0.5:8080" maxLength={300} value={fresh.to} onChange={(to) => put({ to })} />}
          <SelectField label={t.domains.make.https} help={t.domains.make.httpsHelp[fresh.https]} value={fresh.https} options={(["automatic", "self_signed", "none"] as const).map((value) => ({ value, label: t.domains.make.httpsKinds[value] }))} onChange={(https) => put({ https })} />
          {fresh.https === "automatic" && <TextField label={t.domains.make.email} help={t.domains.make.emailHelp} type="email" maxLength={254} value={fresh.email} onChange={(email) => put({ email })} />}
          {nodes.length > 1 && (
            <fieldset className="grid gap-1">
              <legend className="mb-1 text-xs text-fg2">{t.domains.make.nodes}</legend>
              <div className="flex flex-wrap gap-x-4">{nodes.map((node) => <CheckField key={node} label={node} checked={chosen.includes(node)} onChange={(on) => put({ nodes: nodes.filter((each) => (each === node ? on : chosen.includes(each))) })} />)}</div>
            </fieldset>
          )}
          {nodes.length === 0 && fleet && <p className="text-warnink">{t.domains.make.noNodes}</p>}
          {wrong && <p role="alert" className="text-badink">{wrong}</p>}
          {run.error && <p role="alert" className="break-words text-badink">{whyNot(run.error, t)}</p>}
          <div className="flex flex-wrap items-center justify-end gap-2">
            <p className="min-w-0 flex-1 basis-52 text-xs text-fg3">{t.domains.make.lead}</p>
            <Button kind="ghost" onClick={onClose}>{t.state.cancel}</Button>
            <Button kind="primary" type="submit" disabled={run.isPending || Boolean(wrong) || !config || nodes.length === 0}>{run.isPending ? t.domains.make.creating : t.domains.make.create}</Button>
          </div>
        </form>
      )}
    </Modal>
  );
}
