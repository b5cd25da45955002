import { Check, CircleAlert, X } from "lucide-react";

import { useText } from "@/lib/i18n/react";
import { useStore } from "@/lib/store";
import { dropToast, type Toast, TOAST_SECONDS, toasts } from "@/lib/toasts";

import { Button } from "./button";
import { Kbd } from "./kbd";

export function Toaster() {
  const shown = useStore(toasts);
  return (
    <div
      aria-live="polite"
      className="pointer-events-none fixed inset-x-3 bottom-[76px] z-60 grid justify-items-center gap-2 md:bottom-4"
    >
      {shown.map((toast) => <Message key={toast.id} toast={toast} />)}
    </div>
  );
}

function Message({ toast }: { toast: Toast }) {
  const { t } = useText();
  const { undo } = toast;
  return (
    <div className="pop pointer-events-auto relative flex max-w-[min(560px,100%)] animate-[toastin_160ms_var(--ease)] items-center gap-3 overflow-hidden py-2 pr-2 pl-3.5">
      {toast.tone === "done" ? <Check size={16} className="shrink-0 text-okink" aria-hidden="true" /> : <CircleAlert size={16} className="shrink-0 text-badink" aria-hidden="true" />}
      <div className="min-w-0 flex-1">
        <p className="font-medium break-words">{toast.title}</p>
        {toast.note && <p className="text-xs break-words text-fg2">{toast.note}</p>}
      </div>
      {undo && (
        <Button
          kind="ghost"
          className="bg-active text-fg"
          onClick={() => {
            dropToast(toast.id);
            undo();
          }}
        >
          {toast.undoName || t.act.undo} <Kbd>Z</Kbd>
        </Button>
      )}
      <Button kind="ghost" size="icon" aria-label={t.state.close} onClick={() => dropToast(toast.id)}><X size={14} /></Button>
      <span
        aria-hidden="true"
        className="absolute inset-x-0 bottom-0 h-0.5 origin-left bg-accent"
        style={{ animation: `countdown ${TOAST_SECONDS}s steps(${TOAST_SECONDS * 2}) forwards` }}
      />
    </div>
  );
}
