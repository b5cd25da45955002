import { expect, it } from "vitest";

import type { ScaledService } from "@/api/types";

import { headroomOf, leastHours } from "./headroom";

const service = (load: number | null) => ({ load, policy: { target: { value: 6 } } }) as unknown as ScaledService;

it("what the most replicas carry is told in loads of now, by the target that is tried", () => {
  expect(headroomOf(service(2), { max: 6, value: 6 })).toBe(3);
  expect(headroomOf(service(2), { max: 6, value: 3 })).toBe(1.5);
  expect(headroomOf(service(null), { max: 6, value: 6 })).toBeNull();
});

it("the least run at all times", () => {
  expect(leastHours({ min: 2 })).toBe(1460);
});
