import { useMutation, useQueryClient } from "@tanstack/react-query";
import { FlaskConical } from "lucide-react";

import { tellFailed } from "@/api/failed";
import type { DetectorVersion, Trial } from "@/api/types";
import { Button } from "@/components/button";
import { cx } from "@/lib/cx";
import { showToast } from "@/lib/toasts";

import { endTrial, setChallenger } from "./requests";
import { useText } from "./text/use";

const LOOK = { champion: "bg-oksoft text-okink", challenger: "bg-accentsoft text-accent", archived: "bg-active text-fg2" };

export function StatusMark({ status }: { status: DetectorVersion["status"] }) {
  const { t } = useText();
  return <span className={cx("inline-flex h-5 items-center rounded-chip px-1.5 text-xs font-medium", LOOK[status])}>{t.models[status]}</span>;
}

export function TrialButton({ version, trial, blocked }: { version: DetectorVersion; trial: Trial; blocked: string | false }) {
  const { t } = useText();
  const client = useQueryClient();
  const { mutate, isPending } = useMutation({
    mutationFn: (id: string | null): Promise<unknown> => (id ? setChallenger(id) : endTrial()),
    onSuccess: (_, id) => {
      const before = trial.challenger;
      if (id === version.id) showToast({ tone: "done", title: t.models.trialBegan(version.name), note: t.models.trialNote, undo: () => mutate(before) });
    },
    onError: (error) => tellFailed(error, t),
    onSettled: () => client.invalidateQueries({ queryKey: ["lab"] }),
  });
  if (version.status !== "archived") return null;
  return <Button size="small" blocked={blocked} disabled={isPending} onClick={() => mutate(version.id)}><FlaskConical size={13} aria-hidden="true" />{t.models.trial}</Button>;
}
