import { Check, Copy } from "lucide-react";
import { useState } from "react";

import { useText } from "@/lib/i18n/react";

import { Button } from "./button";

/** Copies text; where the clipboard is closed to a page (plain http), an old way is used. */
export async function copyText(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = document.createElement("textarea");
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}

export function CopyButton({ text, label }: { text: string; label?: string }) {
  const { t } = useText();
  const [copied, setCopied] = useState(false);
  const copy = () => void copyText(text).then(() => setCopied(true));
  return (
    <Button size={label ? "normal" : "icon"} onClick={copy} onBlur={() => setCopied(false)} aria-label={label ?? t.state.copy} title={t.state.copy}>
      {copied ? <Check size={14} className="text-okink" /> : <Copy size={14} />}
      {label && (copied ? t.state.copied : label)}
    </Button>
  );
}
