import { expect, it } from "vitest";

import type { ProxiedMember, ProxiedService } from "@/api/types";

import { askedOf, conditionOf, givenShares, shares } from "./members";

const member = (health: "well" | "unwell" | "unknown", draining = false) => ({ draining, nodes: [{ node: "one", health, may_answer: true, reason: "" }] }) as unknown as ProxiedMember;

it("shares requests by weight among those that are asked", () => {
  expect(shares([{ weight: 3, asked: true }, { weight: 1, asked: true }, { weight: 9, asked: false }])).toEqual([0.75, 0.25, 0]);
  expect(shares([{ weight: 1, asked: false }])).toEqual([0]);
});

it("tells by name what each is given, and nothing where requests do not go in turn", () => {
  const members = [{ ...member("well"), name: "a", weight: 3 }, { ...member("well"), name: "b", weight: 1 }, { ...member("unwell"), name: "c", weight: 9 }];
  const service = { members, method: "round_robin", is_sticky: false } as unknown as ProxiedService;
  expect([...givenShares(service)]).toEqual([["a", 0.75], ["b", 0.25], ["c", 0]]);
  expect(givenShares({ ...service, is_sticky: true }).size).toBe(0);
  expect(givenShares({ ...service, method: "ip_hash" }).size).toBe(0);
});

it("asks who is well, then backups, and everybody where nobody is", () => {
  const [well, unwell, drained] = [member("well"), member("unwell"), member("well", true)];
  const backup = { ...member("well"), backup: true };
  expect(askedOf([well, unwell, drained, backup])).toEqual([well]);
  expect(askedOf([unwell, drained, backup])).toEqual([backup]);
  expect(askedOf([unwell, unwell, drained])).toEqual([unwell, unwell]);
});

it("tells who was drained from who is unwell, and from who was never looked at", () => {
  expect([member("well"), member("unwell"), member("unknown"), member("unwell", true)].map(conditionOf)).toEqual(["well", "unwell", "unknown", "draining"]);
});
