import { expect, it } from "vitest";

import { source } from "@/testing/fixtures";

import { filterRows } from "./filter";

const held = { id: "d", type: "ban", until_at: "2026-11-22T19:00:00Z", simulated: false, origin: "person" } as const;
const rows = [
  source({ source: "203.0.113.7", score: 0.95 }),
  source({ source: "198.51.100.9", score: 0.6, service: "id.example", top_path: "/login", decision: held }),
  source({ source: "2001:db8::", score: 0.5, allowed: true, reasons: [] }),
];
const found = (text: string) => filterRows(rows, text, (feature) => (feature === "requests_10s" ? "Rate" : feature)).map((row) => row.source);

it.each([
  ["", ["203.0.113.7", "198.51.100.9", "2001:db8::"]], ["203.0", ["203.0.113.7"]], ["LOGIN", ["198.51.100.9"]], ["rate", ["203.0.113.7", "198.51.100.9"]],
  ["rate id.example", ["198.51.100.9"]], ["score>0.55", ["203.0.113.7", "198.51.100.9"]], ["score<=0,5", ["2001:db8::"]], ["share>=40%", ["203.0.113.7", "198.51.100.9", "2001:db8::"]],
  ["state:banned", ["198.51.100.9"]], ["-state:banned", ["203.0.113.7", "2001:db8::"]], ["state:allowed", ["2001:db8::"]], ["state:open", ["203.0.113.7"]],
  ["service:id", ["198.51.100.9"]], ["-service:id -state:allowed", ["203.0.113.7"]], ["nothing", []], ["(", []],
])("%j finds %j", (text, sources) => expect(found(text)).toEqual(sources));
