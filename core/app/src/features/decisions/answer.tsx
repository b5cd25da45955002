import { useQuery } from "@tanstack/react-query";
import { Ban, ShieldCheck, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";

import { RECENT } from "@/api/metrics";
import type { Decision, DecisionEffect } from "@/api/types";
import { Answer } from "@/components/answer";
import { FrameWaiting } from "@/components/verdict-frame";
import { useEver } from "@/lib/ever";

import { bansQuery, volumeQuery } from "./requests";
import { useText } from "./text/use";

interface Props {
  /** Those that hold, as far as they are read. */
  rows: readonly Decision[] | undefined;
  total: number;
  effects: ReadonlyMap<string, DecisionEffect> | undefined;
  actions: ReactNode;
}

/** The answer first: how much is held back, whether it works, and where it does not; said once all of that is known. */
export function HeldAnswer({ rows, total, effects, actions }: Props) {
  const { t, f } = useText();
  const { data, isPending } = useQuery(volumeQuery(RECENT, ""));
  const { data: counted } = useQuery({ ...bansQuery, enabled: rows !== undefined && rows.length < total });
  const isTold = useEver(rows !== undefined && !isPending && (rows.length === 0 || effects !== undefined));
  if (!rows || !isTold) return <FrameWaiting />;
  const real = rows.filter(({ simulated }) => !simulated);
  const refused = data?.refused_rps.slice(-6).findLast((value) => value !== null) ?? 0;
  const behind = [...(effects?.values() ?? [])].filter(({ applied, nodes }) => applied < nodes).length;
  if (total === 0) return <Answer tone="ok" icon={<ShieldCheck size={20} />} title={t.decisions.none} lead={t.decisions.answer.noneLead} actions={actions} />;
  if (behind > 0) return <Answer tone="warn" icon={<TriangleAlert size={20} />} title={t.decisions.answer.held(total)} lead={t.decisions.answer.behind(behind)} actions={actions} />;
  const isWhole = rows.length >= total;
  const bans = isWhole ? real.filter(({ type }) => type === "ban").length : (counted ?? 0);
  const isAll = bans === total;
  const lead = real.length === 0 ? t.decisions.answer.simulated : t.decisions.answer.lead(isAll || (!isWhole && counted === undefined) ? "" : t.decisions.answer.bans(bans), f.amount(refused), effects !== undefined && effects.size > 0);
  return <Answer tone="ok" icon={<Ban size={20} />} title={isAll ? t.decisions.answer.allBan(total) : t.decisions.answer.held(total)} lead={lead} actions={actions} />;
}
