import { CircleAlert, TriangleAlert } from "lucide-react";

import type { DraftFinding } from "@/api/types";

import { saidText } from "@/lib/i18n/said/said";
import { useText } from "./text/use";

/** What is wrong or doubtful, the errors first; a press goes to the line. */
export function Findings({ findings, onGo }: { findings: readonly DraftFinding[]; onGo?: ((line: number) => void) | undefined }) {
  const { t, f, lang } = useText();
  if (findings.length === 0) return null;
  return (
    <ul aria-label={t.document.findings} aria-live="polite" className="grid gap-1">
      {findings.toSorted((a, b) => a.severity.localeCompare(b.severity) || a.line - b.line).map((found) => {
        const { severity, kind, name, path, line, message } = found;
        const Icon = severity === "error" ? CircleAlert : TriangleAlert;
        const place = [line === 0 && `${kind} ${name}`, path && t.document.at(path), line > 0 && t.document.line(line)].filter(Boolean).join(", ");
        return (
          <li key={`${kind} ${name} ${path} ${line} ${message}`} data-severity={severity} className={severity === "error" ? "flex gap-2 rounded-ctl bg-sev3soft px-3 py-2" : "flex gap-2 rounded-ctl bg-warnsoft px-3 py-2"}>
            <Icon size={15} aria-hidden="true" className={severity === "error" ? "mt-0.5 shrink-0 text-badink" : "mt-0.5 shrink-0 text-warnink"} />
            <span className="min-w-0 flex-1 break-words">
              {saidText(found, lang, f)}{" "}
              {onGo && line > 0 ? <button type="button" onClick={() => onGo(line)} className="min-h-6 text-xs text-fg2 underline hover:text-accent">{place}</button> : <span className="text-xs text-fg2">{place}</span>}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
