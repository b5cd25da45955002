import { Ban, Check, Plus, ShieldCheck } from "lucide-react";
import { type ReactNode, useState } from "react";

import { ApiError } from "@/api/problem";
import { Button } from "@/components/button";
import { CopyButton } from "@/components/copy";
import { Facts } from "@/components/facts";
import { Kbd } from "@/components/kbd";
import { Menu } from "@/components/menu";
import { Segmented } from "@/components/segmented";
import { Bars, SeverityBadge } from "@/components/severity";
import { Spark } from "@/components/spark";
import { Empty, Failure, Skeleton } from "@/components/states";
import { Beats, StateMark } from "@/components/status";
import { INK } from "@/lib/severity";
import { showToast } from "@/lib/toasts";

const LEVELS = [1, 2, 3, 4] as const;
const STATES = ["ok", "warn", "down", "new"] as const;
const KINDS = ["primary", "outline", "ghost", "danger", "solidDanger"] as const;

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="panel p-4">
      <h2 className="mb-3 text-md font-semibold">{title}</h2>
      <div className="flex flex-wrap items-center gap-3">{children}</div>
    </section>
  );
}

/** Every small part in its states. */
export function Parts() {
  const [chosen, setChosen] = useState<"one" | "two" | "three">("one");
  return (
    <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-3 xl:grid-cols-2">
      <Part title="Buttons">
        {KINDS.map((kind) => <Button key={kind} kind={kind}>{kind}</Button>)}
        {KINDS.map((kind) => <Button key={kind} kind={kind} disabled>{kind}</Button>)}
        <Button blocked="Needs the role operator"><Ban size={14} aria-hidden="true" />Blocked</Button>
        <Button size="small">Small</Button><Button size="tall">Tall</Button><Button size="icon" aria-label="Add"><Plus size={16} /></Button>
        <CopyButton text="text" /><Kbd>Ctrl</Kbd>
        <Menu button={<Button>Menu</Button>} items={[{ label: "First", onSelect: () => {}, hint: "F", checked: true }, { label: "Second", onSelect: () => {}, apart: true }, { label: "Not now", onSelect: () => {}, disabled: true }]} />
        <Button onClick={() => showToast({ tone: "done", title: "Done", note: "On 2 nodes", undo: () => {} })}><Check size={14} aria-hidden="true" />Toast</Button>
        <Button onClick={() => showToast({ tone: "failed", title: "That did not work", note: "The core does not answer." })}>Failed toast</Button>
      </Part>
      <Part title="Fields">
        <label className="grid gap-1 text-xs text-fg2">Text<input className="field" placeholder="Placeholder" /></label>
        <label className="grid gap-1 text-xs text-fg2">Wrong<input className="field" aria-invalid defaultValue="300.0.0.1" /></label>
        <label className="grid gap-1 text-xs text-fg2">Choice<select className="field"><option>One</option><option>Two</option></select></label>
        <Segmented label="One of three" value={chosen} onChange={setChosen} options={[{ value: "one", label: "One" }, { value: "two", label: "Two" }, { value: "three", label: "Three" }]} />
        <Segmented label="Not now" value="a" onChange={() => {}} disabled="Needs a role" options={[{ value: "a", label: "Not" }, { value: "b", label: "Now" }]} />
      </Part>
      <Part title="Severity and state">
        {LEVELS.map((level) => <span key={level} className="flex items-center gap-2"><Bars level={level} /><b className={INK[level]}>0.{level * 2}</b><SeverityBadge level={level} /></span>)}
        {STATES.map((state) => <span key={state} className="flex items-center gap-1.5"><StateMark state={state} />{state}</span>)}
        <span className="w-28"><Beats beats={[1, 1, 0.5, null, 1, 0]} label="Reports" /></span>
        <Spark values={[1, 3, 2, null, 5, 8, 4]} color="var(--s1)" /><Spark values={[1, 3, 2, 5, 8, 4]} color="var(--sev4)" />
      </Part>
      <Part title="Facts"><Facts title="Of a node" rows={[["Address", <span key="a" className="mono">203.0.113.7</span>], ["A long name that wraps when there is no room", "A long value that wraps where there is no room for it either"]]} /></Part>
      <Part title="Empty"><Empty icon={<ShieldCheck size={18} />} title="All quiet" lead="Nobody stands out. When someone does, they appear here."><Button>One thing to do</Button></Empty></Part>
      <Part title="Failure"><Failure error={new ApiError(503, { title: "Away", detail: "The database does not answer.", request_id: "7f3a" })} onRetry={() => {}} /></Part>
      <Part title="Loading"><Skeleton className="h-8 w-40" /><Skeleton className="h-8 w-24" /></Part>
    </div>
  );
}
