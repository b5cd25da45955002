import { LinesField } from "@/components/document/form-parts";
import { CheckField } from "@/components/field";

import { useText } from "../text/use";
import type { PartsProps } from "./form";

/** Visitors see a page that says so; some may pass. */
export function MaintenanceFields({ spec: { maintenance }, put }: PartsProps) {
  const { t } = useText();
  const w = t.domains.edit;
  return (
    <>
      <CheckField label={w.inMaintenance} help={w.maintenanceHelp} checked={maintenance.active} onChange={(active) => put({ maintenance: { ...maintenance, active } })} />
      <LinesField label={w.bypass} help={w.bypassHelp} placeholder="10.0.0.0/8" values={maintenance.bypass_networks} onChange={(bypass_networks) => put({ maintenance: { ...maintenance, bypass_networks } })} />
    </>
  );
}
