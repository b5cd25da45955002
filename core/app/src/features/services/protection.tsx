import { useId } from "react";

import { may, session } from "@/api/session";
import type { Mode, Service, Step } from "@/api/types";
import { Segmented } from "@/components/segmented";
import { useStore } from "@/lib/store";

import { useText } from "./text/use";
import { useChanging } from "./use-changing";

const STEPS: readonly Step[] = ["observe", "limit", "challenge", "ban"];
const MODES: readonly Mode[] = ["off", "observe", "enforce"];

type Protected = Pick<Service, "name" | "mode" | "max_step">;

/** How strictly a service is protected. */
export function ModeField({ service }: { service: Protected }) {
  const { t } = useText();
  const blocked = may(useStore(session), "operate") ? false : t.state.needs.operate;
  const { mode, change } = useChanging(service);
  return (
    <span className="flex items-center gap-3 max-md:grid max-md:gap-1">
      <Segmented label={t.services.modeOf(service.name)} value={mode} disabled={blocked} options={MODES.map((value) => ({ value, label: t.services.modes[value], title: t.services.help[value] }))} onChange={(value) => change({ mode: value })} />
      <span className="w-48 text-xs text-fg3 max-2xl:hidden">{t.services.help[mode]}</span>
    </span>
  );
}

/** The strongest that automation may do there. */
export function StepField({ service }: { service: Protected }) {
  const { t } = useText();
  const blocked = may(useStore(session), "operate") ? false : t.state.needs.operate;
  const { max_step, change } = useChanging(service);
  const id = useId();
  return (
    <>
      <label htmlFor={id} className="sr-only">{t.services.maxStepOf(service.name)}</label>
      <select id={id} className="field w-40!" title={blocked || t.services.maxStepHelp} disabled={Boolean(blocked)} value={max_step} onChange={(event) => change({ max_step: event.target.value as Step })}>
        {STEPS.map((value) => <option key={value} value={value}>{t.decisions.types[value]}</option>)}
      </select>
    </>
  );
}
