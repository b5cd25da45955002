import { KeyRound } from "lucide-react";

import { CopyButton } from "@/components/copy";

import { useText } from "./text/use";

/** A secret that the core shows this once. */
export function Once({ label, text }: { label: string; text: string }) {
  const { t } = useText();
  return (
    <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-3">
      <p className="flex gap-2 rounded-ctl bg-warnsoft px-3 py-2 text-warnink"><KeyRound size={16} className="mt-px shrink-0" aria-hidden="true" />{t.people.once}</p>
      <div className="grid gap-1">
        <span className="text-xs text-fg2">{label}</span>
        <output className="mono block rounded-ctl border border-line2 bg-bg px-3 py-2 break-all whitespace-pre-wrap select-all">{text}</output>
      </div>
      <span><CopyButton text={text} label={t.state.copy} /></span>
    </div>
  );
}
