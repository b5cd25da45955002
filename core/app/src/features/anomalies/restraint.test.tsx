import { render, screen } from "@testing-library/react";
import { expect, it } from "vitest";

import { Restraint } from "./restraint";

it("says that automation is frozen, whatever else holds it back", () => {
  render(<Restraint frozen spent="shop.example" />);
  expect(screen.getByRole("status").textContent).toMatch(/frozen/i);
});

it("names the services at which no more may be banned", () => {
  render(<Restraint frozen={false} spent="shop.example, api.example" />);
  expect(screen.getByRole("status").textContent).toContain("shop.example, api.example");
});
