import { Segmented } from "@/components/segmented";

import { AreaField, SetField, TextField } from "./fields";
import type { MatcherDraft } from "./matcher-draft";
import { useText } from "./text/use";
import { KINDS, SEVERITIES } from "./words";

/** Which events are meant: kinds, severity, where, labels. */
export function MatcherFields({ draft, onChange }: { draft: MatcherDraft; onChange: (draft: MatcherDraft) => void }) {
  const { t } = useText();
  const put = (change: Partial<MatcherDraft>) => onChange({ ...draft, ...change });
  return (
    <>
      <SetField label={t.told.kinds} help={t.told.kindsHelp} values={draft.kinds} options={KINDS.map((value) => ({ value, label: t.notes.kinds[value] }))} onChange={(kinds) => put({ kinds })} />
      <div className="grid gap-1"><span className="text-xs text-fg2">{t.told.severity}</span><div><Segmented label={t.told.severity} value={draft.severity} options={SEVERITIES.map((value) => ({ value, label: t.severity[value] }))} onChange={(severity) => put({ severity })} /></div></div>
      <div className="grid gap-3 sm:grid-cols-2">
        <TextField label={t.told.services} help={t.told.globsHelp} className="mono" placeholder="*" value={draft.services} onChange={(services) => put({ services })} />
        <TextField label={t.told.nodes} help={t.told.globsHelp} className="mono" placeholder="*" value={draft.nodes} onChange={(nodes) => put({ nodes })} />
      </div>
      <AreaField label={t.told.labels} help={t.told.labelsHelp} className="mono h-16!" value={draft.labels} onChange={(labels) => put({ labels })} />
    </>
  );
}
