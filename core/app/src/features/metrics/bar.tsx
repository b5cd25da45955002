import { Box, Calendar, Check, ChevronDown, GitCompareArrows, Server } from "lucide-react";
import type { ReactNode } from "react";

import type { Node } from "@/api/types";
import { Button } from "@/components/button";
import { CopyButton } from "@/components/copy";
import { Menu, type MenuItem } from "@/components/menu";
import { Segmented } from "@/components/segmented";
import { COMPARES, SPLITS, STATS } from "@/lib/view";

import type { Known } from "./catalogue";
import { useChosen } from "./chosen";
import { useText } from "./text/use";

const MOST_ENTITIES = 40;

/** Of which nodes and what, how the values of a point become one, and what is laid beside. */
export function Bar({ nodes, known, ranked, onRank }: { nodes: readonly Node[]; known: readonly Known[]; ranked: boolean; onRank: () => void }) {
  const { t } = useText();
  const chosen = useChosen();
  const entities = [...new Set(known.filter(({ name }) => chosen.metrics.includes(name)).flatMap((each) => each.entities))].slice(0, MOST_ENTITIES);
  return (
    <div className="flex flex-wrap items-center gap-2">
      {nodes.length > 1 && <Several label={t.metrics.nodes} none={t.metrics.allNodes} icon={<Server size={15} aria-hidden="true" />} options={nodes.map(({ id, name }) => [id, name])} chosen={chosen.nodes} onChange={(next) => chosen.change({ nodes: next })} />}
      {entities.length > 1 && <Several label={t.metrics.entities} none={t.metrics.allEntities} icon={<Box size={15} aria-hidden="true" />} options={entities.map((each) => [each, each])} chosen={chosen.entities} onChange={(next) => chosen.change({ entity: next })} />}
      <span title={t.metrics.statHelp} className="min-w-0 max-w-full"><Segmented label={t.metrics.stat} value={chosen.stat} options={(["avg", ...STATS] as const).map((value) => ({ value, label: t.metrics.stats[value] }))} onChange={(value) => chosen.change({ stat: value === "avg" ? undefined : value })} /></span>
      <Segmented label={t.metrics.split} value={chosen.split} options={(["entity", ...SPLITS] as const).map((value) => ({ value, label: t.metrics.splits[value] }))} onChange={(value) => chosen.change({ split: value === "entity" ? undefined : value })} />
      <Menu
        button={<Button><Calendar size={15} aria-hidden="true" />{chosen.compare ? t.metrics.compares[chosen.compare] : t.metrics.compare}<ChevronDown size={14} aria-hidden="true" className="text-fg3" /></Button>}
        items={[undefined, ...COMPARES].map((value) => ({ label: t.metrics.compares[value ?? "none"], checked: chosen.compare === value, onSelect: () => chosen.change({ compare: value }) }))}
      />
      <Button aria-pressed={ranked} onClick={onRank}><GitCompareArrows size={15} aria-hidden="true" />{t.metrics.rank}</Button>
      <span className="flex-1" />
      <span title={t.metrics.copyLink}><CopyButton text={window.location.href} /></span>
    </div>
  );
}

/** Some of several, or all. */
function Several({ label, none, icon, options, chosen, onChange }: { label: string; none: string; icon: ReactNode; options: readonly (readonly [value: string, name: string])[]; chosen: readonly string[]; onChange: (next: readonly string[] | undefined) => void }) {
  const names = new Map(options);
  const toggle = (value: string) => {
    const next = chosen.includes(value) ? chosen.filter((each) => each !== value) : [...chosen, value];
    onChange(next.length > 0 ? next : undefined);
  };
  const items: MenuItem[] = [
    { label: none, checked: chosen.length === 0, onSelect: () => onChange(undefined), icon: <Check size={14} className={chosen.length > 0 ? "invisible" : ""} /> },
    ...options.map(([value, name]) => ({ label: name, checked: chosen.includes(value), onSelect: () => toggle(value) })),
  ];
  return <Menu heading={label} button={<Button aria-label={label}>{icon}<span className="cut max-w-44">{chosen.length === 0 ? none : chosen.map((each) => names.get(each) ?? each).join(", ")}</span><ChevronDown size={14} aria-hidden="true" className="text-fg3" /></Button>} items={items} />;
}
