import { type FormEvent, useState } from "react";

import { Button } from "@/components/button";
import { TextField } from "@/components/field";
import { Modal } from "@/components/modal";
import { useChangeSearch } from "@/lib/view";

import { EMPTY_SET } from "./page";
import { useText } from "./text/use";
import { usePublish } from "./use-publish";

const NAME = /^[a-z0-9](?:[a-z0-9._-]{0,61}[a-z0-9])?$/;

/** A set of pages for some of the sites. */
export function NewSet({ onClose }: { onClose: () => void }) {
  const { t } = useText();
  const change = useChangeSearch();
  const [name, setName] = useState("");
  const { mutate, isPending } = usePublish();
  const isWrong = name !== "" && !NAME.test(name);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isWrong) return;
    mutate({ written: { pages: { [name]: EMPTY_SET } }, title: t.errorPages.madeSet(name), done: () => { change({ set: name, pages: undefined }); onClose(); } });
  };
  return (
    <Modal title={t.errorPages.newSet} onClose={onClose}>
      <form onSubmit={submit} className="grid gap-4 p-4">
        <p className="text-fg2">{t.errorPages.newSetLead}</p>
        <TextField label={t.errorPages.newSetName} value={name} onChange={(text) => setName(text.toLowerCase())} required aria-invalid={isWrong || undefined} data-autofocus />
        {isWrong && <p role="alert" className="text-xs text-badink">{t.errorPages.badSetName}</p>}
        <div className="flex justify-end gap-2"><Button kind="ghost" onClick={onClose}>{t.state.cancel}</Button><Button kind="primary" type="submit" disabled={isPending || isWrong}>{isPending ? t.errorPages.saving : t.errorPages.make}</Button></div>
      </form>
    </Modal>
  );
}
