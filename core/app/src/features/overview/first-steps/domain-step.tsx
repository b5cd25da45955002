import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { LoaderCircle } from "lucide-react";
import { type FormEvent, useId, useState } from "react";

import { whyNot } from "@/api/failed";
import { nodesQuery } from "@/api/nodes";
import { Button } from "@/components/button";
import { TextField } from "@/components/field";

import { overviewQuery } from "../requests";
import { useText } from "../text/use";
import { addDomain, configQuery, deploymentQuery } from "./requests";

const DOMAIN = /^(?=.{3,253}$)(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/i;

/** Writes a domain down and brings it to the nodes: tried on one, spread, taken back by itself where it does not work. */
export function DomainStep() {
  const { t } = useText();
  const client = useQueryClient();
  const { data: config } = useQuery(configQuery);
  const { data: nodes } = useQuery(nodesQuery);
  const [domain, setDomain] = useState("");
  const [bad, setBad] = useState(false);
  const [service, setService] = useState("");
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const id = useId();
  const { mutate, data: deployment = "", error, isPending } = useMutation({
    mutationFn: addDomain,
    onSuccess: () => Promise.all([client.invalidateQueries({ queryKey: configQuery.queryKey }), client.invalidateQueries({ queryKey: overviewQuery.queryKey })]),
  });
  const { data: state } = useQuery(deploymentQuery(deployment));
  const services = Object.keys(config?.services ?? {});
  const there = (nodes ?? []).filter((node) => node.state !== "new").map((node) => node.name);
  if (config && services.length === 0) return <p>{t.first.needsService}</p>;
  if (nodes && there.length === 0) return <p>{t.first.needsNode}</p>;
  const running = isPending || (deployment !== "" && !state?.ended_at);
  const failed = state?.phase === "failed" || state?.phase === "cancelled" ? t.first.failed(state.reason) : error ? whyNot(error, t) : "";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const name = domain.trim().toLowerCase();
    setBad(!DOMAIN.test(name));
    if (DOMAIN.test(name)) mutate({ domain: name, service: service || (services[0] ?? ""), nodes: there.filter((node) => !left.has(node)) });
  };
  const toggle = (node: string) => setLeft((old) => new Set(old.has(node) ? [...old].filter((each) => each !== node) : [...old, node]));
  return (
    <form onSubmit={submit} className="grid gap-3" noValidate>
      <p>{t.first.domainLead}</p>
      <div className="grid gap-3 sm:grid-cols-2">
        <TextField className="mono" required maxLength={253} autoCapitalize="none" label={t.first.domainName} value={domain} onChange={(value) => { setDomain(value); setBad(false); }} placeholder="shop.example.com" aria-invalid={bad} />
        <div className="grid content-start gap-1">
          <label htmlFor={id} className="text-xs">{t.first.domainService}</label>
          <select id={id} className="field" value={service || services[0]} onChange={(event) => setService(event.target.value)}>{services.map((name) => <option key={name}>{name}</option>)}</select>
        </div>
      </div>
      <fieldset className="flex flex-wrap gap-x-4 gap-y-1">
        <legend className="mb-1 text-xs">{t.first.domainNodes}</legend>
        {there.map((node) => (
          <label key={node} className="flex min-h-7 items-center gap-2 text-fg"><input type="checkbox" className="size-4 accent-accent" checked={!left.has(node)} onChange={() => toggle(node)} />{node}</label>
        ))}
      </fieldset>
      {(bad || failed) && <p role="alert" className="break-words text-badink">{bad ? t.first.domainBad : failed}</p>}
      {running && <p role="status" className="flex items-center gap-2"><LoaderCircle size={16} className="beat text-fg3" aria-hidden="true" />{t.first.deploying}</p>}
      <p><Button kind="primary" type="submit" disabled={running || left.size >= there.length}>{t.first.domainSave}</Button></p>
    </form>
  );
}
