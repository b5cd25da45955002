import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Download } from "lucide-react";

import { tellFailed } from "@/api/failed";
import { may, session } from "@/api/session";
import { Button } from "@/components/button";
import { useStore } from "@/lib/store";
import { showToast } from "@/lib/toasts";

import type { Entry } from "./entries";
import { bringBackFirstSteps, exportConfig, maintenanceQuery } from "./requests";
import { useText } from "./text/use";

function useTelling() {
  const { t } = useText();
  return (error: unknown) => tellFailed(error, t);
}

function Export() {
  const { t } = useText();
  const { mutate, isPending } = useMutation({ mutationFn: exportConfig, onError: useTelling() });
  return <Button disabled={isPending} onClick={() => mutate()}><Download size={15} aria-hidden="true" />{t.settings.exportNow}</Button>;
}

function FirstSteps() {
  const { t } = useText();
  const blocked = may(useStore(session), "operate") ? false : t.state.needs.operate;
  const { mutate, isPending } = useMutation({
    mutationFn: bringBackFirstSteps,
    onSuccess: (steps) => showToast({ tone: "done", title: steps ? t.settings.stepsBack : t.settings.stepsDone }),
    onError: useTelling(),
  });
  return <Button blocked={blocked} disabled={isPending} onClick={() => mutate()}>{t.settings.stepsShow}</Button>;
}

function Maintenance() {
  const { t } = useText();
  const { data } = useQuery(maintenanceQuery);
  const active = (data ?? []).filter((each) => each.because);
  if (data && active.length === 0) return <p className="text-okink">{t.settings.maintenanceNone}</p>;
  return <ul className="flex flex-wrap gap-2">{active.map(({ domain }) => <li key={domain}><Link to="/domains/$name" params={{ name: domain }} search={{} as never} className="ctl border border-warn bg-warnsoft text-warnink">{domain}</Link></li>)}</ul>;
}

/** What is configured, as a whole. */
export function useConfig(): readonly Entry[] {
  const { t } = useText();
  const s = t.settings;
  return [
    { id: "export", title: s.export, lead: s.exportLead, body: <Export /> },
    { id: "maintenance", title: s.maintenance, lead: s.maintenanceLead, body: <Maintenance /> },
    { id: "first-steps", title: s.steps, lead: s.stepsLead, body: <FirstSteps /> },
  ];
}
