import type { PagePreview } from "@/api/types";
import { saidText } from "@/lib/i18n/said/said";
import { StateMark } from "@/components/status";

import { useText } from "./text/use";

/** What is wrong with a page, or doubtful: how long it is, what it loads from elsewhere, whether it can be read. */
export function Checks({ preview, error }: { preview: PagePreview | undefined; error: unknown }) {
  const { t, f, lang } = useText();
  return (
    <section aria-live="polite">
      <h3 className="label mb-1.5">{t.errorPages.checks}{preview && preview.size_bytes > 0 && <span className="num font-normal text-fg3"> · {t.errorPages.bytes(f.bytes(preview.size_bytes))}</span>}</h3>
      {error instanceof Error && <p role="alert" className="break-words text-badink">{error.message}</p>}
      {preview?.findings.length === 0 && <p className="flex items-center gap-2 text-fg2"><StateMark state="ok" />{t.errorPages.fine}</p>}
      <ul className="grid gap-1">
        {preview?.findings.map((found) => (
          <li key={`${found.line} ${found.message}`} className="flex items-start gap-2"><span className="mt-1.5"><StateMark state={found.severity === "error" ? "down" : "warn"} /></span><span className="min-w-0 break-words">{found.line > 0 && <b className="font-medium">{t.errorPages.line(found.line)}. </b>}{saidText(found, lang, f)}</span></li>
        ))}
      </ul>
    </section>
  );
}
