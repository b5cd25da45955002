import { useQuery } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import { useMemo } from "react";

import type { ApiToken } from "@/api/types";
import { ListTable } from "@/components/list-table/list-table";
import { Empty } from "@/components/states";
import { clock } from "@/lib/clock";
import { question } from "@/lib/question";
import { useStorePart } from "@/lib/store";
import { showToast } from "@/lib/toasts";

import { allTokensQuery, revokeToken } from "./requests";
import { useText } from "./text/use";
import { tokenColumns } from "./token-columns";
import { useAct } from "./use-act";

const keyOf = ({ id }: ApiToken) => id;

/** Everybody's API tokens. */
export default function Tokens() {
  const { t, f } = useText();
  const { data, error, refetch } = useQuery(allTokensQuery);
  const minute = useStorePart(clock, (now) => Math.floor(now / 60) * 60);
  const { mutate } = useAct(revokeToken, () => showToast({ tone: "done", title: t.people.revoked }));
  const columns = useMemo(() => {
    const ask = ({ id, name }: ApiToken) => question.set({ title: `${t.people.revoke}: ${name}`, lead: t.people.revokeLead, action: t.people.revoke, onConfirm: () => mutate(id) });
    return tokenColumns(t, f, minute, ask);
  }, [t, f, minute, mutate]);
  return (
    <>
      <p className="text-fg2">{t.people.allTokensLead}</p>
      <ListTable name="api-tokens" label={t.people.parts.tokens} rows={data} keyOf={keyOf} columns={columns} usual="expires_at" title={t.people.parts.tokens} error={error} onRetry={() => void refetch()} none={<Empty icon={<KeyRound size={18} />} title={t.people.noTokens} />} />
    </>
  );
}
