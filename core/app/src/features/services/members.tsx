import { Plus, Trash2 } from "lucide-react";
import { type FormEvent, useEffect, useRef, useState } from "react";

import { may, session } from "@/api/session";
import type { MemberSpec, ProxiedMember, ProxiedService } from "@/api/types";
import { Button } from "@/components/button";
import { TextField } from "@/components/field";
import { cell, headCell } from "@/components/page";
import { StateMark } from "@/components/status";
import { cx } from "@/lib/cx";
import { askedOf, conditionOf, shares } from "@/lib/members";
import { useStore } from "@/lib/store";

import { useMemberChange, useMemberList } from "./member-acts";
import { freeName, placeOf } from "./member-place";
import { useText } from "./text/use";

const MARKS = { well: "ok", unwell: "down", unknown: "new", draining: "new" } as const;
const REST_MS = 600;
const USUAL_MOST = 20;

/** Who answers, how each is, and what part of the requests each gets; a weight shows what would come of it while it is moved. */
export function Members({ service }: { service: ProxiedService }) {
  const { t } = useText();
  const w = t.services.member;
  const [moved, setMoved] = useState<{ member: string; weight: number } | null>(null);
  const blocked = may(useStore(session), "operate") ? false : t.state.needs.operate;
  const inTurn = service.method === "round_robin" && !service.is_sticky;
  const asked = askedOf(service.members);
  const given = shares(service.members.map((member) => ({ weight: moved?.member === member.name ? moved.weight : member.weight, asked: asked.includes(member) })));
  return (
    <section aria-label={w.title} className="panel overflow-x-auto">
      <div className="flex flex-wrap items-baseline gap-3 px-4 pt-3"><h2 className="font-semibold">{w.title}</h2><span className="text-xs text-fg3">{w.lead}</span></div>
      {service.members.length > 0 && (
        <table className="num w-full border-collapse">
          <thead className="max-md:sr-only"><tr>
            <th scope="col" className={headCell}>{w.name}</th><th scope="col" className={headCell}>{w.health}</th><th scope="col" className={headCell}>{w.weight}</th>
            <th scope="col" className={cx(headCell, "text-right!")}>{w.share}</th><th scope="col" className={headCell}><span className="sr-only">{w.acts}</span></th>
          </tr></thead>
          <tbody>{service.members.map((member, i) => <Row key={member.name} service={service} member={member} share={inTurn ? (given[i] ?? 0) : null} blocked={blocked} onMove={setMoved} />)}</tbody>
        </table>
      )}
      <AddMember service={service} blocked={blocked} />
    </section>
  );
}

interface RowProps {
  service: ProxiedService;
  member: ProxiedMember;
  share: number | null;
  blocked: string | false;
  onMove: (moved: { member: string; weight: number } | null) => void;
}

function Row({ service, member, share, blocked, onMove }: RowProps) {
  const { t, f } = useText();
  const w = t.services.member;
  const change = useMemberChange(service);
  const list = useMemberList(service.name);
  const { name, place, draining, backup, nodes } = member;
  const condition = conditionOf(member);
  const remove = () => list.mutate({ change: (members) => members.filter((each) => each.name !== name), note: w.removed(name), title: w.removed(name) });
  return (
    <tr className={cx("border-t border-line max-md:grid max-md:grid-cols-[minmax(0,1fr)_auto] max-md:items-center max-md:p-2", draining && "text-fg2")}>
      <th scope="row" className={cx(cell, "text-left font-medium max-md:col-span-2")}><span className="block break-all">{name}</span><span className="mono block font-normal break-all text-fg3">{place}</span></th>
      <td className={cell}>
        <span className="inline-flex items-center gap-2"><StateMark state={MARKS[condition]} />{w.conditions[condition]}{backup && <span className="rounded-chip bg-active px-1.5 text-xs">{w.backup}</span>}</span>
        {nodes.filter(({ health }) => health === "unwell").map(({ node, reason }) => <span key={node} className="block text-xs text-badink">{node}: <span lang="en">{reason}</span></span>)}
      </td>
      <td className={cx(cell, "md:w-56 max-md:col-span-2")}><Weight member={member} blocked={blocked} onMove={onMove} onWeigh={(weight, onSettled) => change.mutate({ member: name, weight }, { onSettled })} /></td>
      <td className={cx(cell, "text-right font-semibold")} data-testid={`share-${name}`}>{share === null ? "—" : f.percent(share)}</td>
      <td className={cx(cell, "text-right whitespace-nowrap md:w-px")}>
        <Button size="small" blocked={blocked} disabled={change.isPending} aria-label={draining ? w.bringBackOf(name) : w.drainOf(name)} onClick={() => change.mutate({ member: name, draining: !draining })}>{draining ? w.bringBack : w.drain}</Button>
        <Button kind="ghost" size="icon" blocked={blocked} disabled={list.isPending} aria-label={w.remove(name)} onClick={remove}><Trash2 size={15} /></Button>
      </td>
    </tr>
  );
}

/** A slider that says what it does while it is moved, and does it once it rests. */
function Weight({ member, blocked, onMove, onWeigh }: Pick<RowProps, "member" | "blocked" | "onMove"> & { onWeigh: (weight: number, onSettled: () => void) => void }) {
  const { t } = useText();
  const [moved, setMoved] = useState<number | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const newest = useRef(member.weight);
  const shown = moved ?? member.weight;
  useEffect(() => () => clearTimeout(timer.current), []);
  const move = (weight: number) => {
    newest.current = weight;
    setMoved(weight);
    onMove({ member: member.name, weight });
    clearTimeout(timer.current);
    // What was asked for stays on the slider until it holds: the next key goes on from there.
    const rest = () => {
      if (newest.current !== weight) return;
      setMoved(null);
      onMove(null);
    };
    timer.current = setTimeout(() => (weight === member.weight ? rest() : onWeigh(weight, rest)), REST_MS);
  };
  return (
    <label className="flex items-center gap-3">
      <span className="sr-only">{t.services.member.weightOf(member.name)}</span>
      <input type="range" min={1} max={Math.max(USUAL_MOST, member.weight)} value={shown} disabled={Boolean(blocked)} title={blocked || undefined} onChange={(event) => move(Number(event.target.value))} className="h-6 min-w-0 flex-1 accent-[var(--accent)]" />
      <span className="w-8 text-right">{shown}</span>
    </label>
  );
}

function AddMember({ service, blocked }: { service: ProxiedService; blocked: string | false }) {
  const { t } = useText();
  const w = t.services.member;
  const [text, setText] = useState("");
  const list = useMemberList(service.name);
  const place = placeOf(text);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!place) return;
    const fresh = (members: readonly MemberSpec[]): MemberSpec => ({ name: freeName(place.host, members.map(({ name }) => name)), ...place, weight: 1, backup: false, max_connections: 0, draining: false });
    list.mutate({ change: (members) => [...members, fresh(members)], note: w.added(text), title: w.added(text) }, { onSuccess: () => setText("") });
  };
  return (
    <form onSubmit={submit} className="flex flex-wrap items-end gap-2 border-t border-line p-4">
      <div className="w-72 max-w-full"><TextField label={w.add} className="mono" placeholder="10.0.0.6:8080" maxLength={300} value={text} aria-invalid={text !== "" && !place ? true : undefined} onChange={setText} /></div>
      <Button type="submit" blocked={blocked} disabled={!place || list.isPending}><Plus size={14} aria-hidden="true" />{w.addIt}</Button>
      {text && !place && <p className="text-xs text-badink">{w.badPlace}</p>}
    </form>
  );
}
