import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useDeferredValue, useState } from "react";

import { whyNot } from "@/api/failed";
import type { PolicyRule, PolicyRules } from "@/api/types";
import { Button } from "@/components/button";
import { TextField } from "@/components/field";
import { Modal } from "@/components/modal";
import { Segmented } from "@/components/segmented";
import { Skeleton } from "@/components/states";
import { cx } from "@/lib/cx";
import { showToast } from "@/lib/toasts";
import { useChangeSearch, useViewSearch } from "@/lib/view";

import { Builder } from "./builder";
import { type Built, builtOf, notifies, textOf } from "./draft";
import { Recent } from "./recent";
import { changeRule, checkedQuery, type Draft, KEY, makeRule, type Mode, MODES } from "./requests";
import { Sentence } from "./sentence";
import { Simulate } from "./simulate";
import { useText } from "./text/use";
import { TextForm } from "./text-form";

interface Props {
  rules: PolicyRules;
  /** The rule to change, or what a new one begins with. */
  rule: PolicyRule | undefined;
  template: PolicyRules["templates"][number] | undefined;
  blocked: string | false;
  onClose: () => void;
}

const BEGIN: Built = { rows: [{ field: "logins_600s", operator: ">", value: "20" }], action: "limit", duration: "30m" };

/** A rule made or changed, as a form or as text, and simulated before it acts. */
export default function Editor({ rules, rule, template, blocked, onClose }: Props) {
  const { t } = useText();
  const { text: asText = false } = useViewSearch();
  const change = useChangeSearch();
  const client = useQueryClient();
  const known = template && t.rules.templates[template.id as keyof typeof t.rules.templates];
  const [name, setName] = useState(rule?.name ?? known ?? "");
  const [mode, setMode] = useState<Mode>(rule?.mode ?? "shadow");
  const [text, setText] = useState(rule?.text ?? template?.text ?? textOf(BEGIN));
  const [built, setBuilt] = useState<Built | null>(rule?.statement ? builtOf(rule.statement) : template ? null : BEGIN);
  const wanted = useDeferredValue(text);
  const { data: checked, isPlaceholderData } = useQuery(checkedQuery(wanted));
  const settled = checked && !isPlaceholderData && wanted === text ? checked : undefined;
  const fault = settled?.fault ?? null;
  const shown = built ?? (settled?.statement ? builtOf(settled.statement) : null);
  const put = (next: Built) => {
    setBuilt(next);
    setText(textOf(next));
  };
  const write = (next: string) => {
    setText(next);
    setBuilt(null);
  };
  const save = useMutation({
    mutationFn: (draft: Draft) => (rule ? changeRule(rule.id, draft) : makeRule(draft)),
    onSuccess: async (saved) => {
      await client.invalidateQueries({ queryKey: KEY });
      const toOn = saved.mode === "on" && rule?.mode !== "on";
      showToast({ tone: "done", title: rule ? t.rules.saved(saved.name) : t.rules.made(saved.name), note: toOn && !saved.tried_at ? t.rules.untried : "" });
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!blocked && !save.isPending) save.mutate({ name: name.trim(), text, mode });
  };
  return (
    <Modal title={rule?.name ?? t.rules.new} onClose={onClose} place="side" className="w-[min(820px,100vw)]!">
      <form onSubmit={submit} className="grid min-h-full grid-cols-[minmax(0,1fr)] grid-rows-[1fr_auto]">
        <div className="grid grid-cols-[minmax(0,1fr)] content-start gap-4 p-4">
          <TextField label={t.rules.name} required maxLength={80} placeholder={t.rules.nameHint} value={name} onChange={setName} />
          <div><Segmented label={t.rules.form} value={asText ? "text" : "builder"} disabled={asText && fault !== null ? t.rules.textBroken : false} options={[{ value: "builder", label: t.rules.builder }, { value: "text", label: t.rules.text }]} onChange={(form) => change({ text: form === "text" || undefined }, true)} /></div>
          {!asText && shown && <Builder built={shown} fields={rules.fields} known={{ systems: rules.systems_known, countries: rules.countries_known }} onChange={put} />}
          {!asText && !shown && !fault && <Skeleton className="h-48" />}
          {(asText || fault) && <TextForm text={text} fault={fault} onChange={write} />}
          {/* While a change is read, what was said before stays: nothing below jumps. */}
          {checked?.statement && <p className={cx("rounded-ctl bg-bg px-3 py-2", !settled && "opacity-60")}><Sentence statement={checked.statement} /></p>}
          <Simulate text={settled?.statement ? settled.text : null} keptDays={rules.kept_days} triedAt={rule && settled?.text === rule.text ? rule.tried_at : null} />
          {rule && <Recent rule={rule} />}
        </div>
        <div className="sticky bottom-0 grid gap-2 border-t border-line bg-raised px-4 py-3">
          {save.error && <p role="alert" className="rounded-ctl bg-sev3soft px-3 py-2 break-words">{whyNot(save.error, t)}</p>}
          {rule?.mode === "on" && !notifies(rule) && settled?.text !== rule.text && <p className="text-xs text-fg2">{t.rules.changesEnd}</p>}
          <div className="flex flex-wrap items-center justify-end gap-2">
            <div className="mr-auto"><Segmented label={t.rules.mode(name || t.rules.new, 0)} value={mode} disabled={blocked} options={MODES.map((value) => ({ value, label: t.rules.modes[value], title: t.rules.modeHelp[value] }))} onChange={setMode} /></div>
            <Button kind="ghost" onClick={onClose}>{t.state.cancel}</Button>
            <Button kind="primary" type="submit" blocked={blocked} disabled={save.isPending || !settled?.statement}>{mode === "shadow" && !rule ? t.rules.saveShadow : t.rules.save}</Button>
          </div>
        </div>
      </form>
    </Modal>
  );
}
