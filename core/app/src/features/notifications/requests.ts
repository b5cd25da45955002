import { type InfiniteData, infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { ChannelSpec, Chat, ChatIn, Matcher, MessageTemplate, NotificationEvent, NotificationRule, NotificationThread, NotificationThreads, Silence } from "@/api/types";

const KEY = ["notifications"] as const;
const PAGE = 50;
const SECONDS = 1000;

export const channelsQuery = queryOptions({ queryKey: [...KEY, "channels"], queryFn: ({ signal }) => unwrap(api.GET("/api/v1/notifications/channels", { signal })), refetchInterval: 10 * SECONDS });
export const chatsQuery = queryOptions({ queryKey: [...KEY, "chats"], queryFn: ({ signal }) => unwrap(api.GET("/api/v1/notifications/chats", { signal })), refetchInterval: 5 * SECONDS });
export const rulesQuery = queryOptions({ queryKey: [...KEY, "rules"], queryFn: ({ signal }) => unwrap(api.GET("/api/v1/notifications/rules", { signal })) });
export const silencesQuery = queryOptions({ queryKey: [...KEY, "silences"], queryFn: ({ signal }) => unwrap(api.GET("/api/v1/notifications/silences", { signal })), refetchInterval: 10 * SECONDS });
export const templatesQuery = queryOptions({ queryKey: [...KEY, "templates"], queryFn: ({ signal }) => unwrap(api.GET("/api/v1/notifications/templates", { signal })) });

type Status = NotificationThread["status"];
export interface Wanted {
  chat: string;
  status: Status | undefined;
}

export const threadsQuery = ({ chat, status }: Wanted) =>
  infiniteQueryOptions<NotificationThreads, Error, InfiniteData<NotificationThreads, string>, readonly unknown[], string>({
    queryKey: [...KEY, "threads", chat, status ?? ""],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) => unwrap(api.GET("/api/v1/notifications/threads", { params: { query: { limit: PAGE, ...(chat && { chat }), ...(status && { status }), ...(pageParam && { cursor: pageParam }) } }, signal })),
    getNextPageParam: (page) => page.next_cursor,
    refetchInterval: 5 * SECONDS,
  });

export const threadQuery = (id: string) =>
  queryOptions({
    queryKey: [...KEY, "thread", id],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/notifications/threads/{thread_id}", { params: { path: { thread_id: id } }, signal })),
    refetchInterval: 2 * SECONDS,
    retry: false,
  });

export const eventsQuery = (kind: NotificationEvent["kind"]) =>
  queryOptions({ queryKey: [...KEY, "events", kind], queryFn: ({ signal }) => unwrap(api.GET("/api/v1/notifications/events", { params: { query: { kind, limit: 30 } }, signal })) });

export interface Previewed {
  name: MessageTemplate["name"];
  language: MessageTemplate["language"];
  source: string;
  eventId: string;
  timezone: string;
}

const previewed = ({ name, language, source, eventId, timezone }: Previewed) => ({ name, language, source, event_id: eventId, timezone });

export const previewQuery = (asked: Previewed) =>
  queryOptions({
    queryKey: [...KEY, "preview", asked],
    queryFn: ({ signal }) => unwrap(api.POST("/api/v1/notifications/templates/preview", { body: previewed(asked), signal })),
    retry: false,
    gcTime: 0,
  });

/** What changes one of them may change how the others are shown. */
export const ALL = { queryKey: KEY };

const named = (name: string) => ({ params: { path: { name } } });
const chatAt = (id: string) => ({ params: { path: { chat_id: id } } });

export const putChannel = (name: string, spec: ChannelSpec) => unwrap(api.PUT("/api/v1/notifications/channels/{name}", { ...named(name), body: spec }));
export const dropChannel = (name: string) => unwrap(api.DELETE("/api/v1/notifications/channels/{name}", named(name)));
export const makeCode = (channel: string, language: Chat["language"]) => unwrap(api.POST("/api/v1/notifications/channels/{name}/code", { ...named(channel), body: { language } }));
/** An empty id makes a new one. */
export const putChat = (id: string, chat: ChatIn) =>
  unwrap(id ? api.PUT("/api/v1/notifications/chats/{chat_id}", { ...chatAt(id), body: chat }) : api.POST("/api/v1/notifications/chats", { body: chat }));
export const dropChat = (id: string) => unwrap(api.DELETE("/api/v1/notifications/chats/{chat_id}", chatAt(id)));
export const testChat = (id: string) => unwrap(api.POST("/api/v1/notifications/chats/{chat_id}/test", chatAt(id)));

export const putRule = (name: string, rule: NotificationRule["rule"]) => unwrap(api.PUT("/api/v1/notifications/rules/{name}", { ...named(name), body: rule }));
export const dropRule = (name: string) => unwrap(api.DELETE("/api/v1/notifications/rules/{name}", named(name)));
export const makeSilence = (silence: Silence["silence"]) => unwrap(api.POST("/api/v1/notifications/silences", { body: silence }));
export const endSilence = (id: string) => unwrap(api.DELETE("/api/v1/notifications/silences/{silence_id}", { params: { path: { silence_id: id } } }));

type Which = Pick<MessageTemplate, "name" | "language">;
const which = ({ name, language }: Which) => ({ params: { path: { name, language } } });
export const putTemplate = (template: Which, source: string) => unwrap(api.PUT("/api/v1/notifications/templates/{name}/{language}", { ...which(template), body: { source } }));
export const testTemplate = (asked: Previewed, chat: string) => unwrap(api.POST("/api/v1/notifications/templates/test", { body: { ...previewed(asked), chat_id: chat } }));
export const resetTemplate = (template: Which) => unwrap(api.DELETE("/api/v1/notifications/templates/{name}/{language}", which(template)));

export const acknowledge = (id: string) => unwrap(api.POST("/api/v1/notifications/threads/{thread_id}/acknowledge", { params: { path: { thread_id: id } } }));

export const EVERYTHING: Matcher = { kinds: [], severity: "low", services: ["*"], nodes: ["*"], labels: {} };
