import { type FormEvent, useId, useState } from "react";

import type { Me, Permission } from "@/api/types";
import { Button } from "@/components/button";
import { Modal } from "@/components/modal";
import { PasswordField } from "@/components/password-field";

import { type Limits, namesIn } from "./limits";
import { Once } from "./once";
import { makeToken } from "./requests";
import { ScopeField } from "./scope-field";
import { useText } from "./text/use";
import { useAct } from "./use-act";

const DAY = 86_400;
const DAYS = [1, 7, 30, 90, 365] as const;

/** A token with no more than its owner may: what for, how far, from where, how long. */
export default function TokenDialog({ me, onClose }: { me: Me; onClose: () => void }) {
  const { t, f } = useText();
  const [name, setName] = useState("");
  const [permissions, setPermissions] = useState<readonly Permission[]>(["read"]);
  const [limits, setLimits] = useState<Limits>({ services: me.services, groups: me.groups });
  const [networks, setNetworks] = useState("");
  const [days, setDays] = useState(30);
  const [password, setPassword] = useState("");
  const ids = { name: useId(), networks: useId(), help: useId(), days: useId() };
  const make = useAct(makeToken, () => undefined);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const from = namesIn(networks);
    make.mutate({
      name, permissions: [...permissions], ...limits, networks: from.length > 0 ? from : null, duration_seconds: days * DAY, password,
    });
  };
  const toggle = (each: Permission) => setPermissions(permissions.includes(each) ? permissions.filter((other) => other !== each) : [...permissions, each]);
  if (make.data) {
    return (
      <Modal title={make.data.about.name} onClose={onClose}>
        <div className="grid grid-cols-[minmax(0,1fr)] gap-4 p-4"><Once label={t.people.token} text={make.data.token} /><p className="text-xs text-fg3">{t.people.tokenUse}</p><Button kind="primary" className="justify-self-end" onClick={onClose}>{t.people.kept}</Button></div>
      </Modal>
    );
  }
  return (
    <Modal title={t.people.newToken} onClose={onClose}>
      <form onSubmit={submit} className="grid grid-cols-[minmax(0,1fr)] gap-4 p-4">
        <div className="grid gap-1">
          <label htmlFor={ids.name} className="text-xs text-fg2">{t.people.tokenName}</label>
          <input id={ids.name} className="field" required maxLength={100} autoComplete="off" data-autofocus value={name} onChange={(event) => setName(event.target.value)} />
        </div>
        <fieldset>
          <legend className="mb-1.5 text-xs text-fg2">{t.people.may}</legend>
          <div className="grid gap-1.5 sm:grid-cols-2">
            {me.permissions.map((each) => (
              <label key={each} className="flex min-h-6 items-center gap-2"><input type="checkbox" checked={permissions.includes(each)} onChange={() => toggle(each)} />{t.people.permissions[each]}</label>
            ))}
          </div>
        </fieldset>
        <ScopeField value={limits} onChange={setLimits} />
        <div className="grid gap-1">
          <label htmlFor={ids.networks} className="text-xs text-fg2">{t.people.networks}</label>
          <input id={ids.networks} aria-describedby={ids.help} className="field mono" autoComplete="off" spellCheck={false} placeholder="192.0.2.0/24" value={networks} onChange={(event) => setNetworks(event.target.value)} />
          <p id={ids.help} className="text-xs text-fg3">{t.people.networksHelp}</p>
        </div>
        <div className="grid gap-1">
          <label htmlFor={ids.days} className="text-xs text-fg2">{t.people.lasts}</label>
          <select id={ids.days} className="field" value={days} onChange={(event) => setDays(Number(event.target.value))}>
            {DAYS.map((each) => <option key={each} value={each}>{f.span(each * DAY)}</option>)}
          </select>
        </div>
        {me.has_password && <PasswordField label={t.people.passwordAgain} autoComplete="current-password" value={password} onChange={setPassword} />}
        <div className="flex justify-end gap-2">
          <Button kind="ghost" onClick={onClose}>{t.state.cancel}</Button>
          <Button kind="primary" type="submit" disabled={make.isPending || permissions.length === 0}>{t.people.make}</Button>
        </div>
      </form>
    </Modal>
  );
}
