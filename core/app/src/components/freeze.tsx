import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Play, Snowflake } from "lucide-react";

import { api } from "@/api/client";
import { tellFailed } from "@/api/failed";
import { unwrap } from "@/api/problem";
import { may, session } from "@/api/session";
import { refetchSnapshots } from "@/api/snapshot";
import { useText } from "@/lib/i18n/react";
import { useStore } from "@/lib/store";
import { showToast } from "@/lib/toasts";

import { Button } from "./button";

/** Stops automation from deciding, or lets it go on. */
export default function FreezeButton({ frozen }: { frozen: boolean }) {
  const { t } = useText();
  const client = useQueryClient();
  const blocked = may(useStore(session), "operate") ? false : t.state.needs.operate;
  const { mutate, isPending } = useMutation({
    mutationFn: (next: boolean) => unwrap(api.PATCH("/api/v1/policy", { body: { frozen: next } })),
    onSuccess: (policy) => showToast({ tone: "done", title: policy.frozen ? t.verdict.frozenNow : t.verdict.unfrozen, undo: () => mutate(!policy.frozen) }),
    onError: (error) => tellFailed(error, t),
    onSettled: () => Promise.all([client.invalidateQueries({ queryKey: ["policy"] }), refetchSnapshots(client).catch(() => null)]),
  });
  const Icon = frozen ? Play : Snowflake;
  return <Button blocked={blocked} disabled={isPending} onClick={() => mutate(!frozen)}><Icon size={15} aria-hidden="true" />{frozen ? t.verdict.unfreeze : t.verdict.freeze}</Button>;
}
