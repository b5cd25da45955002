import { expect, it } from "vitest";

import type { CertificateItem } from "@/api/types";

import { DAY, nextOf, sorted, stateOf } from "./state";

const NOW = Date.parse("2026-11-23T10:00:00Z") / 1000;
const at = (days: number) => new Date((NOW + days * DAY) * 1000).toISOString();
const current = (change: object = {}) => ({ source: "acme", not_before_at: at(-30), not_after_at: at(60), names: ["shop.example"], ...change });
const item = (change: object): CertificateItem => ({
  name: "shop", source: "acme", wanted_names: ["shop.example"], current: current(), certificates: [], domains: ["shop.example"], nodes: ["one"], issuer_node: "one", served: [{ node: "one", is_current: true, error: null }],
  renew_at: at(30), warning: 0, running: null, last: null, retry_at: null, ...change,
}) as unknown as CertificateItem;

it.each([
  [{}, "valid"], [{ current: current({ source: "self_signed" }) }, "selfSigned"], [{ running: { kind: "renew" } }, "working"],
  [{ last: { kind: "renew", outcome: "failed" } }, "failed"], [{ last: { kind: "revoke", outcome: "failed" } }, "valid"], [{ warning: 4, running: { kind: "renew" } }, "over"],
  [{ current: current({ not_after_at: at(13) }) }, "expiring"], [{ warning: 1 }, "valid"], [{ warning: 2 }, "expiring"], [{ source: "uploaded", renew_at: null, current: current({ not_after_at: at(29) }) }, "expiring"],
  [{ source: "uploaded", current: null }, "missing"], [{ current: current({ source: "placeholder" }) }, "waiting"], [{ current: current({ source: "placeholder" }), domains: [] }, "unused"], [{ current: null, domains: [] }, "unused"],
  [{ served: [{ node: "one", is_current: false, error: null }] }, "elsewhere"], [{ served: [{ node: "one", is_current: false, error: "away" }] }, "valid"],
])("%o is %s", (change, state) => {
  expect(stateOf(item(change), NOW)).toBe(state);
});

it("the gravest stand first, and of equals those that are over first", () => {
  const [late, soon, bad] = [item({ name: "late", current: current({ not_after_at: at(80) }) }), item({ name: "soon", current: current({ not_after_at: at(70) }) }), item({ name: "bad", last: { kind: "issue", outcome: "refused" } })];
  expect(sorted([late, soon, bad], NOW).map(({ name }) => name)).toEqual(["bad", "soon", "late"]);
});

it("after failures the next try is waited for, and nothing is said of what people renew", () => {
  expect(nextOf(item({ renew_at: at(-1), retry_at: at(0.5) }), NOW)).toEqual({ at: NOW + DAY / 2, retry: true });
  expect(nextOf(item({ renew_at: at(-1), retry_at: at(-0.5) }), NOW)).toEqual({ at: NOW, retry: false });
  expect(nextOf(item({ renew_at: null }), NOW)).toBeNull();
});
