import { expect, it } from "vitest";

import { makeFormats } from "@/lib/format";
import { en } from "@/lib/i18n/en";
import { source } from "@/testing/fixtures";

import { filtered } from "./fields";

const held = { id: "d", type: "ban", until_at: "2026-11-22T19:00:00Z", simulated: false, origin: "person" } as const;
const rows = [
  source({ source: "203.0.113.7", score: 0.95, country: "CN", asn: 4134, asn_name: "Chinanet" }),
  source({ source: "198.51.100.9", score: 0.6, service: "id.example", top_path: "/login", decision: held, country: "US", asn: 0, asn_name: "" }),
  source({ source: "2001:db8::", score: 0.5, allowed: true, reasons: [], country: "", decision: { ...held, simulated: true } }),
];
const found = (text: string) => filtered(rows, text, en, makeFormats("en", "UTC", en), "en").map((row) => row.source);

it.each([
  ["", ["203.0.113.7", "198.51.100.9", "2001:db8::"]], ["203.0", ["203.0.113.7"]], ["LOGIN", ["198.51.100.9"]], ["rate", ["203.0.113.7", "198.51.100.9"]],
  ["rate id.example", ["198.51.100.9"]], ["score>0.55", ["203.0.113.7", "198.51.100.9"]], ["score<=0,5", ["2001:db8::"]], ["share>=40%", ["203.0.113.7", "198.51.100.9", "2001:db8::"]],
  ["state:banned", ["198.51.100.9"]], ["-state:banned", ["203.0.113.7", "2001:db8::"]], ["state:allowed", ["2001:db8::"]], ["state:open", ["203.0.113.7"]],
  ["service:id", ["198.51.100.9"]], ["-service:id -state:allowed", ["203.0.113.7"]], ["nothing", []], ["(", []],
  ["china", ["203.0.113.7"]], ["country:CN", ["203.0.113.7"]], ["-country:cn", ["198.51.100.9", "2001:db8::"]], ["asn:4134", ["203.0.113.7"]], ["asn:AS4134", ["203.0.113.7"]], ["reason:\"path scan\"", []], ["2001:db8::", ["2001:db8::"]],
])("%j finds %j", (text, sources) => expect(found(text)).toEqual(sources));
