import { expect, it } from "vitest";

import type { Decision } from "@/api/types";

import { reasonsOverTime } from "./reasons-over-time";

const ADDRESS = "203.0.113.7";
const made = (second: number, shares: Record<string, number>, value = ADDRESS): Decision =>
  ({ id: `d${second}`, value, decided_at: `2026-11-22T18:00:0${second}Z`, reasons: Object.entries(shares).map(([feature, share]) => ({ feature, share })) }) as unknown as Decision;

it("tells from the oldest to the newest what each decision rested on, what weighed most first", () => {
  const told = reasonsOverTime([made(5, { probes: 0.9, rate: 0.1 }), made(1, { rate: 0.6 }), made(3, {})], ADDRESS);
  expect(told?.decisions.map(({ id }) => id)).toEqual(["d1", "d5"]);
  expect(told?.rows).toEqual([{ feature: "probes", shares: [null, 0.9] }, { feature: "rate", shares: [0.6, 0.1] }]);
});

it("compares nothing where there is one decision, or where the others are about its network", () => {
  expect(reasonsOverTime([made(1, { rate: 0.6 }), made(2, { rate: 0.6 }, "203.0.113.0/24")], ADDRESS)).toBeNull();
});
