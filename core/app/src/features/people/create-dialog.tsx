import { type FormEvent, useId, useState } from "react";

import { place } from "@/api/place";
import type { Role } from "@/api/types";
import { Button } from "@/components/button";
import { Modal } from "@/components/modal";
import { Segmented } from "@/components/segmented";

import type { Limits } from "./limits";
import { Once } from "./once";
import { createAccount, invite } from "./requests";
import { RoleField } from "./role-field";
import { ScopeField } from "./scope-field";
import { useText } from "./text/use";
import { useAct } from "./use-act";

interface Made {
  label: string;
  text: string;
  note: string;
}

/** Somebody new: by a link in which they choose login and password, or by an account with a first password. */
export default function CreateDialog({ onClose }: { onClose: () => void }) {
  const { t } = useText();
  const [way, setWay] = useState<"invite" | "account">("invite");
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>("viewer");
  const [limits, setLimits] = useState<Limits>({ services: null, groups: null });
  const [made, setMade] = useState<Made | null>(null);
  const id = useId();
  const make = useAct(
    async (): Promise<Made> => {
      if (way === "account") {
        const { account, password } = await createAccount(name, role, limits);
        return { label: t.people.firstPasswordOf(account.login), text: password, note: t.people.firstPasswordNote };
      }
      const { token } = await invite(role, name, limits);
      return { label: t.people.link3days, text: `${window.location.origin}${place}/invitation#${token}`, note: t.people.linkNote };
    },
    setMade,
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    make.mutate(undefined);
  };
  if (made) {
    return (
      <Modal title={t.people.newAccount} onClose={onClose}>
        <div className="grid grid-cols-[minmax(0,1fr)] gap-4 p-4"><Once label={made.label} text={made.text} /><p className="text-xs text-fg3">{made.note}</p><Button kind="primary" className="justify-self-end" onClick={onClose}>{t.people.kept}</Button></div>
      </Modal>
    );
  }
  return (
    <Modal title={t.people.newAccount} onClose={onClose}>
      <form onSubmit={submit} className="grid grid-cols-[minmax(0,1fr)] gap-4 p-4">
        <Segmented label={t.people.way} value={way} options={[{ value: "invite", label: t.people.byLink }, { value: "account", label: t.people.byPassword }]} onChange={setWay} />
        <div className="grid gap-1">
          <label htmlFor={id} className="text-xs text-fg2">{way === "account" ? t.people.login : t.people.note}</label>
          <input id={id} className="field" required={way === "account"} maxLength={way === "account" ? 100 : 200} autoComplete="off" autoCapitalize="none" spellCheck={false} data-autofocus value={name} onChange={(event) => setName(event.target.value)} />
        </div>
        <RoleField value={role} onChange={setRole} />
        <ScopeField value={limits} onChange={setLimits} />
        <div className="flex justify-end gap-2">
          <Button kind="ghost" onClick={onClose}>{t.state.cancel}</Button>
          <Button kind="primary" type="submit" disabled={make.isPending}>{way === "account" ? t.people.create : t.people.invite}</Button>
        </div>
      </form>
    </Modal>
  );
}
