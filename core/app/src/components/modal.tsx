import { X } from "lucide-react";
import { type ReactNode, useId, useLayoutEffect, useRef } from "react";

import { cx } from "@/lib/cx";
import { useText } from "@/lib/i18n/react";

import { Button } from "./button";

interface Props {
  title: string;
  onClose: () => void;
  children: ReactNode;
  /** `side`: a drawer at the right; `top`: the palette, without a heading of its own. */
  place?: "centre" | "side" | "top";
  /** What it shows is only read: nothing in it takes the focus, so what scrolls does, for those without a mouse. */
  isText?: boolean;
  className?: string;
}

const PLACES = {
  centre: "m-auto w-[min(520px,calc(100vw-24px))] rounded-panel animate-[popin_140ms_var(--ease)]",
  side: "ml-auto mr-0 my-0 h-dvh max-h-none w-[min(480px,100vw)] rounded-l-panel animate-[slidein_160ms_var(--ease)]",
  top: "mx-auto mt-[12vh] mb-auto w-[min(620px,calc(100vw-24px))] rounded-panel animate-[popin_140ms_var(--ease)]",
};

/**
 * The browser's own modal dialog: it keeps the focus, closes on Esc and gives the focus back. Mounted means open.
 * The focus goes to what is marked `data-autofocus`, or to the dialog itself; so it does again when a step takes what had it away.
 */
export function Modal({ title, onClose, children, place = "centre", isText = false, className }: Props) {
  const { t } = useText();
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  // Before the element leaves the page: only an open dialog that is closed gives the focus back.
  useLayoutEffect(() => {
    const element = dialog.current;
    if (!element) return;
    let begun: HTMLElement | null = null;
    const begin = () => {
      const first = element.querySelector<HTMLElement>("[data-autofocus]");
      (first === begun ? element : (first ?? element)).focus();
      begun = first;
    };
    const steps = new MutationObserver(() => document.activeElement === document.body && begin());
    element.showModal();
    begin();
    steps.observe(element, { childList: true, subtree: true });
    return () => {
      steps.disconnect();
      element.close();
    };
  }, []);
  return (
    // The click closes only as a convenience; Esc and the button are there for everybody.
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions
    <dialog
      ref={dialog}
      tabIndex={-1}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => event.target === dialog.current && onClose()}
      // It stands where it was asked for, and must not look like that place.
      className={cx("pop max-w-none flex-col overflow-hidden p-0 text-left text-sm font-normal whitespace-normal text-fg outline-none open:flex", PLACES[place], className)}
    >
      {place === "top" ? (
        <h2 id={heading} className="sr-only">{title}</h2>
      ) : (
        <header className="flex items-center gap-3 border-b border-line px-4 py-3">
          <h2 id={heading} className="cut min-w-0 flex-1 text-md font-semibold" title={title}>{title}</h2>
          <Button kind="ghost" size="icon" aria-label={t.state.close} onClick={onClose}><X size={16} /></Button>
        </header>
      )}
      <div className="min-h-0 flex-1 overflow-y-auto" {...(isText && { tabIndex: 0, role: "region", "aria-labelledby": heading })}>{children}</div>
    </dialog>
  );
}
