import { type ComponentProps, type ReactNode, useId } from "react";

import { cx } from "@/lib/cx";

interface About {
  label: string;
  help?: ReactNode;
}

function Labelled({ label, help, id, children }: About & { id: string; children: ReactNode }) {
  return (
    <div className="grid min-w-0 content-start gap-1">
      <label htmlFor={id} className="text-xs text-fg2">{label}</label>
      {children}
      {help && <p id={`${id}-help`} className="text-xs break-words text-fg3">{help}</p>}
    </div>
  );
}

type TextProps = About & Omit<ComponentProps<"input">, "onChange" | "value"> & { value: string; onChange: (value: string) => void };

/** A line of text under its label. */
export function TextField({ label, help, onChange, className, ...rest }: TextProps) {
  const id = useId();
  return (
    <Labelled {...{ label, help, id }}>
      <input autoComplete="off" spellCheck={false} {...rest} id={id} aria-describedby={help ? `${id}-help` : undefined} className={cx("field", className)} onChange={(event) => onChange(event.target.value)} />
    </Labelled>
  );
}

type AreaProps = About & Omit<ComponentProps<"textarea">, "onChange" | "value"> & { value: string; onChange: (value: string) => void };

export function AreaField({ label, help, onChange, className, ...rest }: AreaProps) {
  const id = useId();
  return (
    <Labelled {...{ label, help, id }}>
      <textarea spellCheck={false} {...rest} id={id} aria-describedby={help ? `${id}-help` : undefined} className={cx("field h-auto! resize-y py-2! leading-5", className)} onChange={(event) => onChange(event.target.value)} />
    </Labelled>
  );
}

interface SelectProps<T extends string> extends About {
  value: T;
  options: readonly { value: T; label: string }[];
  onChange: (value: T) => void;
  disabled?: boolean;
}

export function SelectField<T extends string>({ label, help, value, options, onChange, disabled }: SelectProps<T>) {
  const id = useId();
  return (
    <Labelled {...{ label, help, id }}>
      <select id={id} className="field" disabled={disabled} value={value} aria-describedby={help ? `${id}-help` : undefined} onChange={(event) => onChange(event.target.value as T)}>
        {options.map((option) => <option key={option.value} value={option.value}>{option.label}</option>)}
      </select>
    </Labelled>
  );
}

/** Yes or no, with what it means beside it. */
export function CheckField({ label, help, checked, onChange, disabled }: About & { checked: boolean; onChange: (checked: boolean) => void; disabled?: boolean }) {
  const id = useId();
  return (
    <div className="flex min-w-0 items-start gap-2">
      <input id={id} type="checkbox" className="mt-0.5 size-4 shrink-0 pointer-coarse:size-5" checked={checked} disabled={disabled} aria-describedby={help ? `${id}-help` : undefined} onChange={(event) => onChange(event.target.checked)} />
      <span className="min-w-0">
        <label htmlFor={id} className="block min-h-6 break-words">{label}</label>
        {help && <span id={`${id}-help`} className="block text-xs break-words text-fg3">{help}</span>}
      </span>
    </div>
  );
}
