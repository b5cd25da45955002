import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Trash2 } from "lucide-react";

import { applyDocuments, deleteDocument } from "@/api/config";
import { tellFailed } from "@/api/failed";
import { may, session } from "@/api/session";
import { Button } from "@/components/button";
import { refetchConfig } from "@/components/deploying/requests";
import { useStore } from "@/lib/store";
import { showToast } from "@/lib/toasts";

import { useText } from "../text/use";
import type { Domain } from "../use-domains";

/** Takes a domain away; visitors lose it with the next deployment, and until then it is brought back by one press. */
export function Danger({ domain: { name, spec } }: { domain: Domain }) {
  const { t } = useText();
  const client = useQueryClient();
  const navigate = useNavigate();
  const blocked = may(useStore(session), "operate") ? false : t.state.needs.operate;
  const failed = (error: unknown) => tellFailed(error, t);
  const back = useMutation({ mutationFn: () => applyDocuments({ domains: { [name]: spec } }, t.domains.edit.brought(name)), onError: failed, onSettled: () => refetchConfig(client) });
  const remove = useMutation({
    mutationFn: () => deleteDocument({ kind: "domain", name }, t.domains.edit.removed(name)),
    onSuccess: () => {
      showToast({ tone: "done", title: t.domains.edit.removed(name), note: t.deploy.pendingLead, undo: () => back.mutate() });
      void navigate({ to: "/domains" });
    },
    onError: failed,
    onSettled: () => refetchConfig(client),
  });
  return (
    <section className="panel flex flex-wrap items-center gap-3 p-4">
      <p className="min-w-0 flex-1 basis-64 text-fg2">{t.domains.edit.removeLead}</p>
      <Button kind="danger" blocked={blocked} disabled={remove.isPending} onClick={() => remove.mutate()}><Trash2 size={14} aria-hidden="true" />{t.domains.edit.remove}</Button>
    </section>
  );
}
