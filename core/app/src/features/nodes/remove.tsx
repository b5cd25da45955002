import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";

import { ApiError } from "@/api/problem";
import { may, session } from "@/api/session";
import type { Node } from "@/api/types";
import { Button } from "@/components/button";
import { useStore } from "@/lib/store";
import { showToast } from "@/lib/toasts";

import { deleteNode } from "./requests";
import { useText } from "./text/use";

const Confirm = lazy(() => import("@/components/confirm"));

/** The one thing that cannot be undone wants the name. */
export function Remove({ node }: { node: Node }) {
  const { t } = useText();
  const client = useQueryClient();
  const navigate = useNavigate();
  const blocked = may(useStore(session), "operate") ? false : t.state.needs.operate;
  const [removing, setRemoving] = useState(false);
  const remove = useMutation({
    mutationFn: () => deleteNode(node.id),
    onError: (error) => showToast({ tone: "failed", title: t.act.failed, note: error instanceof ApiError ? error.message : "" }),
    onSuccess: async () => {
      showToast({ tone: "done", title: t.nodes.removed(node.name) });
      await navigate({ to: "/nodes" });
      void client.invalidateQueries({ queryKey: ["nodes"], exact: true });
    },
  });
  return (
    <section className="panel flex min-w-0 flex-wrap items-center gap-3 p-4" aria-label={t.nodes.danger}>
      <p className="min-w-0 flex-1 basis-60 text-fg2">{t.nodes.removeLead}</p>
      <Button kind="danger" blocked={blocked} disabled={remove.isPending} onClick={() => setRemoving(true)}>{t.nodes.remove}</Button>
      {removing && <Suspense><Confirm title={t.nodes.remove} lead={t.nodes.removeLead} action={t.nodes.remove} name={node.name} onConfirm={() => remove.mutate()} onClose={() => setRemoving(false)} /></Suspense>}
    </section>
  );
}
