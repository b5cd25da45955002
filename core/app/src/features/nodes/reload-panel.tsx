import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Check, CircleAlert, CircleDashed, CircleSlash, LoaderCircle, OctagonX, X } from "lucide-react";
import { useEffect, useRef, useState } from "react";

import { tellFailed } from "@/api/failed";
import { may, session } from "@/api/session";
import type { Node, Reload } from "@/api/types";
import { Ago } from "@/components/age";
import { Button } from "@/components/button";
import { saidText } from "@/lib/i18n/said/said";
import { nowSeconds } from "@/lib/clock";
import { cx } from "@/lib/cx";
import { unix } from "@/lib/instant";
import { useStore } from "@/lib/store";

import { keepClosed, keptClosed } from "./closed-reload";
import { isOver, newestReloadQuery, refetchReloads, stopReload } from "./reload-requests";
import { whyText } from "./reload-why";
import { useText } from "./text/use";

type Turn = Reload["nodes"][number];

const SHOWN_SECONDS = 86_400;
const MOST = 200;

interface Props {
  /** The nodes that there are now. */
  known: readonly Pick<Node, "id">[] | undefined;
  /** The reload that somebody began here and wants to see. */
  begun: string;
  onAgain: (nodes: readonly Turn[]) => void;
}

/** How the newest reload goes, node by node, and where it ended why; also for who comes after it ended. */
export function ReloadPanel({ known, begun, onAgain }: Props) {
  const { t } = useText();
  const { data: reload } = useQuery({ ...newestReloadQuery, retry: false });
  const [closed, setClosed] = useState(keptClosed);
  const panel = useRef<HTMLElement>(null);
  const blocked = may(useStore(session), "operate") ? false : t.state.needs.operate;
  useEffect(() => {
    if (begun && reload?.id === begun) panel.current?.scrollIntoView({ block: "nearest" });
  }, [begun, reload?.id]);
  if (!reload || reload.id === closed || (reload.ended_at && nowSeconds() - unix(reload.ended_at) > SHOWN_SECONDS)) return null;
  const { phase, nodes, stopped_by: by, started_by, started_at, ended_at } = reload;
  const reloaded = nodes.filter(({ status }) => status === "reloaded").length;
  const due = nodes.filter(({ status }) => status !== "left_out").length;
  const rest = nodes.filter(({ id, status }) => (status === "failed" || status === "waiting") && known?.some((node) => node.id === id));
  const close = () => {
    keepClosed(reload.id);
    setClosed(reload.id);
  };
  return (
    <section ref={panel} className="panel grid min-w-0 gap-3 p-4" aria-label={t.nodes.reload.title} data-phase={phase}>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <h2 className="text-md font-semibold">{t.nodes.reload.title}</h2>
        <span role="status" className="num min-w-0 flex-1">
          <span className={cx("font-medium", phase === "done" && "text-okink", phase === "failed" && "text-badink")}>{by && phase === "running" ? t.nodes.reload.stopping : t.nodes.reload.phases[phase]}</span>{" "}
          <span className="text-fg2">{t.nodes.reload.so(reloaded, due)}</span>
        </span>
        <span className="text-xs text-fg3">{started_by}, <Ago at={unix(ended_at ?? started_at)} /></span>
        {!isOver(reload) && <Stop id={reload.id} blocked={blocked || (by !== "" && t.nodes.reload.stopping)} />}
        {isOver(reload) && rest.length > 0 && <Button size="small" blocked={blocked} onClick={() => onAgain(rest)}>{t.nodes.reload.again(rest.length)}</Button>}
        {isOver(reload) && <Button kind="ghost" size="icon" aria-label={t.state.close} title={t.state.close} onClick={close}><X size={16} /></Button>}
      </div>
      <ol className="flex flex-wrap gap-1.5">
        {nodes.slice(0, MOST).map((turn) => <Chip key={turn.id} turn={turn} />)}
      </ol>
      {nodes.filter(({ why }) => why).map((turn) => <Kept key={turn.id} turn={turn} />)}
    </section>
  );
}

const ICONS = { waiting: CircleDashed, reloading: LoaderCircle, reloaded: Check, failed: OctagonX, left_out: CircleSlash } as const;
const INK = { waiting: "text-fg3", reloading: "text-accent beat", reloaded: "text-okink", failed: "text-badink", left_out: "text-warnink" } as const;

function Chip({ turn: { name, status } }: { turn: Turn }) {
  const { t } = useText();
  const Icon = ICONS[status];
  return (
    <li aria-current={status === "reloading" ? "step" : undefined} className="inline-flex max-w-full items-center gap-1.5 rounded-chip border border-line px-2 py-0.5 text-xs">
      <Icon size={13} aria-hidden="true" className={cx("shrink-0", INK[status])} /><span className="cut">{name}</span><span className="whitespace-nowrap text-fg2">{t.nodes.reload.statuses[status]}</span>
    </li>
  );
}

/** What kept a node from it, with the words of its NGINX. */
function Kept({ turn: { name, status, why, problems } }: { turn: Turn }) {
  const { f, lang } = useText();
  const failed = status === "failed";
  return (
    <div role={failed ? "alert" : undefined} className={cx("grid gap-1 rounded-ctl p-3", failed ? "bg-sev3soft" : "bg-warnsoft")}>
      <p className="flex items-start gap-2 break-words">{failed && <CircleAlert size={15} aria-hidden="true" className="mt-0.5 shrink-0 text-badink" />}<span className="min-w-0"><b className="font-semibold">{name}</b>: {why && whyText(why, lang, f)}</span></p>
      {problems.map((problem) => (
        <p key={`${problem.file} ${problem.line} ${problem.message}`} className="break-words">{problem.file && <span className="mono text-xs text-fg2">{problem.line > 0 ? `${problem.file}:${problem.line}` : problem.file} </span>}{saidText(problem, lang, f)}</p>
      ))}
    </div>
  );
}

function Stop({ id, blocked }: { id: string; blocked: string | false }) {
  const { t } = useText();
  const client = useQueryClient();
  const { mutate, isPending } = useMutation({
    mutationFn: () => stopReload(id),
    onError: (error) => tellFailed(error, t),
    onSettled: () => refetchReloads(client),
  });
  return <Button size="small" blocked={blocked} disabled={isPending} onClick={() => mutate()}>{t.nodes.reload.stop}</Button>;
}
