import { useId } from "react";

import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import { renew, signOut } from "@/api/session";
import { Button } from "@/components/button";
import { NewPasswordField, PasswordField } from "@/components/password-field";
import { useOwnPassword } from "@/components/use-own-password";

import { explain } from "./explain";
import { Frame } from "./frame";
import { useText } from "./text/use";

/** Instead of the application, for who still has the password that somebody else made for them. */
export default function OwnPassword({ login }: { login: string }) {
  const { t } = useText();
  const { old, setOld, next, setNext, busy, problem, submit } = useOwnPassword({
    change: async (from, to) => {
      await unwrap(api.PUT("/api/v1/me/password", { body: { old: from, new: to } }));
      await renew(); // its answer says that there is nothing to change any more
    },
    explain: (error) => explain(error, t),
  });
  const id = useId();
  return (
    <Frame lead={t.signIn.mustChange}>
      <form onSubmit={submit} className="grid gap-3.5" aria-describedby={id}>
        <p className="text-fg2">{t.signIn.mustChangeLead(login)}</p>
        <input type="text" name="login" autoComplete="username" value={login} readOnly hidden />
        <PasswordField label={t.signIn.old} className="h-10!" autoComplete="current-password" value={old} onChange={setOld} />
        <NewPasswordField className="h-10!" value={next} onChange={setNext} />
        <p id={id} role="alert" className="min-h-[18px] text-badink">{problem}</p>
        <Button kind="primary" size="tall" type="submit" disabled={busy}>{t.signIn.change}</Button>
        <Button kind="ghost" onClick={() => void signOut()}>{t.profile.signOut}</Button>
      </form>
    </Frame>
  );
}
