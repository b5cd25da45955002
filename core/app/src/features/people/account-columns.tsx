import type { Account } from "@/api/types";
import { Ago } from "@/components/age";
import type { Column } from "@/components/data-table/columns";
import { unix } from "@/lib/instant";

import { reachText } from "./reach";
import type { Texts } from "./text/use";

/** The columns of accounts; `own` is the login of who looks. */
export function accountColumns(t: Texts, own: string): readonly Column<Account>[] {
  const { people } = t;
  return [
    { id: "login", head: people.login, lead: true, sort: "ascending", token: "login", value: (row) => row.login, words: (row) => `${row.login}\n${notesOf(row, own, t)}`, render: (row) => <Login account={row} own={own} t={t} /> },
    { id: "role", head: people.role, width: "140px", sort: "ascending", token: "role", value: (row) => row.role, words: (row) => t.role[row.role], render: (row) => t.role[row.role] },
    { id: "reach", head: people.reach, width: "34%", from: "lg", sort: "ascending", value: (row) => reachText(row, t), render: (row) => <span className="block break-words">{reachText(row, t)}</span> },
    { id: "second_factor", head: people.secondFactor, width: "140px", from: "md", sort: "ascending", token: "factor", value: (row) => (row.second_factor ? "on" : "off"), words: (row) => (row.second_factor ? people.on : people.off), render: (row) => <span className={row.second_factor ? "text-okink" : "text-fg3"}>{row.second_factor ? people.on : people.off}</span> },
    { id: "signed_in_at", head: people.lastSeen, width: "140px", from: "md", sort: "descending", value: (row) => row.signed_in_at, render: (row) => (row.signed_in_at ? <Ago at={unix(row.signed_in_at)} /> : people.never) },
    { id: "provider", head: people.signIn, width: "140px", extra: true, sort: "ascending", token: "provider", value: (row) => row.provider, render: (row) => row.provider || "—" },
    { id: "enabled", head: people.mayComeIn, width: "120px", extra: true, sort: "ascending", token: "enabled", value: (row) => (row.enabled ? "yes" : "no"), words: (row) => (row.enabled ? people.on : people.off), render: (row) => (row.enabled ? people.on : people.off) },
  ];
}

/** What is out of the ordinary about somebody. */
const notesOf = ({ login, enabled, provider, must_change_password }: Account, own: string, { people }: Texts): string =>
  [login === own && people.you, !enabled && people.disabled, must_change_password && people.firstPassword, provider && people.signsInBy(provider)].filter(Boolean).join(" · ");

/** Who it is, and what is out of the ordinary about them. */
export function Login({ account, own, t }: { account: Account; own: string; t: Texts }) {
  const notes = notesOf(account, own, t);
  return <><span className="font-medium break-all">{account.login}</span>{notes && <span className="block text-xs text-fg2">{notes}</span>}</>;
}
