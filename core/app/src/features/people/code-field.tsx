import { type ComponentProps, useId } from "react";

import { useText } from "./text/use";

type Props = Omit<ComponentProps<"input">, "onChange" | "value"> & { help: string; value: string; onChange: (value: string) => void };

/** A code of the second factor. */
export function CodeField({ help, value, onChange, ...rest }: Props) {
  const { t } = useText();
  const ids = { field: useId(), help: useId() };
  return (
    <div className="grid gap-1">
      <label htmlFor={ids.field} className="text-xs text-fg2">{t.people.code}</label>
      <input {...rest} id={ids.field} aria-describedby={ids.help} className="field mono tracking-[.12em]" autoComplete="one-time-code" autoCapitalize="none" spellCheck={false} required maxLength={40} value={value} onChange={(event) => onChange(event.target.value)} />
      <p id={ids.help} className="text-xs text-fg3">{help}</p>
    </div>
  );
}
