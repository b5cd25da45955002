import { useId } from "react";

import { Button } from "@/components/button";
import { NewPasswordField, PasswordField } from "@/components/password-field";
import { useOwnPassword } from "@/components/use-own-password";
import { showToast } from "@/lib/toasts";

import { Card } from "./card";
import { changePassword } from "./requests";
import { useText } from "./text/use";
import { whyNot } from "./use-act";

/** One's password, changed by the old one. */
export function PasswordCard({ login }: { login: string }) {
  const { t } = useText();
  const { old, setOld, next, setNext, busy, problem, submit } = useOwnPassword({
    change: async (from, to) => {
      await changePassword(from, to);
      showToast({ tone: "done", title: t.people.passwordChanged, note: t.people.othersEnded });
    },
    explain: (error) => whyNot(error, t),
  });
  const id = useId();
  return (
    <Card title={t.people.password} lead={t.people.passwordLead}>
      <form onSubmit={submit} className="grid gap-3">
        <input type="text" name="login" autoComplete="username" value={login} readOnly hidden />
        <PasswordField label={t.people.old} autoComplete="current-password" value={old} onChange={setOld} aria-describedby={id} />
        <NewPasswordField value={next} onChange={setNext} />
        <p id={id} role="alert" className="text-badink empty:hidden">{problem}</p>
        <span><Button type="submit" disabled={busy}>{t.people.changePassword}</Button></span>
      </form>
    </Card>
  );
}
