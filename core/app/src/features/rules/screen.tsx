import { useQuery } from "@tanstack/react-query";
import { Eye, ListChecks, Plus, Snowflake } from "lucide-react";
import { lazy, Suspense, useState } from "react";

import { may, session } from "@/api/session";
import type { PolicyRule, PolicyRules } from "@/api/types";
import { Answer } from "@/components/answer";
import { Button } from "@/components/button";
import { Page } from "@/components/page";
import { Failure, Skeleton } from "@/components/states";
import { useStore } from "@/lib/store";
import { useChangeSearch, useViewSearch } from "@/lib/view";

import { notifies } from "./draft";
import { Ladder } from "./ladder";
import { rulesQuery } from "./requests";
import { RuleRow } from "./rule-row";
import { Templates } from "./templates";
import { type Texts, useText } from "./text/use";
import { useActs } from "./use-acts";

const Editor = lazy(() => import("./editor"));
/** No rule has such an id. */
const NEW = "new";

/** What acts automatically, in which order, and what it met. */
export default function RulesScreen() {
  const { t } = useText();
  const { open } = useViewSearch();
  const change = useChangeSearch();
  const { data, error, refetch } = useQuery(rulesQuery);
  const blocked = may(useStore(session), "operate") ? false : t.state.needs.operate;
  if (!data) return <Page lead={t.rules.lead}><section className="panel">{error ? <Failure error={error} onRetry={() => void refetch()} /> : <div className="p-4"><Skeleton className="h-96" /></div>}</section></Page>;
  const template = data.templates.find(({ id }) => open === `${NEW}:${id}`);
  const rule = data.items.find(({ id }) => id === open);
  return (
    <Page lead={t.rules.lead} actions={<Button kind="primary" blocked={blocked} onClick={() => change({ open: NEW })}><Plus size={15} aria-hidden="true" />{t.rules.new}</Button>}>
      <Said rules={data} />
      {data.items.length > 0 && <List rules={data} blocked={blocked} onOpen={(id) => change({ open: id })} />}
      {data.items.length === 0 && <Templates templates={data.templates} blocked={blocked} onUse={({ id }) => change({ open: `${NEW}:${id}` })} />}
      <Ladder />
      {(rule || template || open === NEW) && (
        <Suspense><Editor key={open} rules={data} rule={rule} template={template} blocked={blocked} onClose={() => change({ open: undefined, text: undefined })} /></Suspense>
      )}
    </Page>
  );
}

function List({ rules: { items }, blocked, onOpen }: { rules: PolicyRules; blocked: string | false; onOpen: (id: string) => void }) {
  const { t } = useText();
  const acts = useActs();
  const [{ from, over }, set] = useState<{ from: number | null; over: number | null }>({ from: null, over: null });
  return (
    <section aria-labelledby="rules" className="panel min-w-0 overflow-hidden">
      <h2 id="rules" className="px-4 py-3 text-md font-semibold">{t.rules.list} <span className="num text-xs font-normal text-fg3">{t.rules.total(items.length)}</span></h2>
      <ol>{items.map((rule, place) => <RuleRow key={rule.id} drag={{ from, over, set }} {...{ rule, place, rules: items, acts, blocked }} onOpen={({ id }) => onOpen(id)} />)}</ol>
    </section>
  );
}

const sum = (rules: readonly PolicyRule[], field: "hits_24h" | "decided_24h" | "told_24h"): number => rules.reduce((all, rule) => all + rule[field], 0);

/** The answer: what acts, and what came of it lately. */
export function Said({ rules }: { rules: PolicyRules }) {
  const { t } = useText();
  const on = rules.items.filter(({ mode }) => mode === "on");
  const shadow = rules.items.filter(({ mode }) => mode === "shadow");
  const title = on.length > 0 ? t.rules.act(on.length) : shadow.length > 0 ? t.rules.watch(shadow.length) : t.rules.none;
  const [telling, deciding] = [rules.items.filter(notifies), rules.items.filter((rule) => !notifies(rule))];
  const lately = [
    ...(deciding.length > 0 ? [t.rules.lately(sum(deciding, "decided_24h"), sum(deciding, "hits_24h"))] : []),
    ...(telling.length > 0 ? [t.rules.latelyTold(sum(telling, "told_24h"), sum(telling, "hits_24h"))] : []),
  ];
  const said = rules.items.length === 0 ? [t.rules.noneLead] : [...lately, ...(on.length > 0 && shadow.length > 0 ? [t.rules.shadows(shadow.length)] : [])];
  const onlyTells = on.length > 0 && on.every(notifies);
  const frozen = rules.frozen && !onlyTells;
  const held = onlyTells ? "" : restraint(rules, t);
  const Icon = frozen ? Snowflake : on.length > 0 ? ListChecks : Eye;
  return <Answer tone={frozen ? "warn" : on.length > 0 ? "ok" : "off"} icon={<Icon size={20} />} title={title} lead={[...said, ...(held ? [held] : [])].join(" ")} />;
}

/** What keeps rules from acting, if anything does. */
function restraint({ frozen, enforcing, services }: PolicyRules, t: Texts): string {
  if (frozen) return t.rules.frozen;
  if (enforcing === 0) return t.rules.simulated;
  return enforcing < services ? t.rules.someSimulated(enforcing, services) : "";
}
