import { Check, CircleAlert, LoaderCircle } from "lucide-react";
import { lazy, type ReactNode, Suspense, useMemo, useState } from "react";

import { FIELD, type Place } from "@/api/config";
import { may, session } from "@/api/session";
import type { Draft, DraftFinding } from "@/api/types";
import { nowSeconds } from "@/lib/clock";
import { cx } from "@/lib/cx";
import { useAtLeast } from "@/lib/media";
import { useStore } from "@/lib/store";
import { showToast } from "@/lib/toasts";
import { useChangeSearch, useViewSearch } from "@/lib/view";

import { Button } from "../button";
import { Editor, type Problem } from "../editor/editor";
import { Segmented } from "../segmented";
import { Findings } from "./findings";
import { saidText } from "@/lib/i18n/said/said";
import { useText } from "./text/use";
import { type DraftState, useDraft } from "./use-draft";

const ReviewDraft = lazy(() => import("./review-draft"));
const EDITABLE = 768;

export interface FormProps<S extends object> {
  spec: S;
  put: (change: Partial<S>) => void;
  findings: readonly DraftFinding[];
}

interface Props<S extends object> {
  place: Place;
  title: string;
  saved: S;
  revision: number;
  renderForm: (props: FormProps<S>) => ReactNode;
}

/** A document by form or as text, beside what NGINX would be given; nothing leaves it before it is sound and was looked at. */
export function DocumentEditor<S extends object>({ place, title, saved, revision, renderForm }: Props<S>) {
  const { t, f, lang } = useText();
  const { text: asText = false } = useViewSearch();
  const change = useChangeSearch();
  const wide = useAtLeast(EDITABLE);
  const allowed = may(useStore(session), "operate");
  const draft = useDraft(place, saved, revision, allowed);
  const [refused, setRefused] = useState<{ sent: string; findings: readonly DraftFinding[] } | null>(null);
  // What is looked at stays what it was, also when it is saved and no draft any more.
  const [reviewed, setReviewed] = useState<{ sent: string; checked: Draft } | null>(null);
  const [goTo, setGoTo] = useState<{ line: number; turn: number }>();
  const findings = useMemo(() => [...(draft.checked?.findings ?? []), ...(refused && refused.sent === draft.sent ? refused.findings : [])], [draft.checked, draft.sent, refused]);
  const problems = useMemo((): readonly Problem[] => findings.map((found) => ({ line: found.line, severity: found.severity, message: saidText(found, lang, f) })), [findings, lang, f]);
  const editable = wide && allowed;
  const show = (text: boolean) => {
    if (text) draft.editText(draft.text);
    change({ text: text || undefined }, true);
  };
  const go = (line: number) => {
    if (!asText) show(true);
    setGoTo({ line, turn: (goTo?.turn ?? 0) + 1 });
  };
  const [generated] = draft.checked?.generated ?? [];
  return (
    <>
      {!wide && <p className="panel p-3 text-warnink">{t.document.tooNarrow}</p>}
      {!allowed && <p className="panel p-3 text-warnink">{t.state.needs.operate}</p>}
      {draft.restoredAt !== null && <p className="panel p-3">{t.document.restored(f.ago(Math.max(0, nowSeconds() - draft.restoredAt)))}</p>}
      {draft.isOvertaken && <p role="alert" className="panel p-3 text-warnink">{t.document.overtaken}</p>}
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-3 xl:grid-cols-2">
        <section aria-label={asText ? t.document.text : t.document.form} className="panel min-w-0">
          <div className="flex min-h-14 flex-wrap items-center gap-3 px-4 py-2.5">
            <Segmented label={t.document.way} value={asText ? "text" : "form"} options={[{ value: "form", label: t.document.form }, { value: "text", label: t.document.text }]} onChange={(value) => show(value === "text")} />
            <span className="flex-1" />
            {draft.isEdited && <Button kind="ghost" size="small" onClick={() => { draft.forget(); setRefused(null); showToast({ tone: "done", title: t.document.discarded }); }}>{t.document.discard}</Button>}
          </div>
          <div className="border-t border-line p-4">
            {asText && <Editor label={t.document.textLabel} language="yaml" value={draft.text} problems={problems} goTo={goTo} className="h-[36rem]" onChange={editable ? draft.editText : undefined} />}
            {!asText && !draft.isReadable && <p className="flex flex-wrap items-center gap-3 text-warnink">{t.document.brokenText}<Button size="small" onClick={() => show(true)}>{t.document.toText}</Button></p>}
            {!asText && draft.isReadable && <fieldset disabled={!editable} className="min-w-0">{renderForm({ spec: draft.spec, put: (part) => draft.editSpec({ ...draft.spec, ...part }), findings })}</fieldset>}
          </div>
        </section>
        <section aria-label={t.document.generated} className="panel min-w-0 xl:sticky xl:top-16">
          <div className="flex min-h-14 flex-wrap items-center gap-x-3 px-4 py-2.5">
            <h2 className="font-semibold">{t.document.generated}</h2>
            {generated && <span className="mono cut text-xs text-fg3">{generated.file} · {generated.nodes.join(", ")}</span>}
          </div>
          <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-3 border-t border-line p-4">
            <Findings findings={findings} onGo={editable ? go : undefined} />
            {generated ? <Editor label={t.document.generatedLabel(generated.file)} language="nginx" value={generated.text} className="h-[28rem]" /> : <p className="text-fg3">{t.document.noGenerated}</p>}
          </div>
        </section>
      </div>
      <Bar draft={draft} findings={findings} editable={editable} reason={allowed ? t.document.tooNarrow : t.state.needs.operate} onReview={() => draft.checked && setReviewed({ sent: draft.sent, checked: draft.checked })} />
      {reviewed && (
        <Suspense>
          <ReviewDraft
            place={place} title={title} {...reviewed} document={{ [FIELD[place.kind]]: { [place.name]: reviewed.checked.spec } }}
            onRefused={(told) => setRefused({ sent: reviewed.sent, findings: told })}
            onSaved={draft.forget}
            onClose={() => setReviewed(null)}
          />
        </Suspense>
      )}
      <span className="sr-only" aria-live="polite">{draft.isChecked && f.integer(findings.length)}</span>
    </>
  );
}

interface BarProps<S extends object> {
  draft: DraftState<S>;
  findings: readonly DraftFinding[];
  editable: boolean;
  reason: string;
  onReview: () => void;
}

/** Where the draft stands, and the way on; in sight wherever one scrolls. */
function Bar<S extends object>({ draft, findings, editable, reason, onReview }: BarProps<S>) {
  const { t } = useText();
  const errors = findings.filter(({ severity }) => severity === "error").length;
  const warnings = findings.length - errors;
  const differs = draft.isEdited && (draft.checked?.differs ?? true);
  const [Icon, ink, said] = !draft.isChecked && draft.isEdited ? ([LoaderCircle, "text-fg3 beat", t.document.checking] as const)
    : errors > 0 ? ([CircleAlert, "text-badink", t.document.errors(errors)] as const)
    : ([Check, differs ? "text-okink" : "text-fg3", differs ? t.document.ready : t.document.unchanged] as const);
  const ready = draft.isChecked && differs && errors === 0 && draft.checked?.can_be_saved === true;
  return (
    <div className="panel sticky bottom-2 z-10 flex flex-wrap items-center gap-3 px-4 py-2.5 max-md:bottom-20" data-testid="draft-bar">
      <span className="flex items-center gap-2 font-medium"><Icon size={16} aria-hidden="true" className={cx(ink)} />{said}</span>
      {warnings > 0 && <span className="text-xs text-warnink">{t.document.warnings(warnings)}</span>}
      <span className="flex-1" />
      <Button kind="primary" blocked={editable ? false : reason} disabled={!ready} onClick={onReview}>{t.document.review}</Button>
    </div>
  );
}
