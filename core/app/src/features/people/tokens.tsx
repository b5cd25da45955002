import { useQuery } from "@tanstack/react-query";

import { Failure, Skeleton } from "@/components/states";
import { showToast } from "@/lib/toasts";

import { Card } from "./card";
import { allTokensQuery, revokeToken } from "./requests";
import { useText } from "./text/use";
import { TokenList } from "./token-list";
import { useAct } from "./use-act";

/** Everybody's API tokens. */
export default function Tokens() {
  const { t } = useText();
  const { data, error, refetch } = useQuery(allTokensQuery);
  const revoke = useAct(revokeToken, () => showToast({ tone: "done", title: t.people.revoked }));
  return (
    <Card title={t.people.parts.tokens} lead={t.people.allTokensLead}>
      {error && !data && <Failure error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton className="h-24" />}
      {data && <TokenList tokens={data} onRevoke={revoke.mutate} busy={revoke.isPending} whose />}
    </Card>
  );
}
