import { type FormEvent, useState } from "react";

import { may, session } from "@/api/session";
import type { Certificate } from "@/api/types";
import { Button } from "@/components/button";
import { SelectField, TextField } from "@/components/field";
import { Modal } from "@/components/modal";
import { useStore } from "@/lib/store";
import { showToast } from "@/lib/toasts";

import { REASONS, revoke } from "./requests";
import { useText } from "./text/use";
import { useAct } from "./use-act";

/** Asks before an authority is told: that cannot be taken back. */
export function Revoke({ name, certificate, onClose }: { name: string; certificate: Certificate; onClose: () => void }) {
  const { t } = useText();
  const [reason, setReason] = useState<(typeof REASONS)[number]>("unspecified");
  const [typed, setTyped] = useState("");
  const blocked = may(useStore(session), "operate") ? false : t.state.needs.operate;
  const { mutate, isPending } = useAct(() => revoke(name, certificate.id, reason), () => {
    showToast({ tone: "done", title: t.certificates.revoking });
    onClose();
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (typed === name && !blocked) mutate(undefined);
  };
  return (
    <Modal title={t.certificates.revokeType} onClose={onClose}>
      <form onSubmit={submit} className="grid gap-3 p-4">
        <p className="text-fg2">{t.certificates.revokeLead}</p>
        <SelectField label={t.certificates.reason} value={reason} onChange={setReason} options={REASONS.map((value) => ({ value, label: t.certificates.reasons[value] }))} />
        <TextField label={t.nodes.removeType(name)} value={typed} onChange={setTyped} className="mono" data-autofocus />
        <div className="flex justify-end gap-2">
          <Button kind="ghost" onClick={onClose}>{t.state.cancel}</Button>
          <Button kind="solidDanger" type="submit" blocked={blocked} disabled={typed !== name || isPending}>{t.certificates.revoke}</Button>
        </div>
      </form>
    </Modal>
  );
}
