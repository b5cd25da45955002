import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";

import { Button } from "@/components/button";
import { AreaField, TextField } from "@/components/field";
import { Modal } from "@/components/modal";
import { Skeleton } from "@/components/states";

import { EMPTY_SET, variablesOf, variablesText, type WholeSet } from "./page";
import { configQuery } from "./requests";
import { useText } from "./text/use";
import { usePublish } from "./use-publish";

/** What all pages of a set may show, and which answers of the site it stands in for. */
export function SetSettings({ set, onClose }: { set: string; onClose: () => void }) {
  const { t } = useText();
  const { data } = useQuery(configQuery);
  return (
    <Modal title={`${t.errorPages.settings}: ${set}`} onClose={onClose}>
      {data ? <Fields set={set} spec={{ ...EMPTY_SET, ...data.pages[set] }} onClose={onClose} /> : <div className="p-4"><Skeleton className="h-64" /></div>}
    </Modal>
  );
}

function Fields({ set, spec, onClose }: { set: string; spec: WholeSet; onClose: () => void }) {
  const { t } = useText();
  const [contact, setContact] = useState(spec.contact);
  const [variables, setVariables] = useState(variablesText(spec.variables));
  const [intercept, setIntercept] = useState(spec.intercept.join(", "));
  const { mutate, isPending } = usePublish();
  const found = variablesOf(variables);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (typeof found === "string") return;
    const next = { ...spec, contact, variables: found, intercept: intercept.split(/[\s,]+/).filter(Boolean) };
    mutate({ written: { pages: { [set]: next } }, title: t.errorPages.savedSettings(set), before: { pages: { [set]: spec } }, done: onClose });
  };
  return (
    <form onSubmit={submit} className="grid gap-4 p-4">
      <TextField label={t.errorPages.contact} help={t.errorPages.contactHelp} value={contact} onChange={setContact} />
      <AreaField label={t.errorPages.ownVariables} help={t.errorPages.ownVariablesHelp} className="mono" rows={3} value={variables} onChange={setVariables} aria-invalid={typeof found === "string"} />
      {typeof found === "string" && <p role="alert" className="break-words text-badink">{t.errorPages.wrongLine(found)}</p>}
      <TextField label={t.errorPages.intercept} help={t.errorPages.interceptHelp} className="mono" value={intercept} onChange={setIntercept} />
      <div className="flex justify-end gap-2"><Button kind="ghost" onClick={onClose}>{t.state.cancel}</Button><Button kind="primary" type="submit" disabled={isPending || typeof found === "string"}>{isPending ? t.errorPages.saving : t.errorPages.save}</Button></div>
    </form>
  );
}
