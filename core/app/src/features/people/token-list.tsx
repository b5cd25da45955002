import type { ApiToken } from "@/api/types";
import { Ago } from "@/components/age";
import { Button } from "@/components/button";
import { clock } from "@/lib/clock";
import { unix } from "@/lib/instant";
import { question } from "@/lib/question";
import { useStore } from "@/lib/store";

import { ReachText } from "./scope-field";
import { useText } from "./text/use";

interface Props {
  tokens: readonly ApiToken[];
  onRevoke: (id: string) => void;
  busy: boolean;
}

/** One's own tokens. */
export function TokenList({ tokens, onRevoke, busy }: Props) {
  const { t } = useText();
  if (tokens.length === 0) return <p className="text-fg3">{t.people.noTokens}</p>;
  return <ul className="num grid">{tokens.map((token) => <Token key={token.id} token={token} onRevoke={onRevoke} busy={busy} />)}</ul>;
}

function Token({ token, onRevoke, busy }: { token: ApiToken } & Omit<Props, "tokens">) {
  const { t, f } = useText();
  const now = useStore(clock);
  const { id, name, permissions, networks, expires_at, used_at, used_address } = token;
  const ask = () => question.set({ title: `${t.people.revoke}: ${name}`, lead: t.people.revokeLead, action: t.people.revoke, onConfirm: () => onRevoke(id) });
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 border-t border-line py-2 first:border-0">
      <span className="min-w-0 flex-1 basis-64">
        <span className="font-medium break-words">{name}</span>
        <span className="block text-xs break-words text-fg2">{permissions.map((each) => t.people.permissions[each]).join(", ")} · <ReachText {...token} />{networks.length > 0 && <> · <span className="mono">{networks.join(", ")}</span></>}</span>
        <span className="block text-xs break-words text-fg3">{unix(expires_at) <= now ? t.people.expired : t.people.expires(f.moment(unix(expires_at)))} · {used_at ? <>{t.people.used} <Ago at={unix(used_at)} />{used_address && `, ${used_address}`}</> : t.people.neverUsed}</span>
      </span>
      <Button size="small" kind="danger" disabled={busy} aria-label={`${t.people.revoke}: ${name}`} onClick={ask}>{t.people.revoke}</Button>
    </li>
  );
}
