import type { QueryClient } from "@tanstack/react-query";

import type { Formats } from "@/lib/format";
import type { Msg } from "@/lib/i18n/en";
import { createStore } from "@/lib/store";
import { changeToast, showToast, toasts } from "@/lib/toasts";

import { api } from "./client";
import { whyNot } from "./failed";
import { reasonsOf, unwrap } from "./problem";
import { refetchSnapshots } from "./snapshot";
import type { Decision } from "./types";

/** What was asked for a source and is not yet in what the core shows. */
export type Pending = "ban" | "limit" | "challenge" | "allow" | "clear";
export const pending = createStore<ReadonlyMap<string, Pending>>(new Map());

/** What an act needs around it. */
export interface Surroundings {
  client: QueryClient;
  t: Msg;
  f: Formats;
}

/** What a person may have done to a source. */
export type Act = "limit" | "challenge" | "ban";

export interface BanOrder {
  /** An address, or a range in CIDR form. */
  source: string;
  service?: string;
  type?: Act;
  reason?: string;
  /** null: until lifted. */
  seconds: number | null;
}

export const FOUR_HOURS = 4 * 3600;
export const newKey = () => crypto.randomUUID?.() ?? `${Math.random()}`.slice(2) + performance.now();

function mark(sources: readonly string[], what: Pending | null): void {
  const next = new Map(pending.get());
  for (const source of sources) {
    if (what) next.set(source, what);
    else next.delete(source);
  }
  pending.set(next);
}

/** Shows `what` on the rows at once, does it, and lets the core's answer stand; on failure says why. */
export async function act<T>(around: Surroundings, sources: readonly string[], what: Pending, send: () => Promise<T>): Promise<T | null> {
  mark(sources, what);
  try {
    const result = await send();
    await refresh(around.client);
    return result;
  } catch (error) {
    const note = whyNot(error, around.t);
    showToast({ tone: "failed", title: around.t.act.failed, note });
    return null;
  } finally {
    mark(sources, null);
  }
}

async function refresh(client: QueryClient): Promise<void> {
  await Promise.all([
    refetchSnapshots(client).catch(() => null),
    client.invalidateQueries({ queryKey: ["decisions"] }),
    client.invalidateQueries({ queryKey: ["source"] }),
    client.invalidateQueries({ queryKey: ["sources"] }),
    client.invalidateQueries({ queryKey: ["incident"] }),
  ]);
}

export const lift = (id: string) => unwrap(api.DELETE("/api/v1/decisions/{decision_id}", { params: { path: { decision_id: id } } }));

export async function ban(around: Surroundings, order: BanOrder): Promise<void> {
  const { t, f } = around;
  const { source, service = "", type = "ban", seconds, reason = "" } = order;
  // The core makes a range that is one source to that source.
  const scope = source.includes("/") ? ("range" as const) : ("ip" as const);
  const body = { source, scope, service, type, duration_seconds: seconds, reason };
  const made = await act(around, [source], type, () =>
    unwrap(api.POST("/api/v1/decisions", { body, params: { header: { "Idempotency-Key": newKey() } } })));
  if (!made) return;
  const span = seconds === null ? "" : f.span(seconds);
  const title = titleOf(t, type, source, span);
  const undo = () => void act(around, [source], "clear", () => lift(made.id));
  const toast = showToast({ tone: "done", title, note: made.simulated ? t.act.simulated : t.act.applying, undo });
  if (!made.simulated) void followOutcome(around, [made.id], toast);
}

export function titleOf({ act: said }: Msg, type: Act, source: string, span: string): string {
  if (type === "ban") return span ? said.banned(source, span) : said.bannedForever(source);
  return type === "limit" ? said.limited(source, span || "∞") : said.challenged(source, span || "∞");
}

const MOST_FOLLOWED = 100;

/** Tells in the toast on how many nodes decisions hold, and where not yet and why, while it shows. */
export async function followOutcome({ t }: Surroundings, ids: readonly string[], toast: number, before: readonly string[] = []): Promise<void> {
  for (let attempt = 0; attempt < 7; attempt += 1) {
    await new Promise((resolve) => setTimeout(resolve, 900));
    if (!toasts.get().some((shown) => shown.id === toast)) return;
    const effects = await unwrap(api.GET("/api/v1/decisions/effects", { params: { query: { id: ids.slice(0, MOST_FOLLOWED) } } })).catch(() => null);
    const worst = effects?.items.filter(({ nodes }) => nodes > 0).toSorted((a, b) => a.applied / a.nodes - b.applied / b.nodes)[0];
    if (!worst) continue;
    const missing = worst.applied < worst.nodes ? await missingOn(worst.id, t) : [];
    changeToast(toast, { note: [...before, t.act.applied(worst.applied, worst.nodes), ...missing].join(" · ") });
    if (worst.applied + worst.failed === worst.nodes) return;
  }
}

/** The nodes on which a decision does not hold, and why. */
async function missingOn(id: string, t: Msg): Promise<string[]> {
  const detail = await unwrap(api.GET("/api/v1/decisions/{decision_id}", { params: { path: { decision_id: id } } })).catch(() => null);
  const failed = detail?.nodes.filter(({ state }) => state === "failed").map(({ node, error }) => `${node}: ${error}`) ?? [];
  const waiting = detail?.nodes.filter(({ state }) => state === "pending").map(({ node }) => node) ?? [];
  return waiting.length > 0 ? [...failed, t.act.notYet(waiting.join(", "))] : failed;
}

/** The same about many addresses, or about many networks. */
export async function banMany(around: Surroundings, sources: readonly string[], type: Act = "ban", reason = ""): Promise<void> {
  const { t } = around;
  const scope = sources.every((source) => source.includes("/")) ? ("range" as const) : ("ip" as const);
  const body = { sources: [...sources], scope, type, service: "", duration_seconds: FOUR_HOURS, reason };
  const result = await act(around, sources, type, () =>
    unwrap(api.POST("/api/v1/decisions/bulk", { body, params: { header: { "Idempotency-Key": newKey() } } })));
  if (!result) return;
  const why = await reasonsOf(result.refused);
  const refused = result.refused.map(({ source }, place) => `${source}: ${why[place]}`).join("; ");
  const undo = () => void act(around, sources, "clear", () => Promise.all(result.made.map((one) => lift(one.id))));
  const said = refused ? [t.act.refusedSome(refused)] : [];
  const real = result.made.filter((one) => !one.simulated);
  const note = [...said, ...(result.made.length > 0 ? [real.length > 0 ? t.act.applying : t.act.simulated] : [])].join(" · ");
  const toast = showToast({ tone: "done", title: t.act.decidedMany[type](result.made.length), note, undo: result.made.length > 0 ? undo : null });
  if (real.length > 0) void followOutcome(around, real.map((one) => one.id), toast, said);
}

export async function allowMany(around: Surroundings, sources: readonly string[]): Promise<void> {
  const { t } = around;
  const made = await act(around, sources, "allow", () =>
    Promise.all(sources.map((network) =>
      unwrap(api.POST("/api/v1/allowlist", { body: { network, duration_seconds: null, reason: "" } })))));
  if (!made) return;
  const undo = () => void act(around, sources, "clear", () => Promise.all(made.map((one) => disallow(one.id))));
  const [only] = sources;
  showToast({ tone: "done", title: sources.length === 1 && only ? t.act.allowed(only) : t.act.allowedMany(sources.length), undo });
}

const disallow = (id: string) => unwrap(api.DELETE("/api/v1/allowlist/{entry_id}", { params: { path: { entry_id: id } } }));

/** Takes an address off the allowlist, whoever put it there. */
export async function unallow(around: Surroundings, source: string): Promise<void> {
  const done = await act(around, [source], "clear", async () => {
    const page = await unwrap(api.GET("/api/v1/allowlist"));
    const own = page.items.filter((entry) => entry.network.replace(/\/(?:32|64|128)$/, "") === source.replace(/\/(?:32|64|128)$/, ""));
    await Promise.all(own.map((entry) => disallow(entry.id)));
    return own.length;
  });
  if (done) showToast({ tone: "done", title: around.t.act.unallowed });
}

export interface Lifting {
  source: string;
  service: string;
  type: Decision["type"];
  leftSeconds: number;
}

/** Ends one decision before its time; undoing makes it again for what was left. */
export function liftOne(around: Surroundings, id: string, what: Lifting): Promise<void> {
  return end(around, what, () => lift(id));
}

/** Ends everything that holds a source back: bans, and the limits that came before them. */
export function unban(around: Surroundings, what: Lifting): Promise<void> {
  return end(around, what, async () => {
    const query = { active: true, q: what.source, limit: 100 };
    const page = await unwrap(api.GET("/api/v1/decisions", { params: { query } }));
    const held = page.items.filter((made) => made.value === what.source && made.type !== "observe" && !made.simulated);
    await Promise.all(held.map((made) => lift(made.id)));
    return held.length;
  });
}

async function end(around: Surroundings, what: Lifting, send: () => Promise<unknown>): Promise<void> {
  const { source, service, type, leftSeconds } = what;
  const done = await act(around, [source], "clear", send);
  if (done === null) return;
  const seconds = Math.min(366 * 86400, Math.max(10, Math.round(leftSeconds)));
  const undo = () => void ban(around, { source, service, type: type === "observe" ? "ban" : type, seconds });
  showToast({ tone: "done", title: around.t.act.unbanned(source), undo });
}
