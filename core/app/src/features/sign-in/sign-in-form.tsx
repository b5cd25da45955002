import { Eye, EyeOff } from "lucide-react";
import { type FormEvent, useId, useState } from "react";

import { ApiError } from "@/api/problem";
import { signIn } from "@/api/session";
import { Button } from "@/components/button";
import type { Msg } from "@/lib/i18n/en";
import { useText } from "@/lib/i18n/react";

function explain(error: unknown, t: Msg): string {
  if (!(error instanceof ApiError) || error.status === 0 || error.status >= 500) return t.signIn.away;
  if (error.status === 429) return error.retryAfter ? t.signIn.throttled(error.retryAfter) : t.signIn.throttledSoon;
  return t.signIn.wrong;
}

/** `login` given: somebody comes back to a session that ended. */
export function SignInForm({ login: known = "" }: { login?: string }) {
  const { t } = useText();
  const [login, setLogin] = useState(known);
  const [password, setPassword] = useState("");
  const [visible, setVisible] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const ids = { login: useId(), password: useId(), problem: useId() };

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      await signIn(login, password);
    } catch (error) {
      setProblem(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form onSubmit={(event) => void submit(event)} className="grid gap-3.5">
      <div className="grid gap-1">
        <label htmlFor={ids.login} className="text-xs text-fg2">{t.signIn.login}</label>
        <input id={ids.login} name="login" className="field h-10!" autoComplete="username" autoCapitalize="none" spellCheck={false} required value={login} onChange={(event) => setLogin(event.target.value)} />
      </div>
      <div className="grid gap-1">
        <label htmlFor={ids.password} className="text-xs text-fg2">{t.signIn.password}</label>
        <div className="relative">
          <input
            id={ids.password}
            name="password"
            className="field h-10! pr-10!"
            type={visible ? "text" : "password"}
            autoComplete="current-password"
            required
            data-autofocus={known ? true : undefined}
            value={password}
            aria-invalid={problem !== null}
            aria-describedby={problem === null ? undefined : ids.problem}
            onChange={(event) => setPassword(event.target.value)}
          />
          <button type="button" aria-label={visible ? t.signIn.hide : t.signIn.show} onClick={() => setVisible(!visible)} className="absolute inset-y-0 right-0 grid w-10 place-items-center text-fg3 hover:text-fg">
            {visible ? <EyeOff size={16} /> : <Eye size={16} />}
          </button>
        </div>
      </div>
      <p id={ids.problem} role="alert" className="min-h-[18px] text-badink">{problem !== null && explain(problem, t)}</p>
      <Button kind="primary" size="tall" type="submit" disabled={busy}>{busy ? t.signIn.busy : t.signIn.submit}</Button>
    </form>
  );
}
