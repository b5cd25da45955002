import { cloneElement, lazy, type ReactElement, type ReactNode, Suspense, useState } from "react";

const OpenMenu = lazy(() => import("./menu-open"));

export interface MenuItem {
  label: string;
  onSelect: () => void;
  icon?: ReactNode;
  hint?: string;
  checked?: boolean;
  /** A thin line above. */
  apart?: boolean;
  disabled?: boolean;
}

export interface MenuProps {
  /** The button, without handlers. */
  button: ReactElement<Record<string, unknown>>;
  items: readonly MenuItem[];
  heading?: ReactNode;
}

/** A menu that costs nothing until it is first opened: rows by the hundred may carry one. */
export function Menu(props: MenuProps) {
  const [opened, setOpened] = useState(false);
  const waiting = cloneElement(props.button, {
    "aria-haspopup": "menu", "aria-expanded": false, onClick: () => setOpened(true),
  });
  if (!opened) return waiting;
  return (
    <Suspense fallback={waiting}>
      <OpenMenu {...props} />
    </Suspense>
  );
}
