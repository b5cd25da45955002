import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { RotateCw } from "lucide-react";

import { tellFailed } from "@/api/failed";
import type { Node, Reload } from "@/api/types";
import { Button } from "@/components/button";
import { Modal } from "@/components/modal";
import { Failure, Skeleton } from "@/components/states";

import { plannedReloadQuery, refetchReloads, reloadNodes } from "./reload-requests";
import { whyText } from "./reload-why";
import { useText } from "./text/use";

type Named = Pick<Node, "id" | "name">;

/** Which nodes would be reloaded in which order, and which cannot be and why; then it begins. */
export default function ReloadDialog({ nodes, onBegun, onClose }: { nodes: readonly Named[]; onBegun: (id: string) => void; onClose: () => void }) {
  const { t } = useText();
  const client = useQueryClient();
  const ids = nodes.map(({ id }) => id);
  const { data: plan, error, refetch } = useQuery(plannedReloadQuery(ids));
  const able = plan?.nodes.filter(({ status }) => status === "waiting").length ?? 0;
  const { mutate, isPending } = useMutation({
    mutationFn: () => reloadNodes(ids),
    onSuccess: ({ id }) => {
      onBegun(id);
      onClose();
    },
    onError: (failure) => tellFailed(failure, t),
    onSettled: () => refetchReloads(client),
  });
  return (
    <Modal title={t.nodes.reload.of(nodes.length)} onClose={onClose}>
      <div className="grid gap-3 p-4">
        <p className="text-fg2">{t.nodes.reload.lead}</p>
        {error && !plan && <Failure error={error} onRetry={() => void refetch()} />}
        {!plan && !error && <Skeleton className="h-24" />}
        {plan && <Order turns={plan.nodes} />}
        <div className="flex justify-end gap-2">
          <Button kind="ghost" onClick={onClose}>{t.state.cancel}</Button>
          <Button kind="primary" data-autofocus disabled={isPending} blocked={plan ? able === 0 && t.nodes.reload.nobody : t.nodes.reload.planning} onClick={() => mutate()}><RotateCw size={15} aria-hidden="true" />{t.nodes.reload.begin}</Button>
        </div>
      </div>
    </Modal>
  );
}

function Order({ turns }: { turns: Reload["nodes"] }) {
  const { t, f, lang } = useText();
  return (
    <ol className="num grid max-h-[40dvh] gap-1 overflow-y-auto">
      {turns.map(({ id, name, why }) => (
        <li key={id} className="min-w-0 break-words"><b className="font-medium">{name}</b>{why && <span className="text-warnink"> — {t.nodes.reload.leftOut(whyText(why, lang, f))}</span>}</li>
      ))}
    </ol>
  );
}
