import { expect, it } from "vitest";

import type { DomainSpec } from "@/api/types";

import { covers, documentName, type Draft, EMPTY, lackOf, namesOf, specOf } from "./draft";
import { adviceOn } from "./explain";
import { takenApart } from "./pem";

const domains = { shop: { names: ["shop.example", "www.shop.example"] } } as unknown as Record<string, DomainSpec>;
const draft = (change: Partial<Draft>): Draft => ({ ...EMPTY, domains: ["shop"], ...change });

it("names are those of the domains and what was typed, each once", () => {
  expect(namesOf(draft({ more: " API.shop.example, shop.example" }), domains)).toEqual(["shop.example", "www.shop.example", "api.shop.example"]);
});

it.each([
  [draft({}), ["shop.example"], null], [draft({ domains: [] }), ["shop.example"], "domain"], [draft({ domains: [] }), [], "names"], [draft({}), ["*.shop.example"], "wildcard"],
  [draft({ challenge: "dns" }), ["*.shop.example"], "provider"], [draft({ challenge: "dns", provider: "dns_cf" }), ["*.shop.example"], null], [draft({ directory: "custom" }), ["a.b"], "directory"],
  [draft({ source: "uploaded", chain: "x" }), [], "files"], [draft({ source: "self_signed", domains: [] }), ["a.b"], null],
])("%o with %o lacks %s", (made, names, lack) => {
  expect(lackOf(made, names)).toBe(lack);
});

it("a document has a name of its own, whatever its first name is", () => {
  expect(documentName(["*.shop.example"], ["wildcard.shop.example"])).toBe("wildcard.shop.example-2");
  expect(documentName(["пример.рф"], [])).toMatch(/^[a-z0-9]([a-z0-9._-]*[a-z0-9])?$/);
});

it("a document says only what belongs to its way of proof", () => {
  expect(specOf(draft({ challenge: "http", provider: "dns_cf", credentials: "x" }), ["a.b"]).acme).toEqual({ directory: "letsencrypt", challenge: "http" });
});

it("a wildcard covers one level", () => {
  expect([covers(["*.shop.example"], ["a.shop.example"]), covers(["*.shop.example"], ["a.b.shop.example"]), covers(["*.shop.example"], ["shop.example"])]).toEqual([true, false, false]);
});

const block = (kind: string) => `-----BEGIN ${kind}-----\nAAAA\n-----END ${kind}-----`;

it("a file is taken apart into chain and key, whatever stands between", () => {
  const { chain, key } = takenApart(`Bag Attributes\n${block("PRIVATE KEY")}\n${block("CERTIFICATE")}\nsubject=x\n${block("CERTIFICATE")}\n${block("EC PARAMETERS")}`);
  expect([chain.match(/BEGIN CERTIFICATE/g)?.length, key.includes("PRIVATE KEY"), chain.includes("PARAMETERS")]).toEqual([2, true, false]);
});

it.each([
  ["shop.example has no address in the DNS", "dns"], ['"type": "urn:ietf:params:acme:error:unauthorized", Invalid response from http://shop.example/.well-known: 404', "unauthorized"],
  ["urn:ietf:params:acme:error:connection: Timeout during connect (likely firewall problem)", "connection"], ["urn:ietf:params:acme:error:rateLimited", "rate"], ["CAA of example permits other.org, not letsencrypt.org", "caa"],
  ["one is away.", "away"], ["No domain uses it, and it names no node to order it.", "unused"], ["there is no secret provider", "credentials"], ["?", "unknown"],
])("%s leads to advice on %s", (detail, advice) => {
  expect(adviceOn(detail)).toBe(advice);
});
