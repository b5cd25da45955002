import { useId } from "react";

import type { Role } from "@/api/types";

import { useText } from "./text/use";

const ROLES = ["viewer", "analyst", "operator", "data_scientist", "admin"] as const satisfies readonly Role[];

/** What somebody may do, with what that means. */
export function RoleField({ value, onChange, disabled = false }: { value: Role; onChange: (role: Role) => void; disabled?: boolean }) {
  const { t } = useText();
  const ids = { role: useId(), help: useId() };
  return (
    <div className="grid gap-1">
      <label htmlFor={ids.role} className="text-xs text-fg2">{t.people.role}</label>
      <select id={ids.role} aria-describedby={ids.help} className="field" disabled={disabled} value={value} onChange={(event) => onChange(event.target.value as Role)}>
        {ROLES.map((role) => <option key={role} value={role}>{t.role[role]}</option>)}
      </select>
      <p id={ids.help} className="text-xs text-fg3">{t.people.roles[value]}</p>
    </div>
  );
}
