import type { ApiToken } from "@/api/types";
import { Ago } from "@/components/age";
import { Button } from "@/components/button";
import type { Column } from "@/components/data-table/columns";
import type { Formats } from "@/lib/format";
import { unix } from "@/lib/instant";

import { reachText } from "./reach";
import type { Texts } from "./text/use";

/** The columns of everybody's tokens; `now` in Unix seconds. */
export function tokenColumns(t: Texts, f: Formats, now: number, onRevoke: (token: ApiToken) => void): readonly Column<ApiToken>[] {
  const { people } = t;
  const may = (row: ApiToken) => row.permissions.map((each) => people.permissions[each]).join(", ");
  return [
    { id: "name", head: people.tokenName, lead: true, sort: "ascending", token: "name", value: (row) => row.name, render: (row) => <><span className="font-medium break-words">{row.name}</span><span className="block text-xs break-words text-fg2 md:hidden">{row.login} · {may(row)}</span></> },
    { id: "login", head: people.login, width: "130px", from: "md", sort: "ascending", token: "login", value: (row) => row.login, render: (row) => <span className="cut block">{row.login}</span> },
    { id: "permissions", head: people.may, width: "22%", from: "md", token: "may", value: (row) => row.permissions.join(" "), words: may, render: (row) => <span className="block break-words">{may(row)}</span> },
    { id: "reach", head: people.reach, width: "18%", from: "xl", value: (row) => reachText(row, t), render: (row) => <span className="block break-words text-fg2">{reachText(row, t)}</span> },
    { id: "networks", head: people.networks, width: "150px", from: "2xl", token: "network", value: (row) => row.networks.join(" "), render: (row) => <span className="mono block break-words">{row.networks.join(", ") || "—"}</span> },
    { id: "expires_at", head: people.lasts, width: "150px", from: "md", sort: "ascending", value: (row) => row.expires_at, render: (row) => (unix(row.expires_at) <= now ? people.expired : people.expires(f.moment(unix(row.expires_at)))) },
    { id: "used_at", head: people.lastUsed, width: "130px", from: "lg", sort: "descending", value: (row) => row.used_at, render: (row) => (row.used_at ? <span title={row.used_address ?? ""}><Ago at={unix(row.used_at)} /></span> : people.neverUsed) },
    { id: "used_address", head: people.usedFrom, width: "150px", extra: true, token: "address", value: (row) => row.used_address, render: (row) => <span className="mono cut block">{row.used_address || "—"}</span> },
    { id: "revoke", head: people.revoke, heading: <span className="sr-only">{people.revoke}</span>, width: "120px", align: "right", fixed: true, render: (row) => <Button size="small" kind="danger" aria-label={`${people.revoke}: ${row.name}`} onClick={() => onRevoke(row)}>{people.revoke}</Button> },
  ];
}
