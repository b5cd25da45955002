import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";

import { SignInForm } from "./sign-in-form";

it("by keyboard alone: the login has the focus, the code when it is asked for, and the password after the way back", async () => {
  vi.stubGlobal("fetch", async () => Response.json({ type: "urn:dozor:second-factor-wanted" }, { status: 401 }));
  const user = userEvent.setup();
  render(<SignInForm />);
  expect(screen.getByLabelText("Login")).toHaveFocus();
  await user.keyboard("admin{Tab}secret{Enter}");
  expect(await screen.findByLabelText("Code")).toHaveFocus();
  await user.click(screen.getByRole("button", { name: "Back" }));
  expect(screen.getByLabelText("Password")).toHaveFocus();
  expect(screen.getByLabelText("Login")).toHaveValue("admin");
});
