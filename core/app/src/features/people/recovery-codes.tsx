import { Download } from "lucide-react";

import { Button } from "@/components/button";
import { CopyButton } from "@/components/copy";
import { save } from "@/lib/csv";

import { useText } from "./text/use";

/** Codes that open once each, shown this once. */
export function RecoveryCodes({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  const { t } = useText();
  const text = `${codes.join("\n")}\n`;
  return (
    <div className="grid gap-4 p-4">
      <p className="rounded-ctl bg-warnsoft px-3 py-2 text-warnink">{t.people.recoveryLead}</p>
      <ol className="mono grid grid-cols-1 gap-x-6 gap-y-1 sm:grid-cols-2">{codes.map((code) => <li key={code} className="select-all">{code}</li>)}</ol>
      <div className="flex flex-wrap gap-2">
        <CopyButton text={text} label={t.state.copy} />
        <Button onClick={() => save("dozor-recovery-codes.txt", new Blob([text], { type: "text/plain" }))}><Download size={14} aria-hidden="true" />{t.people.saveFile}</Button>
        <span className="flex-1" />
        <Button kind="primary" onClick={onDone}>{t.people.kept}</Button>
      </div>
    </div>
  );
}
