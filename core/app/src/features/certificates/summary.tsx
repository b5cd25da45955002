import { ShieldCheck, TriangleAlert } from "lucide-react";

import type { CertificateItem } from "@/api/types";
import { Answer } from "@/components/answer";
import { Button } from "@/components/button";
import { unix } from "@/lib/instant";
import { useChangeSearch } from "@/lib/view";

import { needsSomebody, nextOf, stateOf, TONE } from "./state";
import { type Texts, useText } from "./text/use";

/** Whether somebody has to do something, and what first. `items` are the worst first. */
export function Summary({ items, now }: { items: readonly CertificateItem[]; now: number }) {
  const { t, f } = useText();
  const change = useChangeSearch();
  const pressing = items.filter((item) => needsSomebody(stateOf(item, now)));
  const [first] = pressing;
  const untrusted = items.filter((item) => item.domains.length > 0 && stateOf(item, now) === "selfSigned").map(({ name }) => name);
  const own = untrusted.length > 0 ? [t.certificates.untrusted(untrusted.join(", "))] : [];
  if (!first) return <Answer tone="ok" icon={<ShieldCheck size={20} />} title={items.length === 1 ? t.certificates.allOne : t.certificates.all(items.length)} lead={[whatNext(items, now, t, f.date), ...own].join(" ")} />;
  const state = stateOf(first, now);
  return (
    <Answer
      tone={TONE[state]} icon={<TriangleAlert size={20} />} title={t.certificates.needs(pressing.length)}
      lead={<><b className="font-semibold text-fg">{first.name}: {t.certificates.states[state]}</b>. {t.certificates.help[state]}</>}
      actions={<Button kind="primary" onClick={() => change({ open: first.name })}>{t.certificates.see}</Button>}
    />
  );
}

/** Which one comes next, and whether it does so by itself. */
function whatNext(items: readonly CertificateItem[], now: number, { certificates }: Texts, date: (at: number) => string): string {
  const used = items.filter(({ current, domains }) => current && domains.length > 0);
  const [manual] = used.filter(({ renew_at }) => renew_at === null).toSorted((one, other) => endOf(one) - endOf(other));
  if (manual) return certificates.byHand(manual.name, date(endOf(manual)));
  const [soonest] = used.flatMap((item) => ({ item, next: nextOf(item, now) })).toSorted((one, other) => (one.next?.at ?? Infinity) - (other.next?.at ?? Infinity));
  return soonest?.next ? certificates.next(soonest.item.name, date(soonest.next.at)) : certificates.noneDue;
}

const endOf = ({ current }: CertificateItem): number => (current ? unix(current.not_after_at) : Infinity);
