import { expect, it } from "vitest";

import type { ScaledService } from "@/api/types";

import { stateOf } from "./state";

const decided = { decided_at: "2026-11-23T04:00:00Z", desired: 3, current: 3, held: false, troubles: [], paused_in: false, paused_out: false, dry_run: false };

it.each([
  [{ decided_at: null, desired: null }, "waiting"], [{ troubles: [{ code: "no_memory", args: { replicas: 2 }, text: "" }], held: true }, "trouble"], [{ held: true }, "held"], [{ paused_in: true, paused_out: true, desired: 5 }, "paused"],
  [{ paused_in: true, desired: 5 }, "growing"], [{ desired: 1 }, "shrinking"], [{}, "steady"], [{ desired: 5, dry_run: true }, "trial"],
] as const)("%o is %s", (change, state) => {
  expect(stateOf({ ...decided, ...change } as unknown as ScaledService)).toBe(state);
});
