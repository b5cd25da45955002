import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";

import { Modal } from "./modal";

it("a dialog has its title as its name, focuses what is marked, and closes by its button", async () => {
  let closed = 0;
  render(<Modal title="Add a node" onClose={() => { closed += 1; }}><input data-autofocus aria-label="Name" /></Modal>);
  expect(screen.getByRole("dialog", { name: "Add a node" })).toBeInTheDocument();
  expect(screen.getByLabelText("Name")).toHaveFocus();
  await userEvent.click(screen.getByRole("button", { name: "Close" }));
  expect(closed).toBe(1);
});
