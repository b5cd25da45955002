import { useMutation, useQueryClient } from "@tanstack/react-query";
import { whyNot } from "@/api/failed";
import { type FormEvent, useState } from "react";

import { Button } from "@/components/button";
import { TextField } from "@/components/field";

import { overviewQuery } from "../requests";
import { useText } from "../text/use";
import { addService, configQuery } from "./requests";

export function ServiceStep() {
  const { t } = useText();
  const client = useQueryClient();
  const [name, setName] = useState("");
  const [host, setHost] = useState("");
  const [port, setPort] = useState("8080");
  const { mutate, error, isPending } = useMutation({
    mutationFn: addService,
    onSuccess: () => Promise.all([client.invalidateQueries({ queryKey: configQuery.queryKey }), client.invalidateQueries({ queryKey: overviewQuery.queryKey })]),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    mutate({ name: name.trim().toLowerCase(), host: host.trim(), port: Number(port) });
  };
  return (
    <form onSubmit={submit} className="grid gap-3">
      <p>{t.first.serviceLead}</p>
      <div className="grid gap-3 sm:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_96px]">
        <TextField className="mono" required maxLength={253} autoCapitalize="none" label={t.first.serviceName} value={name} onChange={setName} placeholder="shop" pattern="[a-zA-Z0-9]([a-zA-Z0-9._\-]{0,61}[a-zA-Z0-9])?" title={t.first.serviceNameHelp} />
        <TextField className="mono" required maxLength={253} autoCapitalize="none" label={t.first.host} value={host} onChange={setHost} placeholder="10.0.0.5" />
        <TextField className="mono" required maxLength={253} autoCapitalize="none" label={t.first.port} value={port} onChange={setPort} inputMode="numeric" pattern="[0-9]{1,5}" />
      </div>
      {error && <p role="alert" className="break-words text-badink">{whyNot(error, t)}</p>}
      <p><Button kind="primary" type="submit" disabled={isPending}>{t.first.serviceSave}</Button></p>
    </form>
  );
}
