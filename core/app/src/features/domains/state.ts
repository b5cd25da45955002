import type { CertificateItem, DomainSpec, ProxiedService } from "@/api/types";
import { unix } from "@/lib/instant";
import { answering } from "@/lib/members";

const DAY = 86_400;
const SOON = 14 * DAY;

export type Trouble = "off" | "noNodes" | "noService" | "noMembers" | "allUnwell" | "certificateOver" | "certificateMissing" | "selfSigned" | "certificateSoon" | "someUnwell" | "maintenance" | "plain";
export type Tone = "ok" | "warn" | "bad" | "off";

/** The gravest first. */
const TONES: Record<Trouble, Tone> = {
  allUnwell: "bad", noService: "bad", noMembers: "bad", noNodes: "bad", certificateOver: "bad",
  certificateMissing: "warn", selfSigned: "warn", certificateSoon: "warn", someUnwell: "warn", maintenance: "warn", plain: "ok", off: "off",
};
const ORDER = Object.keys(TONES) as Trouble[];

export interface Around {
  services: ReadonlyMap<string, ProxiedService>;
  certificates: ReadonlyMap<string, CertificateItem>;
  now: number;
}

/** What there is to say about a domain, the gravest first; nothing where all is well. */
export function troublesOf(spec: DomainSpec, around: Around): Trouble[] {
  if (!spec.enabled) return ["off"];
  const found = new Set<Trouble>();
  if (spec.nodes.length === 0) found.add("noNodes");
  const service = around.services.get(spec.service);
  const { well, all } = answering(service);
  if (!service) found.add("noService");
  else if (all === 0) found.add("noMembers");
  else if (well === 0) found.add("allUnwell");
  else if (well < all) found.add("someUnwell");
  if (spec.maintenance.active) found.add("maintenance");
  for (const trouble of ofCertificate(spec, around)) found.add(trouble);
  return ORDER.filter((trouble) => found.has(trouble));
}

function* ofCertificate({ tls }: DomainSpec, { certificates, now }: Around): Generator<Trouble> {
  if (!tls) {
    yield "plain";
    return;
  }
  const current = certificates.get(tls.certificate)?.current;
  if (!current || current.source === "placeholder") yield "certificateMissing";
  else if (unix(current.not_after_at) < now) yield "certificateOver";
  else {
    if (current.source === "self_signed") yield "selfSigned";
    if (unix(current.not_after_at) - now < SOON) yield "certificateSoon";
  }
}

export const toneOf = (troubles: readonly Trouble[]): Tone => (troubles[0] ? TONES[troubles[0]] : "ok");

/** For sorting: what has to be looked at comes first. */
export const gravityOf = (troubles: readonly Trouble[]): number => (troubles[0] ? ORDER.indexOf(troubles[0]) : ORDER.length);
