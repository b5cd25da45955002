import type { CertificateItem } from "@/api/types";
import { unix } from "@/lib/instant";

export const DAY = 86_400;
const SOON = 14 * DAY;
const SOON_BY_HAND = 30 * DAY;
const LATE = 2;
const OVER = 4;

export type State = "over" | "failed" | "missing" | "expiring" | "elsewhere" | "working" | "waiting" | "unused" | "selfSigned" | "valid";

/** Worst first: the order in which somebody has to look at them. */
export const STATES: readonly State[] = ["over", "failed", "missing", "expiring", "elsewhere", "working", "waiting", "unused", "selfSigned", "valid"];
export const TONE: Record<State, "ok" | "warn" | "bad" | "off"> = {
  over: "bad", failed: "bad", missing: "warn", expiring: "warn", elsewhere: "warn", working: "off", waiting: "off", unused: "off", selfSigned: "off", valid: "ok",
};

const WENT_WRONG: readonly unknown[] = ["refused", "failed", "reverted", "interrupted"];

/** What a certificate is about, the gravest first. `now` is in Unix seconds. */
export function stateOf(item: CertificateItem, now: number): State {
  const { current, running, last, warning, source, served, domains, renew_at } = item;
  if (current && warning >= OVER) return "over";
  if (running) return "working";
  if (last && last.kind !== "revoke" && WENT_WRONG.includes(last.outcome)) return "failed";
  if (!current) return source === "uploaded" ? "missing" : domains.length > 0 ? "waiting" : "unused";
  if (current.source === "placeholder") return domains.length > 0 ? "waiting" : "unused";
  const left = unix(current.not_after_at) - now;
  if (left < SOON || warning >= LATE || (renew_at === null && left < SOON_BY_HAND)) return "expiring";
  if (served.some((each) => !each.is_current && each.error === null)) return "elsewhere";
  return current.source === "self_signed" ? "selfSigned" : "valid";
}

/** Whether people have to do something, rather than wait. */
export const needsSomebody = (state: State): boolean => TONE[state] === "bad" || TONE[state] === "warn";

/** By what has to be seen to first, then by what is over first. */
export function sorted(items: readonly CertificateItem[], now: number): CertificateItem[] {
  const place = (item: CertificateItem) => STATES.findIndex((state) => state === stateOf(item, now)) * 1e12 + (item.current ? unix(item.current.not_after_at) : 1e11);
  return items.toSorted((one, other) => place(one) - place(other) || one.name.localeCompare(other.name));
}

/** When people have to hand the next one over, or when it is had anew by itself. */
export function nextOf({ renew_at, retry_at }: CertificateItem, now: number): { at: number; retry: boolean } | null {
  const [renew, retry] = [renew_at === null ? null : unix(renew_at), retry_at === null ? null : unix(retry_at)];
  if (renew === null) return null;
  return retry !== null && retry > now && retry > renew ? { at: retry, retry: true } : { at: Math.max(renew, now), retry: false };
}
