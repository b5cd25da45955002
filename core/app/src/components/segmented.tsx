import { useLayoutEffect, useRef } from "react";

import { cx } from "@/lib/cx";

interface Props<T extends string> {
  label: string;
  value: T;
  options: readonly { value: T; label: string; title?: string }[];
  onChange: (value: T) => void;
  disabled?: string | false;
}

/** One of a few, all in sight: a radio group in the look of tabs. */
export function Segmented<T extends string>({ label, value, options, onChange, disabled }: Props<T>) {
  const box = useRef<HTMLDivElement>(null);
  // Where there is no room for all, the chosen one is in sight; the page itself stays where it is.
  useLayoutEffect(() => {
    const chosen = [...(box.current?.querySelectorAll("input") ?? [])].find((input) => input.value === value)?.parentElement;
    if (box.current && chosen) box.current.scrollLeft = chosen.offsetLeft - (box.current.clientWidth - chosen.offsetWidth) / 2;
  }, [value]);
  return (
    <div ref={box} role="radiogroup" aria-label={label} className="relative inline-flex max-w-full overflow-x-auto rounded-[9px] bg-bg p-[3px]">
      {options.map((option) => (
        <label
          key={option.value}
          title={disabled || option.title}
          className={cx(
            "relative flex h-7 cursor-pointer items-center rounded-[7px] px-2.5 font-medium whitespace-nowrap has-focus-visible:outline-2 has-focus-visible:outline-accent pointer-coarse:h-9",
            option.value === value ? "bg-panel text-fg shadow-[0_0_0_1px_var(--line)]" : "text-fg2 hover:text-fg",
            disabled && "cursor-not-allowed opacity-60",
          )}
        >
          <input
            type="radio"
            name={label}
            className="absolute inset-0 cursor-[inherit] appearance-none opacity-0"
            value={option.value}
            checked={option.value === value}
            disabled={Boolean(disabled)}
            onChange={() => onChange(option.value)}
          />
          {option.label}
        </label>
      ))}
    </div>
  );
}
