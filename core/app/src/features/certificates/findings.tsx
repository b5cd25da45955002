import type { PreflightFinding } from "@/api/types";
import { StateMark } from "@/components/status";

import { lookedText } from "./said";
import { useText } from "./text/use";

const MARK = { ok: "ok", doubt: "warn", refused: "down" } as const;

/** What pre-flight says of an order, question by question. */
export function Findings({ findings }: { findings: readonly PreflightFinding[] }) {
  const { t, f, lang } = useText();
  return (
    <ul className="grid gap-1.5">
      {findings.map((found) => (
        <li key={`${found.what} ${found.name} ${found.message}`} className="flex items-start gap-2">
          <span className="mt-1.5"><StateMark state={MARK[found.verdict]} /></span>
          <span className="min-w-0">{t.certificates.find[found.what]}: <b className="font-medium">{t.certificates.verdicts[found.verdict]}</b> <span className="block break-words text-fg2">{lookedText(found, lang, f)}</span></span>
        </li>
      ))}
    </ul>
  );
}
