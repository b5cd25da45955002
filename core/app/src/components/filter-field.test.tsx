import { render, screen } from "@testing-library/react";
import { expect, it } from "vitest";

import { FilterField } from "./filter-field";

it("says what is no number where one is needed", () => {
  const common = { onChange: () => undefined, label: "Filter", fields: { score: "Score" } };
  const { rerender } = render(<FilterField {...common} value="score>abc login" />);
  expect(screen.getByRole("status")).toHaveTextContent("score>abc: a number is needed here");
  rerender(<FilterField {...common} value="score>0.8 other>abc" />);
  expect(screen.queryByRole("status")).toBeNull();
});
