import { expect, it } from "vitest";

import type { ProxyConfig } from "@/api/types";

import { documentsOf, FRESH, hostOf, nameOf, targetOf } from "./fresh";

const CONFIG = { services: { "shop.example": {} }, certificates: {}, domains: {} } as unknown as ProxyConfig;

it("finds the name in what somebody pasted, and says where there is none", () => {
  expect(["https://Shop.example/cart?a=1", " *.shop.example. ", "магазин.рф", "localhost"].map(hostOf)).toEqual(["shop.example", "*.shop.example", "магазин.рф", "localhost"]);
  expect(["мой сайт.рф", "shop.example:8080", "<script>", "a*b.example", '"'].map(hostOf)).toEqual([null, null, null, null, null]);
});

it("reads where something is as people write it", () => {
  expect(targetOf("10.0.0.5:8080")).toEqual({ protocol: "http", host: "10.0.0.5", port: 8080 });
  expect(targetOf(" https://app.internal/ ")).toEqual({ protocol: "https", host: "app.internal", port: 443 });
  expect(targetOf("[2001:db8::1]:81")).toEqual({ protocol: "http", host: "2001:db8::1", port: 81 });
  expect([targetOf("app:99999"), targetOf("ftp://a"), targetOf("a b"), targetOf("http://a/path")]).toEqual([null, null, null, null]);
});

it("calls a document as its domain where that may be", () => {
  expect([nameOf(" Shop.Example"), nameOf("*.shop.example"), nameOf("магазин.рф")]).toEqual(["shop.example", "any.shop.example", "xn--80aairftm.xn--p1ai"]);
});

it("makes service, certificate and domain, without touching a service of the same name", () => {
  const made = documentsOf({ ...FRESH, name: "shop.example", to: "10.0.0.5:8080", https: "automatic", email: "ops@shop.example" }, ["one"], CONFIG);
  expect(made).toEqual({
    services: { "shop.example-2": { protocol: "http", members: [{ name: "main", host: "10.0.0.5", port: 8080 }] } },
    certificates: { "shop.example": { names: ["shop.example"], source: "acme", acme: { email: "ops@shop.example" } } },
    domains: { "shop.example": { names: ["shop.example"], service: "shop.example-2", nodes: ["one"], tls: { certificate: "shop.example" } } },
  });
});

it("needs no more than a domain where the service is there", () => {
  expect(Object.keys(documentsOf({ ...FRESH, name: "a.example", service: "shop.example" }, ["one"], CONFIG))).toEqual(["domains"]);
});
