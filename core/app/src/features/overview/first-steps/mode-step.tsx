import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Eye, ShieldCheck } from "lucide-react";

import { tellFailed } from "@/api/failed";
import type { Mode } from "@/api/types";
import { showToast } from "@/lib/toasts";

import { overviewQuery } from "../requests";
import { useText } from "../text/use";
import { chooseMode } from "./requests";

/** The one choice that is a person's: only watch, or act. */
export function ModeStep({ ready }: { ready: boolean }) {
  const { t } = useText();
  const client = useQueryClient();
  const { mutate, isPending } = useMutation({
    mutationFn: (mode: Mode) => chooseMode(mode),
    onSuccess: (_, mode) => showToast({ tone: "done", title: t.first.chosen(t.overview.modes[mode]) }),
    onError: (error) => tellFailed(error, t),
    onSettled: () => Promise.all([client.invalidateQueries({ queryKey: overviewQuery.queryKey }), client.invalidateQueries({ queryKey: ["services"] })]),
  });
  const ways = [
    { mode: "observe", name: t.first.observe, lead: t.first.observeLead, icon: <Eye size={18} aria-hidden="true" /> },
    { mode: "enforce", name: t.first.enforce, lead: t.first.enforceLead, icon: <ShieldCheck size={18} aria-hidden="true" /> },
  ] as const;
  return (
    <>
      <p>{t.first.modeLead}</p>
      {!ready && <p className="text-fg3">{t.first.needsTraffic}</p>}
      <div className="grid gap-3 sm:grid-cols-2">
        {ways.map(({ mode, name, lead, icon }) => (
          <button key={mode} type="button" disabled={!ready || isPending} onClick={() => mutate(mode)} className="grid gap-1 rounded-ctl border border-line2 bg-panel p-3 text-left hover:border-accent hover:bg-hover disabled:opacity-50">
            <span className="flex items-center gap-2 font-semibold text-fg">{icon}{name}</span>
            <span>{lead}</span>
          </button>
        ))}
      </div>
    </>
  );
}
