import { ArrowDown, ArrowUp, Copy, Ellipsis, GripVertical, Pencil, Trash2 } from "lucide-react";
import type { DragEvent, KeyboardEvent } from "react";

import type { PolicyRule } from "@/api/types";
import { Button } from "@/components/button";
import { Menu } from "@/components/menu";
import { Segmented } from "@/components/segmented";
import { Spark } from "@/components/spark";
import { nowSeconds } from "@/lib/clock";
import { cx } from "@/lib/cx";
import { unix } from "@/lib/instant";

import { MODES } from "./requests";
import { Sentence } from "./sentence";
import { useText } from "./text/use";
import type { Acts } from "./use-acts";

const HOURS = 168;

interface Props {
  rule: PolicyRule;
  place: number;
  rules: readonly PolicyRule[];
  acts: Acts;
  blocked: string | false;
  onOpen: (rule: PolicyRule) => void;
  /** The place over which something is dragged, and what is dragged. */
  drag: { from: number | null; over: number | null; set: (drag: { from: number | null; over: number | null }) => void };
}

/** A rule in its place: what it says, what it met, and whether it acts. */
export function RuleRow({ rule, place, rules, acts, blocked, onOpen, drag }: Props) {
  const { t } = useText();
  const over = (event: DragEvent) => {
    if (drag.from === null) return;
    event.preventDefault();
    if (drag.over !== place) drag.set({ from: drag.from, over: place });
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    if (drag.from !== null) acts.move(rules, drag.from, place);
    drag.set({ from: null, over: null });
  };
  return (
    // Where a rule is dropped is a convenience of the pointer: the handle has keys, the menu has items.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <li
      onDragOver={over} onDrop={drop}
      className={cx("grid grid-cols-[auto_minmax(0,1fr)] gap-x-2 border-t border-line py-3 pr-4 pl-2 xl:grid-cols-[auto_minmax(0,1fr)_auto_auto]", drag.over === place && drag.from !== place && (drag.from ?? 0) > place && "shadow-[inset_0_2px_var(--accent)]", drag.over === place && drag.from !== place && (drag.from ?? 0) < place && "shadow-[inset_0_-2px_var(--accent)]", drag.from === place && "opacity-50")}
    >
      <Handle {...{ rule, place, rules, acts, blocked, drag }} />
      <div className="min-w-0">
        <button type="button" aria-label={t.rules.open(rule.name)} onClick={() => onOpen(rule)} className={cx("min-h-6 max-w-full text-left font-semibold break-words hover:text-accent hover:underline", rule.mode === "off" && "text-fg2")}>{rule.name}</button>
        <div className={cx(rule.mode === "off" && "opacity-60")}>{rule.statement ? <Sentence statement={rule.statement} /> : <p className="text-badink">{t.rules.unreadable}</p>}</div>
      </div>
      <Met rule={rule} />
      <div className="flex items-center gap-1 max-xl:col-start-2 max-xl:mt-2">
        <Segmented label={t.rules.mode(rule.name, place + 1)} value={rule.mode} disabled={blocked} onChange={(mode) => acts.turn(rule, mode)} options={MODES.map((value) => ({ value, label: t.rules.modes[value], title: t.rules.modeHelp[value] }))} />
        <Menu
          button={<Button kind="ghost" size="icon" aria-label={t.rules.more(rule.name)}><Ellipsis size={16} aria-hidden="true" /></Button>}
          items={[
            { label: t.rules.edit, icon: <Pencil size={14} />, onSelect: () => onOpen(rule) },
            { label: t.rules.up, icon: <ArrowUp size={14} />, onSelect: () => acts.move(rules, place, place - 1), disabled: Boolean(blocked) || place === 0 },
            { label: t.rules.down, icon: <ArrowDown size={14} />, onSelect: () => acts.move(rules, place, place + 1), disabled: Boolean(blocked) || place === rules.length - 1 },
            { label: t.rules.copy, icon: <Copy size={14} />, onSelect: () => acts.copy(rule, place), disabled: Boolean(blocked) },
            { label: t.rules.remove, icon: <Trash2 size={14} />, onSelect: () => acts.remove(rule, place), disabled: Boolean(blocked), apart: true },
          ]}
        />
      </div>
    </li>
  );
}

function Handle({ rule, place, rules, acts, blocked, drag }: Omit<Props, "onOpen">) {
  const { t, f } = useText();
  const keys = (event: KeyboardEvent) => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!step || blocked) return;
    event.preventDefault();
    acts.move(rules, place, place + step);
  };
  return (
    <button
      type="button" draggable={!blocked} onKeyDown={keys} aria-label={t.rules.move(rule.name, place + 1, rules.length)} aria-disabled={blocked ? true : undefined} title={blocked || t.rules.move(rule.name, place + 1, rules.length)}
      onDragStart={(event) => { event.dataTransfer.effectAllowed = "move"; event.dataTransfer.setData("text/plain", rule.id); drag.set({ from: place, over: null }); }} onDragEnd={() => drag.set({ from: null, over: null })}
      className={cx("num flex h-7 min-w-10 items-center justify-end gap-0.5 self-start rounded-ctl text-fg3 hover:bg-hover hover:text-fg", blocked ? "cursor-not-allowed" : "cursor-grab active:cursor-grabbing")}
    >
      <GripVertical size={14} aria-hidden="true" className="shrink-0" />{f.integer(place + 1)}
    </button>
  );
}

function Met({ rule }: { rule: PolicyRule }) {
  const { t, f } = useText();
  const now = nowSeconds();
  const first = Math.floor(now / 3600) - HOURS + 1;
  const values = Array<number>(HOURS).fill(0);
  for (const { t: at, hits } of rule.hours) {
    const hour = Math.floor(unix(at) / 3600) - first;
    if (hour >= 0 && hour < HOURS) values[hour] = hits;
  }
  const week = values.reduce((sum, each) => sum + each, 0);
  const quiet = rule.hits === 0;
  return (
    <div className="num flex items-center gap-3 max-xl:col-start-2 max-xl:mt-1.5 xl:w-72 xl:justify-end xl:pl-4" title={t.rules.week(week)}>
      {!quiet && <Spark values={values} color={rule.mode === "on" ? "var(--accent)" : "var(--off)"} width={96} height={26} />}
      <p className="min-w-28 leading-5 xl:text-right">
        {quiet ? <span className="text-fg3">{t.rules.never}</span> : <span className="font-semibold">{t.rules.hits24(rule.hits_24h)}</span>}
        <span className="block text-xs text-fg3">{rule.last_at ? `${t.rules.lastHit}: ${f.ago(now - unix(rule.last_at))}` : rule.tried_at ? t.rules.triedAt(f.ago(now - unix(rule.tried_at))) : t.rules.notTried}</span>
        {rule.told_24h > 0 && <span className="block text-xs text-fg2">{t.rules.told24(rule.told_24h)}</span>}
        {rule.holding > 0 && <span className="block text-xs text-fg2">{t.rules.holding(rule.holding)}</span>}
      </p>
    </div>
  );
}
