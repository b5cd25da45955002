import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";

import { session } from "@/api/session";
import type { Account } from "@/api/types";
import { Ago } from "@/components/age";
import { Button } from "@/components/button";
import { Facts } from "@/components/facts";
import { Modal } from "@/components/modal";
import { Failure, Skeleton } from "@/components/states";
import { unix } from "@/lib/instant";
import { question } from "@/lib/question";
import { useStore } from "@/lib/store";
import { showToast } from "@/lib/toasts";

import type { Limits } from "./limits";
import { Once } from "./once";
import { changeAccount, deleteAccount, endSession, endSessions, resetPassword, resetSecondFactor, sessionsQuery } from "./requests";
import { RoleField } from "./role-field";
import { ScopeField } from "./scope-field";
import { SessionList } from "./session-list";
import { useText } from "./text/use";
import { useAct } from "./use-act";

interface Props {
  account: Account;
  onClose: () => void;
}

/** Somebody's account: what they may, how they come in, from where they are in. */
export default function AccountDrawer({ account, onClose }: Props) {
  const { t, f } = useText();
  const own = useStore(session).me?.login === account.login && t.people.ownAccount;
  const [password, setPassword] = useState("");
  const { login, provider, second_factor, created_at, signed_in_at } = account;
  return (
    <Modal title={login} onClose={onClose} place="side">
      <div className="grid grid-cols-[minmax(0,1fr)] gap-5 p-4">
        {own && <p className="rounded-ctl bg-active px-3 py-2 text-fg2">{own}</p>}
        {password && <Once label={t.people.firstPasswordOf(login)} text={password} />}
        <Facts rows={[
          [t.people.signIn, provider ? t.people.signsInBy(provider) : t.people.password], [t.people.secondFactor, second_factor ? t.people.on : t.people.off],
          [t.people.made, f.moment(unix(created_at))], [t.people.lastSeen, signed_in_at ? <Ago at={unix(signed_in_at)} /> : t.people.never],
        ]} />
        <Rights account={account} blocked={own} />
        <Sessions id={account.id} />
        <Acts account={account} blocked={own} onPassword={setPassword} onClose={onClose} />
      </div>
    </Modal>
  );
}

function Rights({ account, blocked }: { account: Account; blocked: string | false }) {
  const { t } = useText();
  const [role, setRole] = useState(account.role);
  const [limits, setLimits] = useState<Limits>({ services: account.services, groups: account.groups });
  const save = useAct(() => changeAccount(account.id, { role, ...limits }), () => showToast({ tone: "done", title: t.people.saved(account.login) }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!blocked) save.mutate(undefined);
  };
  return (
    <form onSubmit={submit} className="grid gap-4 border-t border-line pt-4">
      <fieldset disabled={blocked !== false} className="grid min-w-0 gap-4">
        <RoleField value={role} onChange={setRole} />
        <ScopeField value={limits} onChange={setLimits} />
      </fieldset>
      <span><Button kind="primary" type="submit" blocked={blocked} disabled={save.isPending}>{t.people.save}</Button></span>
    </form>
  );
}

function Sessions({ id }: { id: string }) {
  const { t } = useText();
  const { data, error, refetch } = useQuery(sessionsQuery(id));
  const end = useAct((each: string) => endSession(id, each), () => showToast({ tone: "done", title: t.people.sessionEnded }));
  const endAll = useAct(() => endSessions(id), () => showToast({ tone: "done", title: t.people.othersEnded }));
  return (
    <section className="border-t border-line pt-4">
      <div className="flex items-center justify-between gap-3"><h3 className="font-semibold">{t.people.sessions}</h3>{data && data.length > 0 && <Button size="small" kind="danger" disabled={endAll.isPending} onClick={() => endAll.mutate(undefined)}>{t.people.endAll}</Button>}</div>
      {error && !data && <Failure error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton className="h-12" />}
      {data && <SessionList sessions={data} onEnd={end.mutate} busy={end.isPending} />}
    </section>
  );
}

interface ActsProps extends Props {
  blocked: string | false;
  onPassword: (password: string) => void;
}

function Acts({ account: { id, login, enabled, provider, second_factor }, blocked, onPassword, onClose }: ActsProps) {
  const { t } = useText();
  const enable = useAct((next: boolean) => changeAccount(id, { enabled: next }), (_, next, again) => showToast({ tone: "done", title: next ? t.people.enabledNow(login) : t.people.disabledNow(login), undo: () => again(!next) }));
  const reset = useAct(() => resetPassword(id), ({ password }) => onPassword(password));
  const resetFactor = useAct(() => resetSecondFactor(id), () => showToast({ tone: "done", title: t.people.factorReset(login) }));
  const drop = useAct(() => deleteAccount(id), () => {
    showToast({ tone: "done", title: t.people.deleted(login) });
    onClose();
  });
  const ask = (action: string, lead: string, onConfirm: () => void, name?: string) => question.set({ title: `${login}: ${action}`, lead, action, onConfirm, ...(name !== undefined && { name }) });
  return (
    <section className="grid gap-3 border-t border-line pt-4">
      <h3 className="font-semibold">{t.people.acts}</h3>
      <div className="flex flex-wrap gap-2">
        <Button blocked={blocked} disabled={enable.isPending} onClick={() => enable.mutate(!enabled)}>{enabled ? t.people.disable : t.people.enable}</Button>
        {!provider && <Button blocked={blocked} disabled={reset.isPending} onClick={() => ask(t.people.resetPassword, t.people.resetPasswordLead, () => reset.mutate(undefined))}>{t.people.resetPassword}</Button>}
        {second_factor && <Button blocked={blocked} disabled={resetFactor.isPending} onClick={() => ask(t.people.resetFactor, t.people.resetFactorLead, () => resetFactor.mutate(undefined))}>{t.people.resetFactor}</Button>}
        <Button kind="danger" blocked={blocked} disabled={drop.isPending} onClick={() => ask(t.people.delete, t.people.deleteLead, () => drop.mutate(undefined), login)}>{t.people.delete}</Button>
      </div>
    </section>
  );
}
