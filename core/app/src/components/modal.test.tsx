import { render, screen, waitFor } from "@testing-library/react";
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

it("a step that takes the focused field away hands the focus on, and not out of the dialog", async () => {
  const asked = <input key="password" data-autofocus aria-label="Password" />;
  const { rerender } = render(<Modal title="Set up" onClose={() => {}}>{asked}</Modal>);
  rerender(<Modal title="Set up" onClose={() => {}}><input key="code" data-autofocus aria-label="Code" /></Modal>);
  await waitFor(() => expect(screen.getByLabelText("Code")).toHaveFocus());
  rerender(<Modal title="Set up" onClose={() => {}}><p>Done</p></Modal>);
  await waitFor(() => expect(screen.getByRole("dialog")).toHaveFocus());
});
