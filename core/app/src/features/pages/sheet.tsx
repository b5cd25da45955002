import { useQuery } from "@tanstack/react-query";
import { Rocket, Undo2 } from "lucide-react";
import { useDeferredValue, useMemo, useState } from "react";

import { may, session } from "@/api/session";
import { Button } from "@/components/button";
import { saidText } from "@/lib/i18n/said/said";
import { Editor } from "@/components/editor/editor";
import { useStore } from "@/lib/store";

import { Begin } from "./begin";
import { Checks } from "./checks";
import { keepDraft, keptDraft } from "./kept-draft";
import type { Page, WholeSet } from "./page";
import { Preview } from "./preview";
import { type Form, type Language, previewQuery } from "./requests";
import { useText } from "./text/use";
import { usePublish } from "./use-publish";
import { Variables } from "./variables";
import { VisitNode } from "./visit";

interface Props {
  page: Page;
  set: string;
  spec: WholeSet;
  /** By which it is made; null: there is none of its own yet. */
  template: string | null;
  isOwn: boolean;
  language: Language;
  form: Form;
  onBegin: (template: string) => void;
  onReset: () => void;
}

/** The text of a template, what is to be said about it, and the page it makes. */
export function Sheet({ page, set, spec, template, isOwn, language, form, onBegin, onReset }: Props) {
  const { t, f, lang } = useText();
  const state = useStore(session);
  const blocked = may(state, "operate") ? false : t.state.needs.operate;
  const saved = template === null ? "" : (spec.templates[template] ?? "");
  const [text, setText] = useState(() => (template === null ? "" : (keptDraft(set, template) ?? saved)));
  const draft = useDeferredValue(template === null ? spec : { ...spec, templates: { ...spec.templates, [template]: text } });
  const { data: preview, error } = useQuery({ ...previewQuery(page, language, form, draft), enabled: !blocked });
  const { mutate, isPending } = usePublish();
  const isChanged = template !== null && text !== saved;
  const wrong = preview?.findings.some(({ severity }) => severity === "error") ?? false;
  const problems = useMemo(() => (preview?.findings ?? []).filter(({ line }) => line > 0).map((found) => ({ line: found.line, severity: found.severity, message: saidText(found, lang, f) })), [preview, lang, f]);

  const write = (next: string) => {
    if (template === null) return;
    setText(next);
    keepDraft(set, template, next === saved ? null : next);
  };
  const save = () => template !== null && mutate({
    written: { pages: { [set]: { ...spec, templates: { ...spec.templates, [template]: text } } } }, title: t.errorPages.saved(page), before: { pages: { [set]: spec } }, done: () => keepDraft(set, template, null),
  });
  const reset = () => {
    if (template === null) return;
    const { [template]: _, ...others } = spec.templates;
    mutate({ written: { pages: { [set]: { ...spec, templates: others } } }, title: t.errorPages.resetDone(page), before: { pages: { [set]: spec } }, done: () => { keepDraft(set, template, null); onReset(); } });
  };
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-3 xl:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
      <section className="panel grid min-w-0 grid-cols-[minmax(0,1fr)] gap-3 p-4 max-md:hidden">
        {template === null ? <Begin page={page} form={form} language={language} blocked={blocked} onBegin={(name, source) => { keepDraft(set, name, source); onBegin(name); }} /> : (
          <>
            <div className="flex flex-wrap items-center gap-2">
              <h3 className="label mr-auto">{t.errorPages.template}: <span className="mono">{template}</span>{isChanged && <span className="text-warnink"> · {t.errorPages.notSaved}</span>}</h3>
              {isChanged && <Button kind="ghost" size="small" onClick={() => write(saved)}>{t.errorPages.discard}</Button>}
              {isOwn && <Button kind="ghost" size="small" blocked={blocked} disabled={isPending} onClick={reset}><Undo2 size={14} aria-hidden="true" />{t.errorPages.reset}</Button>}
              <Button kind="primary" blocked={blocked || (wrong && t.errorPages.errors)} disabled={isPending || !isChanged} onClick={save}><Rocket size={15} aria-hidden="true" />{isPending ? t.errorPages.saving : t.errorPages.save}</Button>
            </div>
            <Editor label={t.errorPages.template} language="html" value={text} onChange={blocked ? undefined : write} problems={problems} className="h-[32rem]" />
            <Checks preview={preview} error={error} />
          </>
        )}
        <Variables spec={spec} />
      </section>
      <p className="panel px-4 py-3 text-fg2 md:hidden">{t.errorPages.operate}</p>
      <section className="panel min-w-0 p-4">
        <Preview preview={preview} page={page} set={set} language={language} form={form} blocked={Boolean(blocked)} />
        <VisitNode set={set} page={page} />
      </section>
    </div>
  );
}
