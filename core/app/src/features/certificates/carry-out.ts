import { ApiError } from "@/api/problem";
import { deployed, refusalsOf } from "@/api/deploying";
import type { CertificateAttempt, DomainSpec, PreflightFinding } from "@/api/types";

import { type Draft, servedWith, specOf } from "./draft";
import { attempts, order, preflight, readOne, upload, write } from "./requests";

export const STEPS = ["saved", "checked", "deployed", "ordered", "served"] as const;
export type StepName = (typeof STEPS)[number];
export interface Step {
  state: "waiting" | "doing" | "done" | "failed";
  /** In the words of the core, a node or the authority. */
  detail?: string;
  /** What `detail` says, where it has codes. */
  codes?: readonly string[];
  /** The order that did not go well. */
  attempt?: CertificateAttempt;
  findings?: readonly PreflightFinding[];
}
export type Progress = Partial<Record<StepName, Step>>;

/** A step that went wrong, whose words are told at it. */
class StepFailed extends Error {}

export interface Job {
  name: string;
  draft: Draft;
  names: readonly string[];
  /** The documents of all domains. */
  domains: Record<string, DomainSpec>;
  note: string;
  /** Order in spite of what pre-flight says. */
  force: boolean;
  tell: (step: StepName, state: Step) => void;
}

/** Which steps a draft takes. */
export const stepsOf = ({ source, domains }: Draft): StepName[] =>
  STEPS.filter((step) => (step === "checked" || step === "ordered" ? source === "acme" : step === "saved" || domains.length > 0));

const LOOK_MS = 800;
const LOOKS = 900;

async function until<T>(look: () => Promise<T | null>): Promise<T> {
  for (let turn = 0; turn < LOOKS; turn += 1) {
    const found = await look();
    if (found !== null) return found;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  throw new StepFailed("");
}

const idle = (name: string) => until(async () => ((await readOne(name)).running ? null : true));

/** Gets a certificate, a step at a time; each tells how it goes. Whether all went well is returned. */
export async function carryOut(job: Job): Promise<boolean> {
  const run: Record<StepName, () => Promise<Partial<Step>>> = { saved: () => save(job), checked: () => check(job), deployed: () => deploy(job), ordered: () => follow(job), served: () => see(job) };
  for (const step of stepsOf(job.draft)) {
    job.tell(step, { state: "doing" });
    try {
      const outcome = await run[step]();
      job.tell(step, { state: "done", ...outcome });
      if (outcome.state === "failed") return false;
    } catch (error) {
      job.tell(step, { state: "failed", detail: error instanceof Error ? error.message : "", ...(error instanceof ApiError && error.code && { codes: [error.code] }) });
      return false;
    }
  }
  return true;
}

async function save({ name, draft, names, domains, note }: Job): Promise<Partial<Step>> {
  const certificates = { [name]: specOf(draft, names) };
  // A site whose certificate is not there cannot be made: files come before it is used.
  if (draft.source === "uploaded") {
    await write({ certificates }, note);
    await upload(name, { chain: draft.chain, key: draft.key });
    await idle(name);
  }
  const used = draft.domains.flatMap((domain): [string, DomainSpec][] => (domains[domain] ? [[domain, servedWith(domains[domain], name, draft.redirect)]] : []));
  await write({ certificates, domains: Object.fromEntries(used) }, note);
  return {};
}

async function check({ name, force }: Job): Promise<Partial<Step>> {
  const findings = await preflight(name);
  return { findings, ...(!force && findings.some(({ verdict }) => verdict === "refused") && { state: "failed" as const }) };
}

async function deploy({ note }: Job): Promise<Partial<Step>> {
  const over = await deployed(note);
  return over.phase === "done" ? {} : { state: "failed", detail: refusalsOf(over) };
}

const GOT: readonly CertificateAttempt["outcome"][] = ["done", "unverified", "undeployed"];

/** Orders where the core has not begun by itself, and waits for what comes of it. */
async function follow({ name, force }: Job): Promise<Partial<Step>> {
  const before = await readOne(name);
  if (!before.running && (before.current?.source ?? "placeholder") === "placeholder") await order(name, force).catch(() => null);
  await idle(name);
  const last = (await attempts(name)).find(({ kind }) => kind === "issue" || kind === "renew");
  if (!last) throw new StepFailed("");
  return GOT.includes(last.outcome) ? { detail: last.detail } : { state: "failed", attempt: last };
}

/** Waits until a node was seen to serve it; one that cannot be asked is told, and is no failure. */
async function see({ name }: Job): Promise<Partial<Step>> {
  const { served } = await until(async () => {
    const item = await readOne(name);
    return item.served.length > 0 && !item.running && item.served.every((each) => each.is_current || each.error) ? item : null;
  });
  return { detail: served.map(({ node, protocol, error }) => `${node}: ${error ?? protocol ?? ""}`).join("; ") };
}
