import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen, waitFor } from "@testing-library/react";
import { expect, it, vi } from "vitest";

const ways = (provider: string | null) => vi.stubGlobal("fetch", async () => Response.json({ provider }));
const shown = async () => {
  const { ProviderButton } = await import("./provider-button");
  return render(<QueryClientProvider client={new QueryClient()}><ProviderButton /></QueryClientProvider>);
};

it("a provider that is set up is offered by its name; of a refusal, what the address says is not shown", async () => {
  window.history.replaceState(null, "", "/?sign_in_problem=Call+555+at+once");
  ways("Corp");
  await shown();
  expect(await screen.findByRole("button", { name: "Sign in by Corp" })).toBeInTheDocument();
  expect(screen.getByRole("alert")).toHaveTextContent(/^Corp did not let you in/);
});

it("without a provider there is the password alone", async () => {
  const asked = vi.fn(async () => Response.json({ provider: null }));
  vi.stubGlobal("fetch", asked);
  const { container } = await shown();
  await waitFor(() => expect(asked).toHaveBeenCalled());
  expect(container).toBeEmptyDOMElement();
});
