import type { Client } from "openapi-fetch";

import { addressOf, type Asked } from "./address";
import type { paths } from "./schema";
import { accessToken, renew } from "./session";

const withToken = (request: Request, token: string): Request => {
  request.headers.set("authorization", `Bearer ${token}`);
  return request;
};

/** A request as the signed-in person; a token that the core no longer knows is renewed once. */
export async function authorised(request: Request): Promise<Response> {
  const spare = request.clone();
  const response = await fetch(withToken(request, await accessToken()));
  const over = response.status === 401 && response.headers.has("www-authenticate"); // any other 401 is about what was sent
  return over ? fetch(withToken(spare, await renew())) : response;
}

interface Sent {
  params?: { path?: Record<string, string | number>; query?: Asked; header?: Record<string, string> };
  body?: unknown;
  signal?: AbortSignal | null;
}

/** Of openapi-fetch only the types are used: most of what its code is for is not needed here, and every first visit waits for it. */
async function send(method: string, path: string, { params = {}, body, signal = null }: Sent = {}) {
  const filled = path.replace("/api/v1/", "").replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params.path?.[name] ?? ""));
  const headers = { ...params.header, ...(body === undefined ? {} : { "content-type": "application/json" }) };
  const init = { method, headers, signal, body: body === undefined ? null : JSON.stringify(body) };
  const response = await authorised(new Request(new URL(addressOf(filled, params.query), window.location.href), init));
  const text = await response.text();
  return response.ok ? { data: text ? JSON.parse(text) : undefined, response } : { error: parsed(text), response };
}

/** What a proxy in between answers may be no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
const bound = (method: Method) => (path: string, sent?: Sent) => send(method, path, sent);

export const api = {
  GET: bound("GET"), POST: bound("POST"), PUT: bound("PUT"), PATCH: bound("PATCH"), DELETE: bound("DELETE"),
} as unknown as Pick<Client<paths>, Method>;
