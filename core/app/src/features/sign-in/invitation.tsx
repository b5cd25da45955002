import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";

import { place } from "@/api/place";
import { ApiError } from "@/api/problem";
import { isWeak, postOpenly, signIn } from "@/api/session";
import type { Invited } from "@/api/types";
import { Button } from "@/components/button";
import { NewPasswordField } from "@/components/password-field";
import { Failure, Skeleton } from "@/components/states";
import { useText as usePasswordText } from "@/components/text/use";
import { weakText } from "@/components/weak-text";
import { unix } from "@/lib/instant";

import { explain } from "./explain";
import { Frame } from "./frame";
import { useText } from "./text/use";

/** Away from the link, so that it stays in no history. */
const leave = () => window.location.replace(`${place}/`);

/** Who holds the link of an invitation makes an account by it, and is signed in. */
export default function Invitation({ token }: { token: string }) {
  const { t } = useText();
  const { data, error, refetch } = useQuery({
    queryKey: ["invitation", token],
    queryFn: () => postOpenly<Invited>("invitations/look", { token }),
    retry: false,
    staleTime: Infinity,
  });
  const over = error instanceof ApiError && error.status >= 400 && error.status < 500 && error.status !== 429;
  return (
    <Frame lead={over ? t.signIn.notInvited : t.signIn.invited}>
      {over && <div className="grid gap-4"><p className="text-fg2">{t.signIn.notInvitedLead}</p><Button size="tall" onClick={leave}>{t.signIn.toSignIn}</Button></div>}
      {error && !over && <Failure error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton className="h-56" />}
      {data && <TakeUp token={token} invited={data} />}
    </Frame>
  );
}

function TakeUp({ token, invited }: { token: string; invited: Invited }) {
  const { t, f } = useText();
  const { t: { password: said } } = usePasswordText();
  const [login, setLogin] = useState("");
  const [password, setPassword] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  const ids = { login: useId(), problem: useId() };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem("");
    try {
      await postOpenly("invitations/take-up", { token, login, password });
      await signIn(login, password);
      leave();
    } catch (error) {
      const status = error instanceof ApiError ? error.status : 0;
      setProblem(isWeak(error) ? weakText(error, said) : status === 409 ? t.signIn.loginTaken : explain(error, t));
      setBusy(false);
    }
  };
  const limits = [invited.services, invited.groups].flatMap((each) => each ?? []).join(", ");
  return (
    <form onSubmit={(event) => void submit(event)} className="grid gap-3.5">
      <div className="grid gap-1 text-fg2">
        <p className="break-words">{t.signIn.invitedBy(invited.made_by, t.role[invited.role])}</p>
        {limits && <p className="break-words">{t.signIn.reaches(limits)}</p>}
        <p className="text-xs text-fg3">{t.signIn.until(f.moment(unix(invited.expires_at)))}</p>
      </div>
      <div className="grid gap-1">
        <label htmlFor={ids.login} className="text-xs text-fg2">{t.signIn.login}</label>
        <input id={ids.login} name="login" className="field h-10!" autoComplete="username" autoCapitalize="none" spellCheck={false} required maxLength={100} value={login} onChange={(event) => setLogin(event.target.value)} />
      </div>
      <NewPasswordField className="h-10!" value={password} onChange={setPassword} />
      <p id={ids.problem} role="alert" className="min-h-[18px] break-words text-badink">{problem}</p>
      <Button kind="primary" size="tall" type="submit" disabled={busy}>{t.signIn.join}</Button>
    </form>
  );
}
