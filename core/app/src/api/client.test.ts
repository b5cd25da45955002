import { beforeEach, expect, it, vi } from "vitest";

import { api } from "./client";
import { unwrap } from "./problem";

const me = { login: "anna", role: "admin", permissions: [] };
const answers: Response[] = [];
const asked: Request[] = [];

beforeEach(() => {
  asked.length = answers.length = 0;
  vi.stubGlobal("fetch", async (request: Request | string) => {
    if (typeof request === "string") return Response.json({ access_token: "fresh", expires_in_seconds: 900, me });
    asked.push(request);
    return answers.shift() ?? new Response(null, { status: 204 });
  });
});

it("fills the path, asks a list as often as it is long, and leaves out what is not asked", async () => {
  answers.push(Response.json({ items: [] }));
  const query = { active: true, q: "a b", type: undefined, limit: 5 };
  await unwrap(api.GET("/api/v1/decisions", { params: { query: query as never } }));
  await unwrap(api.DELETE("/api/v1/decisions/{decision_id}", { params: { path: { decision_id: "../x?y" } } }));
  expect(asked.map((request) => [request.method, new URL(request.url).pathname + new URL(request.url).search])).toEqual([
    ["GET", "/api/v1/decisions?active=true&q=a+b&limit=5"], ["DELETE", "/api/v1/decisions/..%2Fx%3Fy"],
  ]);
});

it("sends a body as JSON, with the headers and the token", async () => {
  answers.push(Response.json({}));
  await unwrap(api.POST("/api/v1/allowlist", { body: { network: "192.0.2.0/24", duration_seconds: null, reason: "" } }));
  const [request] = asked;
  expect(await request?.json()).toEqual({ network: "192.0.2.0/24", duration_seconds: null, reason: "" });
  expect([request?.headers.get("content-type"), request?.headers.get("authorization")]).toEqual(["application/json", "Bearer fresh"]);
});

it("renews a token that is no longer known, once", async () => {
  answers.push(new Response(null, { status: 401, headers: { "www-authenticate": "Bearer" } }), Response.json({ items: [1] }));
  expect(await unwrap(api.GET("/api/v1/allowlist"))).toEqual({ items: [1] });
});

it("tells what the core said of a failure, and of an answer that is no JSON its status", async () => {
  answers.push(Response.json({ title: "Conflict", detail: "It is gone." }, { status: 409 }), new Response("<html>", { status: 502 }));
  await expect(unwrap(api.GET("/api/v1/allowlist"))).rejects.toMatchObject({ status: 409, message: "It is gone." });
  await expect(unwrap(api.GET("/api/v1/allowlist"))).rejects.toMatchObject({ status: 502 });
});
