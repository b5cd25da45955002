import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { lazy, Suspense, useState } from "react";

import type { Me } from "@/api/types";
import { Button } from "@/components/button";
import { Failure, Skeleton } from "@/components/states";
import { showToast } from "@/lib/toasts";

import { Card } from "./card";
import { ownTokensQuery, revokeOwnToken } from "./requests";
import { useText } from "./text/use";
import { TokenList } from "./token-list";
import { useAct } from "./use-act";

const TokenDialog = lazy(() => import("./token-dialog"));

/** What programs speak for one by. */
export function OwnTokens({ me }: { me: Me }) {
  const { t } = useText();
  const [making, setMaking] = useState(false);
  const { data, error, refetch } = useQuery(ownTokensQuery);
  const revoke = useAct(revokeOwnToken, () => showToast({ tone: "done", title: t.people.revoked }));
  return (
    <Card title={t.people.tokens} lead={t.people.tokensLead} actions={<Button onClick={() => setMaking(true)}><Plus size={15} aria-hidden="true" />{t.people.newToken}</Button>}>
      {error && !data && <Failure error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton className="h-16" />}
      {data && <TokenList tokens={data} onRevoke={revoke.mutate} busy={revoke.isPending} />}
      {making && <Suspense><TokenDialog me={me} onClose={() => setMaking(false)} /></Suspense>}
    </Card>
  );
}
