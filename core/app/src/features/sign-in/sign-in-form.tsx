import { type FormEvent, useId, useState } from "react";

import { isCodeWanted, signIn } from "@/api/session";
import { Button } from "@/components/button";
import { PasswordField } from "@/components/password-field";

import { explain } from "./explain";
import { useText } from "./text/use";

/** Of one thing, so that it is called when the field comes and not with each letter. */
const focus = (input: HTMLInputElement | null) => input?.focus();

/** `login` given: somebody comes back to a session that ended. */
export function SignInForm({ login: known = "" }: { login?: string }) {
  const { t } = useText();
  const [login, setLogin] = useState(known);
  const [password, setPassword] = useState("");
  const [code, setCode] = useState<string | null>(null);
  const [isBack, setIsBack] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const ids = { login: useId(), problem: useId() };

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      await signIn(login, password, code ?? "");
    } catch (error) {
      if (isCodeWanted(error)) setCode("");
      else setProblem(error);
    } finally {
      setBusy(false);
    }
  };
  const back = () => {
    setIsBack(true);
    setCode(null);
    setProblem(null);
  };
  const told = { "aria-invalid": problem !== null, "aria-describedby": problem === null ? undefined : ids.problem };
  return (
    <form onSubmit={(event) => void submit(event)} className="grid gap-3.5">
      {code === null ? (
        <>
          <div className="grid gap-1">
            <label htmlFor={ids.login} className="text-xs text-fg2">{t.signIn.login}</label>
            <input id={ids.login} ref={known || isBack ? undefined : focus} name="login" className="field h-10!" autoComplete="username" autoCapitalize="none" spellCheck={false} required readOnly={known !== ""} maxLength={100} value={login} onChange={(event) => setLogin(event.target.value)} />
          </div>
          <PasswordField {...told} ref={isBack ? focus : undefined} label={t.signIn.password} name="password" className="h-10!" autoComplete="current-password" data-autofocus={known ? true : undefined} value={password} onChange={setPassword} />
        </>
      ) : <CodeField value={code} onChange={setCode} {...told} />}
      <p id={ids.problem} role="alert" className="min-h-[18px] text-badink">{problem !== null && explain(problem, t)}</p>
      <div className="flex gap-2">
        {code !== null && <Button size="tall" disabled={busy} onClick={back}>{t.signIn.back}</Button>}
        <Button kind="primary" size="tall" type="submit" className="flex-1" disabled={busy}>{busy ? t.signIn.busy : t.signIn.submit}</Button>
      </div>
    </form>
  );
}

/** Of an authenticator app, or one of those that were written down for when it is lost. */
function CodeField({ value, onChange, ...told }: { value: string; onChange: (value: string) => void }) {
  const { t } = useText();
  const ids = { code: useId(), help: useId() };
  return (
    <div className="grid gap-1">
      <label htmlFor={ids.code} className="text-xs text-fg2">{t.signIn.code}</label>
      <input
        aria-describedby={ids.help}
        {...told}
        id={ids.code}
        ref={focus}
        name="code"
        className="field mono h-10! tracking-[.12em]"
        autoComplete="one-time-code"
        autoCapitalize="none"
        spellCheck={false}
        required
        maxLength={40}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
      <p id={ids.help} className="text-xs text-fg3">{t.signIn.codeHelp}</p>
    </div>
  );
}
