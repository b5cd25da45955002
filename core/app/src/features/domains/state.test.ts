import { expect, it } from "vitest";

import type { CertificateItem, DomainSpec, ProxiedService } from "@/api/types";

import { gravityOf, toneOf, troublesOf } from "./state";

const domain = (change: Partial<DomainSpec> = {}) => ({ enabled: true, nodes: ["one"], service: "shop", tls: null, maintenance: { active: false }, ...change }) as DomainSpec;
const member = (name: string, health: "well" | "unwell" | "unknown", draining = false) => ({ name, draining, nodes: [{ node: "one", health, may_answer: true, reason: "" }] });
const shop = (...members: ReturnType<typeof member>[]) => ({ services: new Map([["shop", { members } as unknown as ProxiedService]]), certificates: new Map(), now: 0 });

it("says that visitors see an error where nobody is well", () => {
  expect(troublesOf(domain(), shop(member("a", "unwell"), member("b", "unwell")))).toEqual(["allUnwell", "plain"]);
  expect(toneOf(["allUnwell", "plain"])).toBe("bad");
});

it("takes who was drained for nobody's loss, and who was not asked for well", () => {
  expect(troublesOf(domain(), shop(member("a", "unknown"), member("b", "unwell", true)))).toEqual(["plain"]);
  expect(troublesOf(domain(), shop(member("a", "well", true)))).toEqual(["noMembers", "plain"]);
});

it("says first what is gravest", () => {
  const troubles = troublesOf(domain({ nodes: [], tls: { certificate: "none" } as DomainSpec["tls"] }), shop(member("a", "well"), member("b", "unwell")));
  expect(troubles).toEqual(["noNodes", "certificateMissing", "someUnwell"]);
  expect(gravityOf(troubles)).toBeLessThan(gravityOf([]));
});

it("says that browsers warn of a certificate that nobody vouches for", () => {
  const around = { ...shop(member("a", "well")), certificates: new Map([["own", { current: { source: "self_signed", not_after_at: "1970-03-01T00:00:00Z" } } as unknown as CertificateItem]]) };
  expect(troublesOf(domain({ tls: { certificate: "own" } as DomainSpec["tls"] }), around)).toEqual(["selfSigned"]);
  expect(toneOf(["selfSigned"])).toBe("warn");
});

it("says of a domain that is off nothing else", () => {
  expect(troublesOf(domain({ enabled: false, nodes: [] }), shop())).toEqual(["off"]);
});
