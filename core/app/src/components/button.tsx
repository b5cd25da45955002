import type { ComponentProps } from "react";

import { cx } from "@/lib/cx";

const LOOK = "ctl select-none [&>svg]:shrink-0 aria-disabled:opacity-50";
const KINDS = {
  primary: "bg-fg text-bg hover:opacity-90",
  outline: "border border-line2 bg-panel hover:bg-hover text-fg",
  ghost: "text-fg2 hover:bg-hover hover:text-fg",
  danger: "border border-line2 bg-panel text-badink hover:bg-sev3soft hover:border-transparent",
  solidDanger: "bg-bad text-white hover:opacity-90 dark:bg-[#c73120]",
};
const SIZES = { normal: "", small: "h-7 px-2.5 text-xs", icon: "w-8 px-0", tall: "h-10 px-4" };

interface Props extends ComponentProps<"button"> {
  kind?: keyof typeof KINDS;
  size?: keyof typeof SIZES;
  /** Why it cannot be pressed: shown on hover and read aloud; the button stays reachable. */
  blocked?: string | false | undefined;
}

/** One that cannot be pressed, be it for a moment, keeps the focus: whoever works by keyboard is not thrown out of the place. */
export function Button({ kind = "outline", size = "normal", className, blocked, disabled, onClick, title, type = "button", ...rest }: Props) {
  const inert = Boolean(blocked) || Boolean(disabled);
  return (
    <button
      {...rest}
      type={type}
      className={cx(LOOK, KINDS[kind], SIZES[size], className)}
      aria-disabled={inert || undefined}
      title={blocked || title}
      onClick={inert ? (event) => event.preventDefault() : onClick}
    />
  );
}
