import type { AttentionItem } from "@/api/types";
import type { Formats } from "@/lib/format";
import { alarmText } from "@/lib/i18n/alarms";
import { unix } from "@/lib/instant";
import type { Lang } from "@/lib/prefs";

import type { Texts } from "./text/use";

/** What an item says: what is the case, and what that means or what to do about it. */
export interface Said {
  title: string;
  lead: string;
}

interface Around {
  t: Texts;
  f: Formats;
  lang: Lang;
  /** Unix seconds. */
  now: number;
}

type Kind = AttentionItem["kind"];
type Say = (item: AttentionItem, around: Around) => Said;

const until = (item: AttentionItem) => (item.until_at ? unix(item.until_at) : 0);

const SAY: Record<Kind, Say> = {
  attack: (item, { t }) => ({ title: t.item.attack(kindOf(item, t), item.service), lead: item.what === "enforce" ? t.item.attackLead(item.count) : t.item.attackWatched(item.count) }),
  unusual: (item, { t }) => ({ title: t.item.attack(kindOf(item, t), item.service), lead: t.item.unusualLead }),
  scoring: (item, { t }) => (item.what === "off" ? { title: t.item.scoringOff, lead: t.item.scoringOffLead } : { title: t.item.scoringBehind, lead: t.item.scoringBehindLead }),
  budget: (item, { t, f }) => ({ title: t.item.budget(item.service), lead: t.item.budgetLead(f.clock(until(item))) }),
  frozen: (item, { t }) => ({ title: t.item.frozen, lead: t.item.frozenLead(item.by) }),
  head: (item, { t }) => ({ title: t.item.head(item.name), lead: t.item.headLead }),
  node_down: (item, { t }) => ({ title: t.item.nodeDown(item.name), lead: t.item.nodeDownLead }),
  node_late: (item, { t }) => ({ title: t.item.nodeLate(item.name), lead: t.item.nodeLateLead }),
  certificate: (item, { t, f, now }) => certificate(item, t, f.span(Math.max(0, until(item) - now))),
  renewal: (item, { t }) => ({ title: t.item.renewal(item.name), lead: item.detail }),
  not_deployed: (item, { t }) => ({ title: t.item.notDeployed(item.name), lead: t.item.notDeployedLead(item.count, item.detail) }),
  drift: (item, { t }) => ({ title: t.item.drift(item.name), lead: item.what === "left_out" ? t.item.leftOut(item.count, item.detail) : item.what === "silent" ? t.item.driftSilent : t.item.driftLead(item.detail) }),
  deployment: (item, { t }) => ({ title: t.item.deployment(item.name), lead: item.detail || t.item.deploymentLead }),
  alarm: (item, { t, lang }) => ({ title: t.item.alarm(alarmText({ summary_code: item.what as never, summary: item.what }, lang), item.name), lead: item.detail }),
  scaling: (item, { t }) => ({ title: t.item.scaling(item.service), lead: t.item.scalingLead }),
  chat: (item, { t }) => ({ title: t.item.chat(item.name), lead: item.detail }),
  core: (item, { t, f }) => core(item, t, f),
};

const kindOf = (item: AttentionItem, t: Texts): string => t.kind[item.name as keyof Texts["kind"]] ?? t.kind.unknown;

function certificate(item: AttentionItem, t: Texts, left: string): Said {
  if (item.what === "missing") return { title: t.item.certificateMissing(item.name), lead: t.item.certificateMissingLead };
  if (item.what === "expired") return { title: t.item.certificateExpired(item.name), lead: t.item.certificateExpiredLead };
  return { title: t.item.certificateExpiring(item.name, left), lead: t.item.certificateExpiringLead };
}

function core(item: AttentionItem, t: Texts, f: Formats): Said {
  const said = t.item.core[item.what as keyof Texts["item"]["core"]] ?? t.item.core.other;
  const amount = item.what === "disk" ? f.bytes(item.count) : f.integer(item.count);
  return { title: said.title, lead: item.detail || said.lead(amount) };
}

export const itemText = (item: AttentionItem, around: Around): Said => SAY[item.kind](item, around);
