import { expect, it } from "vitest";

import type { DomainSpec } from "@/api/types";
import { makeFormats } from "@/lib/format";
import { ru } from "@/lib/i18n/ru";

import { covers, documentName, type Draft, EMPTY, lackOf, namesOf, specOf } from "./draft";
import { adviceOn } from "./explain";
import { takenApart } from "./pem";
import { wordsOf } from "./said";

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
  ['"type": "urn:ietf:params:acme:error:unauthorized", Invalid response from http://shop.example/.well-known: 404', "unauthorized"],
  ["urn:ietf:params:acme:error:connection: Timeout during connect (likely firewall problem)", "connection"], ["urn:ietf:params:acme:error:rateLimited", "rate"], ["?", "unknown"],
])("%s leads to advice on %s", (detail, advice) => {
  expect(adviceOn(detail)).toBe(advice);
});

it.each([
  ["reach_nowhere", "dns"], ["caa_forbids", "caa"], ["issuer_away", "away"], ["node_unnamed", "unused"], ["secret_missing", "credentials"], ["budget_of_failures", "rate"], ["chain_missing", "files"], ["deployment_in_the_way", "unknown"],
])("%s leads to advice on %s whatever its words are", (code, advice) => {
  expect(adviceOn("тайм-аут certificate", [code])).toBe(advice);
});

it("an attempt says how it ended in the reader's language, and what others said of it in their words", () => {
  const said = [{ code: "issuer_away", args: { node: "one" }, message: "one is away." }] as const;
  expect(wordsOf({ detail: "one is away.", said: [...said] }, "ru", makeFormats("ru", "UTC", ru))).toEqual({ detail: "Узла one нет на связи.", codes: ["issuer_away"] });
  expect(wordsOf({ detail: "one: acme:error:dns", said: [] }, "ru", makeFormats("ru", "UTC", ru))).toEqual({ detail: "one: acme:error:dns", codes: [] });
});
