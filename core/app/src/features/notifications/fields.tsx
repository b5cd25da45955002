import { type ComponentProps, type ReactNode, useId } from "react";

import { cx } from "@/lib/cx";

import { useText } from "./text/use";

interface About {
  label: string;
  help?: string | undefined;
}

type TextProps = About & Omit<ComponentProps<"input">, "onChange"> & { value: string; onChange: (value: string) => void };

/** A line of text under its label; what is refused by the browser says so itself. */
export function TextField({ label, help, onChange, className, ...rest }: TextProps) {
  const id = useId();
  return (
    <div className="grid content-start gap-1">
      <label htmlFor={id} className="text-xs text-fg2">{label}</label>
      <input {...rest} id={id} aria-describedby={help ? `${id}-help` : undefined} className={cx("field", className)} autoComplete="off" spellCheck={false} onChange={(event) => onChange(event.target.value)} />
      {help && <p id={`${id}-help`} className="text-xs break-words text-fg3">{help}</p>}
    </div>
  );
}

type AreaProps = About & Omit<ComponentProps<"textarea">, "onChange"> & { value: string; onChange: (value: string) => void };

export function AreaField({ label, help, onChange, className, ...rest }: AreaProps) {
  const id = useId();
  return (
    <div className="grid content-start gap-1">
      <label htmlFor={id} className="text-xs text-fg2">{label}</label>
      <textarea {...rest} id={id} aria-describedby={help ? `${id}-help` : undefined} className={cx("field resize-y py-2! leading-5", className)} spellCheck={false} onChange={(event) => onChange(event.target.value)} />
      {help && <p id={`${id}-help`} className="text-xs break-words text-fg3">{help}</p>}
    </div>
  );
}

interface Choice<T> {
  value: T;
  label: string;
}
interface SelectProps<T> extends About {
  value: T;
  options: readonly Choice<T>[];
  onChange: (value: T) => void;
  /** The label is read aloud only. */
  bare?: boolean;
}

export function SelectField<T extends string | number>({ label, help, value, options, onChange, bare = false }: SelectProps<T>) {
  const id = useId();
  return (
    <div className="grid content-start gap-1">
      <label htmlFor={id} className={bare ? "sr-only" : "text-xs text-fg2"}>{label}</label>
      <select id={id} className="field" value={value} onChange={(event) => { const chosen = options.find((option) => String(option.value) === event.target.value); if (chosen) onChange(chosen.value); }}>
        {options.map((option) => <option key={option.value} value={option.value}>{option.label}</option>)}
      </select>
      {help && <p className="text-xs text-fg3">{help}</p>}
    </div>
  );
}

interface SpanProps extends About {
  value: number;
  spans: readonly number[];
  onChange: (seconds: number) => void;
}

/** How long, of some usual spans and the one that is set; 0 is never. */
export function SpanField({ value, spans, ...rest }: SpanProps) {
  const { t, f } = useText();
  const offered = [...new Set([...spans, value])].toSorted((a, b) => a - b);
  return <SelectField {...rest} value={value} options={offered.map((seconds) => ({ value: seconds, label: seconds === 0 ? t.notes.never : f.span(seconds) }))} />;
}

export function CheckField({ label, checked, onChange }: { label: string; checked: boolean; onChange: (checked: boolean) => void }) {
  return (
    <label className="flex min-h-6 items-center gap-2 pointer-coarse:min-h-10">
      <input type="checkbox" className="size-4 shrink-0 accent-[var(--accent)]" checked={checked} onChange={(event) => onChange(event.target.checked)} />
      <span className="min-w-0 break-words">{label}</span>
    </label>
  );
}

interface SetProps<T> extends About {
  values: readonly T[];
  options: readonly Choice<T>[];
  onChange: (values: T[]) => void;
}

/** Any of several, in the order in which they are offered; what is set and not offered stays. */
export function SetField<T extends string | number>({ label, help, values, options, onChange }: SetProps<T>) {
  const toggled = (value: T, on: boolean): T[] => {
    const offered = options.map((option) => option.value).filter((each) => (each === value ? on : values.includes(each)));
    return [...offered, ...values.filter((each) => !options.some((option) => option.value === each))];
  };
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1 text-xs text-fg2">{label}</legend>
      <div className="flex flex-wrap gap-1.5">
        {options.map((option) => {
          const on = values.includes(option.value);
          return (
            <label key={option.value} className={cx("relative flex min-h-7 max-w-full cursor-pointer items-center rounded-chip border px-2.5 text-xs font-medium has-focus-visible:outline-2 has-focus-visible:outline-accent pointer-coarse:min-h-10", on ? "border-accent bg-accentsoft text-fg" : "border-line2 text-fg2 hover:text-fg")}>
              <input type="checkbox" className="absolute inset-0 cursor-[inherit] appearance-none opacity-0" checked={on} onChange={(event) => onChange(toggled(option.value, event.target.checked))} />
              <span className="cut">{option.label}</span>
            </label>
          );
        })}
      </div>
      {help && <p className="mt-1 text-xs text-fg3">{help}</p>}
    </fieldset>
  );
}

/** A part of a form under a heading of its own. */
export function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="grid grid-cols-[minmax(0,1fr)] gap-3 border-t border-line pt-3">
      <h3 className="font-semibold">{title}</h3>
      {children}
    </section>
  );
}
