import { render, screen } from "@testing-library/react";
import { expect, it } from "vitest";

import type { DecisionDetail } from "@/api/types";

import { Membership } from "./evidence";

const event = { id: "g1", kind: "distributed", signature: "GET /find<b>?…", started_at: "2026-11-22T18:00:00Z", sources: 240 } as const;
const decision = (change: Partial<DecisionDetail>): DecisionDetail => ({ membership: "attack", event, ...change }) as DecisionDetail;

it("tells which event a member took part in, with clients' text as text", () => {
  const { container } = render(<Membership decision={decision({})} />);
  expect(container.textContent).toContain("It takes part in an attack: distributed attack");
  expect(screen.getByText("GET /find<b>?…")).toBeTruthy();
  expect(container.textContent).toContain("240 sources");
});

it.each([decision({ event: null }), decision({ membership: "" })])("says nothing of who is in no event", (alone) => {
  expect(render(<Membership decision={alone} />).container.textContent).toBe("");
});
