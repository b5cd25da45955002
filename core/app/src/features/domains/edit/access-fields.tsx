import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { useState } from "react";

import { whyNot } from "@/api/failed";
import type { DomainSpec } from "@/api/types";
import { Button } from "@/components/button";
import { LinesField } from "@/components/document/form-parts";
import { TextField } from "@/components/field";
import { PasswordField } from "@/components/password-field";

import { nameOf } from "../fresh";
import { putPassword } from "../requests";
import { type Texts, useText } from "../text/use";
import type { PartsProps } from "./form";

export function accessNow({ access, basic_auth }: DomainSpec, t: Texts): string {
  const s = t.domains.safety;
  return [access?.allow.length ? s.allowed(access.allow.length) : access?.deny.length ? s.denied(access.deny.length) : s.everyone, basic_auth && s.logins(Object.keys(basic_auth.users).length)].filter(Boolean).join(", ");
}

/** Who is let in: by address, and by password. */
export function AccessFields({ spec: { access, basic_auth }, put, name }: PartsProps & { name: string }) {
  const { t } = useText();
  const w = t.domains.edit;
  const [allow, deny] = [access?.allow ?? [], access?.deny ?? []];
  const set = (next: { allow: string[]; deny: string[] }) => put({ access: next.allow.length + next.deny.length > 0 ? next : null });
  const users = basic_auth?.users ?? {};
  const setUsers = (next: Record<string, string>) => put({ basic_auth: Object.keys(next).length > 0 ? { realm: basic_auth?.realm ?? "Restricted", users: next } : null });
  return (
    <>
      <div className="grid gap-3 sm:grid-cols-2">
        <LinesField label={w.allow} help={w.allowHelp} placeholder="10.0.0.0/8" values={allow} onChange={(next) => set({ allow: next, deny: [...deny] })} />
        <LinesField label={w.deny} placeholder="203.0.113.7" values={deny} onChange={(next) => set({ allow: [...allow], deny: next })} />
      </div>
      {Object.keys(users).length > 0 && (
        <ul aria-label={w.users} className="grid gap-1">
          {Object.entries(users).map(([login, secret]) => (
            <li key={login} className="flex items-center gap-2"><b className="font-medium">{login}</b><span className="mono cut min-w-0 flex-1 text-fg3">{secret}</span><Button kind="ghost" size="icon" aria-label={w.dropUser(login)} onClick={() => setUsers(Object.fromEntries(Object.entries(users).filter(([each]) => each !== login)))}><Trash2 size={14} /></Button></li>
          ))}
        </ul>
      )}
      <NewUser name={name} onMade={(login, secret) => setUsers({ ...users, [login]: secret })} />
    </>
  );
}

/** The password goes to the core at once, where nobody reads it again; the draft only names it. */
function NewUser({ name, onMade }: { name: string; onMade: (login: string, secret: string) => void }) {
  const { t } = useText();
  const w = t.domains.edit;
  const client = useQueryClient();
  const [login, setLogin] = useState("");
  const [password, setPassword] = useState("");
  const { mutate, isPending, error } = useMutation({
    mutationFn: async () => {
      const secret = nameOf(`${name.slice(0, 40)}-${login}`);
      await putPassword(secret, password);
      return secret;
    },
    onSuccess: async (secret) => {
      await client.invalidateQueries({ queryKey: ["config", "secrets"] });
      onMade(login, secret);
      setLogin("");
      setPassword("");
    },
  });
  return (
    <div className="grid gap-2">
      <div className="grid items-end gap-3 sm:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_auto]">
        <TextField label={w.login} value={login} maxLength={64} onChange={setLogin} />
        <PasswordField label={w.password} value={password} autoComplete="new-password" onChange={setPassword} />
        <Button disabled={isPending || !login || password.length < 8} onClick={() => mutate()}>{w.addUser}</Button>
      </div>
      <p className="text-xs text-fg3">{w.passwordHelp}</p>
      {error && <p role="alert" className="break-words text-badink">{whyNot(error, t)}</p>}
    </div>
  );
}
