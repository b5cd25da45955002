import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";

import { Segmented } from "@/components/segmented";

import { KINDS, type Limits, namesIn } from "./limits";
import { reachText } from "./reach";
import { knownQuery } from "./requests";
import { useText } from "./text/use";

interface Props {
  value: Limits;
  onChange: (value: Limits) => void;
}

/** To which services and groups of nodes something is limited. */
export function ScopeField({ value, onChange }: Props) {
  const { t } = useText();
  const { data: known } = useQuery(knownQuery);
  return (
    <fieldset className="grid min-w-0 gap-3">
      <legend className="mb-1.5 text-xs text-fg2">{t.people.reach}</legend>
      {KINDS.map((kind) => <Names key={kind} kind={kind} names={value[kind]} known={known?.[kind] ?? []} onChange={(names) => onChange({ ...value, [kind]: names })} />)}
    </fieldset>
  );
}

interface NamesProps {
  kind: (typeof KINDS)[number];
  names: string[] | null;
  known: readonly string[];
  onChange: (names: string[] | null) => void;
}

function Names({ kind, names, known, onChange }: NamesProps) {
  const { t } = useText();
  const [text, setText] = useState(names?.join("\n") ?? "");
  const ids = { text: useId(), help: useId() };
  const write = (next: string) => {
    setText(next);
    onChange(namesIn(next));
  };
  const missing = names === null ? [] : known.filter((name) => !names.includes(name));
  const options = [{ value: "all", label: t.people.everything }, { value: "some", label: t.people.some }] as const;
  return (
    <div className="grid min-w-0 gap-1.5">
      <span className="flex flex-wrap items-center gap-2">
        <label htmlFor={names === null ? undefined : ids.text} className="min-w-32">{t.people.limits[kind]}</label>
        <Segmented label={t.people.limits[kind]} value={names === null ? "all" : "some"} options={options} onChange={(next) => onChange(next === "all" ? null : namesIn(text))} />
      </span>
      {names !== null && (
        <>
          <textarea id={ids.text} aria-describedby={ids.help} className="field mono h-16! resize-y py-1.5!" spellCheck={false} autoCapitalize="none" value={text} onChange={(event) => write(event.target.value)} />
          <p id={ids.help} className="text-xs text-fg3">{t.people.limitsHelp[kind]}</p>
          {missing.length > 0 && (
            <span className="flex flex-wrap gap-1.5">
              {missing.slice(0, 12).map((name) => <button key={name} type="button" className="mono min-h-6 rounded-chip border border-line2 px-2 text-xs text-fg2 hover:bg-hover hover:text-fg" onClick={() => write([...names, name].join("\n"))}>+ {name}</button>)}
            </span>
          )}
        </>
      )}
    </div>
  );
}

/** How far something reaches, in a line. */
export function ReachText(limits: Limits) {
  const { t } = useText();
  return <>{reachText(limits, t)}</>;
}
