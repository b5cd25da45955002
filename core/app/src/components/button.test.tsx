import { fireEvent, render, screen } from "@testing-library/react";
import { expect, it, vi } from "vitest";

import { Button } from "./button";

it("while it cannot be pressed it keeps the focus, and neither acts nor submits", () => {
  const act = vi.fn();
  const submit = vi.fn((event: { preventDefault: () => void }) => event.preventDefault());
  const form = (isSent: boolean) => <form onSubmit={submit}><Button type="submit" disabled={isSent} onClick={act}>Save</Button></form>;
  const { rerender } = render(form(false));
  const button = screen.getByRole("button");
  button.focus();
  rerender(form(true));
  expect(button).toHaveFocus();
  expect(button).toHaveAttribute("aria-disabled", "true");
  fireEvent.click(button);
  expect([act, submit].map((each) => each.mock.calls.length)).toEqual([0, 0]);
  rerender(form(false));
  fireEvent.click(button);
  expect([act, submit].map((each) => each.mock.calls.length)).toEqual([1, 1]);
});
