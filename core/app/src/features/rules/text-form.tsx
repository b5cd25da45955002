import type { RuleFault } from "@/api/types";
import { AreaField } from "@/components/field";

import { useText } from "./text/use";
import { faultText } from "./words";

/** A rule as text, with what is wrong marked in it. */
export function TextForm({ text, fault, onChange }: { text: string; fault: RuleFault | null; onChange: (text: string) => void }) {
  const around = useText();
  const { t } = around;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-2">
      <AreaField label={t.rules.text} help={t.rules.textHelp} rows={4} className="mono" value={text} maxLength={8000} aria-invalid={fault !== null} onChange={onChange} />
      {fault && (
        <p role="status" className="rounded-ctl bg-sev3soft px-3 py-2 break-words">
          {faultText(fault, around)}
          <code className="mono mt-1 block break-words text-fg2">{text.slice(Math.max(0, fault.at - 40), fault.at)}<mark className="rounded-[3px] bg-bad px-0.5 text-white">{text.slice(fault.at, fault.at + fault.length) || "␣"}</mark>{text.slice(fault.at + fault.length, fault.at + fault.length + 30)}</code>
        </p>
      )}
    </div>
  );
}
