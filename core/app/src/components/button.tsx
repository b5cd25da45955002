import { cva, type VariantProps } from "class-variance-authority";
import type { ComponentProps } from "react";

import { cx } from "@/lib/cx";

const look = cva("ctl select-none disabled:opacity-50 aria-disabled:opacity-50", {
  variants: {
    kind: {
      primary: "bg-fg text-bg hover:opacity-90",
      outline: "border border-line2 bg-panel hover:bg-hover text-fg",
      ghost: "text-fg2 hover:bg-hover hover:text-fg",
      danger: "border border-line2 bg-panel text-badink hover:bg-sev3soft hover:border-transparent",
      solidDanger: "bg-bad text-white hover:opacity-90 dark:bg-[#c73120]",
    },
    size: { normal: "", small: "h-7 px-2.5 text-xs", icon: "w-8 px-0", tall: "h-10 px-4" },
  },
  defaultVariants: { kind: "outline", size: "normal" },
});

interface Props extends ComponentProps<"button">, VariantProps<typeof look> {
  /** Why it cannot be pressed: shown on hover and read aloud; the button stays reachable. */
  blocked?: string | false | undefined;
}

export function Button({ kind, size, className, blocked, onClick, title, type = "button", ...rest }: Props) {
  return (
    <button
      {...rest}
      type={type}
      className={cx(look({ kind, size }), className)}
      aria-disabled={blocked ? true : undefined}
      title={blocked || title}
      onClick={blocked ? (event) => event.preventDefault() : onClick}
    />
  );
}
