import { render } from "@testing-library/react";
import { expect, it } from "vitest";

import type { PolicyRule, PolicyRules } from "@/api/types";

import { Said } from "./screen";

const rule = (action: string) => ({ id: action, mode: "on", statement: { action }, hits_24h: 0, decided_24h: 0, told_24h: 0 }) as unknown as PolicyRule;
const said = (items: PolicyRule[]) => render(<Said rules={{ items, frozen: true, enforcing: 1, services: 1 } as unknown as PolicyRules} />).container;

it("says that automation is frozen where rules would act", () => {
  const page = said([rule("ban"), rule("notify")]);
  expect(page.querySelector(".lucide-snowflake")).not.toBeNull();
  expect(page.textContent).toMatch(/frozen/i);
});

it("shows no frost where all that is on only tells: nothing holds that back", () => {
  const page = said([rule("notify")]);
  expect(page.querySelector(".lucide-snowflake")).toBeNull();
  expect(page.textContent).not.toMatch(/frozen/i);
});
