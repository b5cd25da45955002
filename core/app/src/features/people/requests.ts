import { queryOptions } from "@tanstack/react-query";

import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { AccountChange, ApiTokenIn, Role } from "@/api/types";

import type { Limits } from "./limits";

export const KEY = ["people"] as const;

const account = (id: string) => ({ params: { path: { account_id: id } } });

export const accountsQuery = queryOptions({ queryKey: [...KEY, "accounts"], queryFn: ({ signal }) => unwrap(api.GET("/api/v1/accounts", { signal })), refetchInterval: 10_000 });
export const invitationsQuery = queryOptions({ queryKey: [...KEY, "invitations"], queryFn: ({ signal }) => unwrap(api.GET("/api/v1/invitations", { signal })), refetchInterval: 10_000 });
export const allTokensQuery = queryOptions({ queryKey: [...KEY, "all tokens"], queryFn: ({ signal }) => unwrap(api.GET("/api/v1/api-tokens", { signal })), refetchInterval: 10_000 });
export const keysQuery = queryOptions({ queryKey: [...KEY, "keys"], queryFn: ({ signal }) => unwrap(api.GET("/api/v1/signing-keys", { signal })) });
export const ownTokensQuery = queryOptions({ queryKey: [...KEY, "own tokens"], queryFn: ({ signal }) => unwrap(api.GET("/api/v1/me/tokens", { signal })) });
export const ownSessionsQuery = queryOptions({ queryKey: [...KEY, "own sessions"], queryFn: ({ signal }) => unwrap(api.GET("/api/v1/me/sessions", { signal })) });
export const secondFactorQuery = queryOptions({ queryKey: [...KEY, "second factor"], queryFn: ({ signal }) => unwrap(api.GET("/api/v1/me/second-factor", { signal })) });
/** `waiting`: a code was given out, and somebody may tell it the bot at any moment. */
export const telegramQuery = (waiting: boolean) =>
  queryOptions({ queryKey: [...KEY, "telegram"], queryFn: ({ signal }) => unwrap(api.GET("/api/v1/me/telegram", { signal })), refetchInterval: waiting ? 2000 : false });
export const sessionsQuery = (id: string) =>
  queryOptions({ queryKey: [...KEY, "sessions", id], queryFn: ({ signal }) => unwrap(api.GET("/api/v1/accounts/{account_id}/sessions", { ...account(id), signal })) });

/** Names that a limit may be made of. */
export const knownQuery = queryOptions({
  queryKey: [...KEY, "known"],
  queryFn: async ({ signal }) => {
    const [services, nodes] = await Promise.all([unwrap(api.GET("/api/v1/services", { signal })), unwrap(api.GET("/api/v1/nodes", { signal }))]);
    return { services: services.map(({ name }) => name).filter(Boolean), groups: [...new Set(nodes.flatMap(({ groups }) => groups))].toSorted() };
  },
});

export const changePassword = (old: string, next: string) => unwrap(api.PUT("/api/v1/me/password", { body: { old, new: next } }));
export const setUpSecondFactor = (password: string) => unwrap(api.POST("/api/v1/me/second-factor", { body: { password } }));
export const confirmSecondFactor = (code: string) => unwrap(api.POST("/api/v1/me/second-factor/confirm", { body: { code } }));
export const turnOffSecondFactor = (password: string, code: string) => unwrap(api.POST("/api/v1/me/second-factor/off", { body: { password, code } }));
export const makeTelegramCode = () => unwrap(api.POST("/api/v1/me/telegram"));
export const endTelegramLink = (id: number) => unwrap(api.DELETE("/api/v1/me/telegram/{user_id}", { params: { path: { user_id: id } } }));
export const endOwnSession = (id: string) => unwrap(api.DELETE("/api/v1/me/sessions/{session_id}", { params: { path: { session_id: id } } }));
export const endOtherSessions = () => unwrap(api.DELETE("/api/v1/me/sessions"));
export const makeToken = (body: ApiTokenIn) => unwrap(api.POST("/api/v1/me/tokens", { body }));
export const revokeOwnToken = (id: string) => unwrap(api.DELETE("/api/v1/me/tokens/{token_id}", { params: { path: { token_id: id } } }));

export const createAccount = (login: string, role: Role, limits: Limits) => unwrap(api.POST("/api/v1/accounts", { body: { login, role, ...limits } }));
export const changeAccount = (id: string, body: AccountChange) => unwrap(api.PATCH("/api/v1/accounts/{account_id}", { ...account(id), body }));
export const deleteAccount = (id: string) => unwrap(api.DELETE("/api/v1/accounts/{account_id}", account(id)));
export const resetPassword = (id: string) => unwrap(api.POST("/api/v1/accounts/{account_id}/password", account(id)));
export const resetSecondFactor = (id: string) => unwrap(api.DELETE("/api/v1/accounts/{account_id}/second-factor", account(id)));
export const endSession = (id: string, session: string) => unwrap(api.DELETE("/api/v1/accounts/{account_id}/sessions/{session_id}", { params: { path: { account_id: id, session_id: session } } }));
export const endSessions = (id: string) => unwrap(api.DELETE("/api/v1/accounts/{account_id}/sessions", account(id)));
export const invite = (role: Role, note: string, limits: Limits) => unwrap(api.POST("/api/v1/invitations", { body: { role, note, ...limits } }));
export const takeInvitationBack = (id: string) => unwrap(api.DELETE("/api/v1/invitations/{invitation_id}", { params: { path: { invitation_id: id } } }));
export const revokeToken = (id: string) => unwrap(api.DELETE("/api/v1/api-tokens/{token_id}", { params: { path: { token_id: id } } }));
export const rotateKeys = (forgetOthers: boolean) => unwrap(api.POST("/api/v1/signing-keys", { body: { forget_others: forgetOthers } }));
