import { copyText } from "@/components/copy";
import { showToast } from "@/lib/toasts";

import type { WholeSet } from "./page";
import { useText } from "./text/use";

/** What a template may name; a press copies it. */
export function Variables({ spec }: { spec: WholeSet }) {
  const { t } = useText();
  const all = [...Object.entries(t.errorPages.variable), ...Object.keys(spec.variables).map((name) => [name, t.errorPages.own] as const)];
  const copy = (name: string) => void copyText(`{{ ${name} }}`).then(() => showToast({ tone: "done", title: t.state.copied }));
  return (
    <details>
      <summary className="min-h-6 cursor-pointer text-fg2">{t.errorPages.variables}</summary>
      <dl className="mt-2 grid grid-cols-[minmax(0,11rem)_minmax(0,1fr)] gap-x-3 gap-y-1">
        {all.map(([name, words]) => (
          <div key={name} className="contents"><dt><button type="button" title={t.state.copy} className="mono min-h-6 text-accent" onClick={() => copy(name)}>{`{{ ${name} }}`}</button></dt><dd className="text-fg2">{words}</dd></div>
        ))}
      </dl>
    </details>
  );
}
