import { steadySeconds } from "@/lib/clock";
import { createStore } from "@/lib/store";

import { place } from "./place";
import { ApiError, errorOf } from "./problem";
import type { Me, Permission, Session } from "./types";

/** `expired` keeps the page and asks for the password over it; `away`: the core did not answer at start. */
export type SessionState =
  | { phase: "starting" | "out" | "away"; me: null }
  | { phase: "in" | "expired"; me: Me };

export const session = createStore<SessionState>({ phase: "starting", me: null });

// The access token lives in memory only; the refresh token is an HttpOnly cookie that scripts cannot see.
let token = "";
let renewAt = 0;
let renewing: Promise<string> | null = null;


function begin(next: Session): string {
  token = next.access_token;
  renewAt = steadySeconds() + Math.max(5, next.expires_in_seconds - 45);
  session.set({ phase: "in", me: next.me });
  return token;
}

function end(): void {
  token = "";
  const { me } = session.get();
  session.set(me ? { phase: "expired", me } : { phase: "out", me: null });
}

async function call(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(`${place}/api/v1/${path}`, { credentials: "same-origin", ...init });
  } catch {
    throw new ApiError(0, {});
  }
}

async function refresh(): Promise<string> {
  const response = await call("session/refresh", { method: "POST" });
  if (response.status === 401 || response.status === 403) {
    end();
    throw errorOf(response, {});
  }
  if (!response.ok) throw errorOf(response, {});
  return begin((await response.json()) as Session);
}

/** One tab at a time: a refresh token is good for once, and two tabs would send the same one. */
function alone<T>(action: () => Promise<T>): Promise<T> {
  return navigator.locks ? (navigator.locks.request("dozor.session", action) as Promise<T>) : action();
}

/** A fresh access token; however many ask, one refresh is under way. */
export function renew(): Promise<string> {
  renewing ??= alone(refresh).finally(() => {
    renewing = null;
  });
  return renewing;
}

export async function accessToken(): Promise<string> {
  if (session.get().phase === "expired") throw new ApiError(401, {});
  return token && steadySeconds() < renewAt ? token : renew();
}

/** Whether the cookie of an earlier visit still signs in. */
export async function resume(): Promise<void> {
  try {
    await renew();
  } catch (error) {
    const answered = error instanceof ApiError && (error.status === 401 || error.status === 403);
    if (!answered) session.set({ phase: "away", me: null });
  }
}

/** `code`: of the second factor, or a recovery code; without one it is asked for by `isCodeWanted`. */
export async function signIn(login: string, password: string, code = ""): Promise<void> {
  begin(await postOpenly<Session>("session", { login, password, code }));
}

const is = (type: string) => (error: unknown): boolean => error instanceof ApiError && error.type === `urn:dozor:${type}`;
export const isCodeWanted = is("second-factor-wanted");
export const isCodeWrong = is("wrong-code");
export const isWeak = is("weak-password");
/** What is wrong with a password that was refused, as a code. */
export const weaknessOf = (error: unknown): string => (error instanceof ApiError && error.parts.find(({ field }) => field === "weakness")?.message) || "";

/** Sends what needs nobody to be signed in. */
export const postOpenly = <T>(path: string, body: unknown): Promise<T> =>
  askOpenly(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });

/** Asks what anybody may know. */
export async function askOpenly<T>(path: string, init: RequestInit = {}): Promise<T> {
  const response = await call(path, init);
  const answer: unknown = await response.json().catch(() => ({}));
  if (!response.ok) throw errorOf(response, answer);
  return answer as T;
}

export async function signOut(): Promise<void> {
  const bearer = token;
  token = "";
  await call("session", { method: "DELETE", headers: { authorization: `Bearer ${bearer}` } }).catch(() => null);
  session.set({ phase: "out", me: null });
}

export const may = (state: SessionState, permission: Permission): boolean =>
  state.me?.permissions.includes(permission) ?? false;
