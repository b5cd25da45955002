import { useQuery, useQueryClient } from "@tanstack/react-query";
import { CheckCheck } from "lucide-react";
import { useMemo, useState } from "react";

import { tellFailed } from "@/api/failed";
import { may, session } from "@/api/session";
import type { Candidate } from "@/api/types";
import { Kbd } from "@/components/kbd";
import { Empty, Failure, Skeleton } from "@/components/states";
import { cx } from "@/lib/cx";
import { useKeys } from "@/lib/keys";
import { useStore } from "@/lib/store";
import { showToast } from "@/lib/toasts";
import { useChangeSearch, useViewSearch } from "@/lib/view";

import { CandidateEvidence } from "./evidence";
import { LabelHistory } from "./history";
import { label, queueQuery, unlabel } from "./requests";
import { Studying } from "./studying";
import { useText } from "./text/use";

type Word = "attack" | "harmless" | "unsure";
const keyOf = ({ service, source }: Candidate): string => `${source}@${service}`;

/** Whom to ask about, one after the other, by keyboard: A, H, U or 1, 2, 3; J and K move, Z takes back. */
export default function Labels() {
  const { t, f } = useText();
  const { data, error, refetch } = useQuery(queueQuery);
  const { open } = useViewSearch();
  const change = useChangeSearch();
  const state = useStore(session);
  const blocked = may(state, "train") || may(state, "decide") ? false : t.models.needsLabel;
  const { said, say } = useSaying();
  const items = useMemo(() => data?.items.filter((item) => !said.has(keyOf(item))) ?? [], [data, said]);
  const at = Math.max(items.findIndex((item) => keyOf(item) === open), 0);
  const current = items[at];
  const go = (step: number) => {
    const next = items[Math.min(Math.max(at + step, 0), items.length - 1)];
    if (next) change({ open: keyOf(next) }, true);
  };
  const judge = (word: Word) => {
    if (!current || blocked) return;
    const next = items[at + 1] ?? items[at - 1];
    change({ open: next && keyOf(next) }, true);
    say(current, word);
  };
  useKeys({
    KeyA: () => judge("attack"), Digit1: () => judge("attack"), KeyH: () => judge("harmless"), Digit2: () => judge("harmless"), KeyU: () => judge("unsure"), Digit3: () => judge("unsure"),
    KeyJ: () => go(1), KeyK: () => go(-1), ArrowDown: () => go(1), ArrowUp: () => go(-1),
  });
  if (error && !data) return <section className="panel"><Failure error={error} onRetry={() => void refetch()} /></section>;
  if (!data) return <section className="panel p-4"><Studying /><Skeleton className="h-96" /></section>;
  const { attack, harmless, unsure } = data.counts;
  return (
    <>
      <section className="panel grid min-w-0 grid-cols-[minmax(0,1fr)] overflow-hidden lg:grid-cols-[minmax(0,20rem)_minmax(0,1fr)]">
        <div className="min-w-0 border-line max-lg:border-b lg:border-r">
          <div className="grid gap-1 p-4">
            <h2 className="text-md font-semibold">{t.models.queue}</h2>
            <p className="text-fg2">{t.models.queueLead}</p>
            <p className="num text-xs text-fg3">{t.models.counts(attack, harmless, unsure)} · {t.models.progress(data.needed)}</p>
            <Progress share={Math.min(attack / data.needed, 1) / 2 + Math.min(harmless / data.needed, 1) / 2} />
          </div>
          {items.length > 0 && <List items={items} current={current} onOpen={(item) => change({ open: keyOf(item) })} />}
        </div>
        {current
          ? <CandidateEvidence key={keyOf(current)} candidate={current} place={t.models.position(at + 1, items.length)} blocked={blocked} onJudge={judge} onMove={go} />
          : <Empty icon={<CheckCheck size={18} />} title={t.models.empty} lead={t.models.emptyLead} />}
      </section>
      <p className="flex flex-wrap items-center gap-x-4 gap-y-1 text-xs text-fg3 max-md:hidden">
        {([["A", t.models.attack], ["H", t.models.harmless], ["U", t.models.unsure], ["J", t.models.skip], ["K", t.models.back], ["Z", t.act.undo]] as const).map(([key, name]) => <span key={key} className="flex items-center gap-1.5"><Kbd>{key}</Kbd>{name}</span>)}
      </p>
      <LabelHistory />
      <p className="sr-only" aria-live="polite">{current && `${current.source}, ${t.models.why[current.why]}, ${t.models.chance(f.amount(1 / current.champion_p))}`}</p>
    </>
  );
}

/** What was said is gone from the list at once; an undo, or a refusal, brings it back. */
function useSaying() {
  const { t } = useText();
  const client = useQueryClient();
  const change = useChangeSearch();
  const [said, setSaid] = useState<ReadonlySet<string>>(new Set());
  const bring = (key: string) => setSaid((old) => new Set([...old].filter((each) => each !== key)));
  const settle = () => client.invalidateQueries({ queryKey: ["lab", "labels"] });
  const undo = (candidate: Candidate) => {
    unlabel(candidate).then(() => {
      bring(keyOf(candidate));
      change({ open: keyOf(candidate) }, true);
      showToast({ tone: "done", title: t.models.unsaid(candidate.source) });
    }).catch((error: unknown) => tellFailed(error, t)).finally(settle);
  };
  const say = (candidate: Candidate, word: Word) => {
    const key = keyOf(candidate);
    setSaid((old) => new Set([...old, key]));
    label(candidate, word).then(() => {
      client.setQueryData(queueQuery.queryKey, (old) => old && { ...old, counts: { ...old.counts, [word]: old.counts[word] + 1 } });
      showToast({ tone: "done", title: t.models.said(candidate.source, t.models[word].toLowerCase()), note: word === "unsure" ? "" : t.models.saidNote, undo: () => undo(candidate) });
    }).catch((error: unknown) => {
      bring(key);
      tellFailed(error, t);
    }).finally(settle);
  };
  return { said, say };
}

function Progress({ share }: { share: number }) {
  return <span aria-hidden="true" className="h-1 overflow-hidden rounded-full bg-active"><i className="block h-full rounded-full bg-ok" style={{ width: `${share * 100}%` }} /></span>;
}

const inSight = (element: HTMLButtonElement | null) => element?.scrollIntoView({ block: "nearest" });

function List({ items, current, onOpen }: { items: readonly Candidate[]; current: Candidate | undefined; onOpen: (item: Candidate) => void }) {
  const { t, f } = useText();
  const open = current && keyOf(current);
  return (
    <ul aria-label={t.models.list} className="num max-h-[26rem] overflow-y-auto border-t border-line max-lg:max-h-40">
      {items.map((item) => (
        <li key={keyOf(item)}>
          <button ref={keyOf(item) === open ? inSight : undefined} type="button" aria-current={keyOf(item) === open ? "true" : undefined} onClick={() => onOpen(item)} className={cx("grid w-full grid-cols-[minmax(0,1fr)_auto] gap-x-2 border-b border-line px-4 py-2 text-left hover:bg-hover", keyOf(item) === open && "bg-accentsoft hover:bg-accentsoft")}>
            <span className="mono cut">{item.source}</span><span className="text-right text-fg2">1 : {f.amount(1 / item.champion_p)}</span>
            <span className="cut text-xs text-fg3">{t.models.why[item.why]}</span><span className="cut max-w-32 text-right text-xs text-fg3">{item.service}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
