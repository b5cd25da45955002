import { useQuery } from "@tanstack/react-query";
import { UserPlus } from "lucide-react";
import { lazy, Suspense, useState } from "react";

import { session } from "@/api/session";
import type { Account } from "@/api/types";
import { Ago } from "@/components/age";
import { Button } from "@/components/button";
import { cell, headCell } from "@/components/page";
import { Failure, Skeleton } from "@/components/states";
import { cx } from "@/lib/cx";
import { unix } from "@/lib/instant";
import { useStore } from "@/lib/store";
import { useChangeSearch, useViewSearch } from "@/lib/view";

import { accountsQuery } from "./requests";
import { ReachText } from "./scope-field";
import { useText } from "./text/use";

const AccountDrawer = lazy(() => import("./account-drawer"));
const CreateDialog = lazy(() => import("./create-dialog"));

/** All accounts. */
export default function Accounts() {
  const { t } = useText();
  const { open } = useViewSearch();
  const change = useChangeSearch();
  const [making, setMaking] = useState(false);
  const { data, error, refetch } = useQuery(accountsQuery);
  const { me } = useStore(session);
  if (error && !data) return <section className="panel"><Failure error={error} onRetry={() => void refetch()} /></section>;
  if (!data) return <section className="panel p-4"><Skeleton className="h-72" /></section>;
  const opened = data.find(({ id }) => id === open);
  return (
    <section className="panel min-w-0 overflow-hidden">
      <div className="flex min-h-14 flex-wrap items-center justify-between gap-2 px-4 py-2.5"><span className="num text-fg2">{t.people.count(data.length)}</span><Button kind="primary" onClick={() => setMaking(true)}><UserPlus size={15} aria-hidden="true" />{t.people.newAccount}</Button></div>
      <div className="relative overflow-x-auto">
        <table className="num w-full border-collapse">
          <thead>
            <tr className="border-t border-line">
              <th scope="col" className={headCell}>{t.people.login}</th>
              <th scope="col" className={headCell}>{t.people.role}</th>
              <th scope="col" className={cx(headCell, "max-lg:hidden")}>{t.people.reach}</th>
              <th scope="col" className={cx(headCell, "max-md:hidden")}>{t.people.secondFactor}</th>
              <th scope="col" className={cx(headCell, "max-md:hidden")}>{t.people.lastSeen}</th>
            </tr>
          </thead>
          <tbody>{data.map((each) => <Row key={each.id} account={each} own={each.login === me?.login} onOpen={() => change({ open: each.id })} />)}</tbody>
        </table>
      </div>
      <Suspense>
        {opened && <AccountDrawer key={opened.id} account={opened} onClose={() => change({ open: undefined })} />}
        {making && <CreateDialog onClose={() => setMaking(false)} />}
      </Suspense>
    </section>
  );
}

function Row({ account, own, onOpen }: { account: Account; own: boolean; onOpen: () => void }) {
  const { t } = useText();
  const { login, role, enabled, second_factor, provider, must_change_password, signed_in_at } = account;
  const notes = [own && t.people.you, !enabled && t.people.disabled, must_change_password && t.people.firstPassword, provider && t.people.signsInBy(provider)].filter(Boolean).join(" · ");
  return (
    <tr className={cx("border-t border-line hover:bg-hover", !enabled && "text-fg3")}>
      <th scope="row" className={cx(cell, "text-left font-medium")}>
        <button type="button" aria-label={t.people.open(login)} onClick={onOpen} className="min-h-6 text-left break-all hover:text-accent hover:underline">{login}</button>
        {notes && <span className="block text-xs font-normal text-fg2">{notes}</span>}
      </th>
      <td className={cell}>{t.role[role]}</td>
      <td className={cx(cell, "max-w-0 w-[36%] break-words max-lg:hidden")}><ReachText {...account} /></td>
      <td className={cx(cell, "max-md:hidden", second_factor ? "text-okink" : "text-fg3")}>{second_factor ? t.people.on : t.people.off}</td>
      <td className={cx(cell, "whitespace-nowrap max-md:hidden")}>{signed_in_at ? <Ago at={unix(signed_in_at)} /> : t.people.never}</td>
    </tr>
  );
}
