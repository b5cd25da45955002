import "./main.css";

import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { createRoot } from "react-dom/client";

import { Gate } from "./app/gate";
import { router } from "./app/router";
import { loadMessages, TextProvider } from "./lib/i18n/react";
import { prefs } from "./lib/prefs";

const client = new QueryClient({
  // Always: a request that fails says so, while a paused one would leave the screen silently old.
  defaultOptions: { queries: { retry: 1, refetchOnWindowFocus: false, staleTime: 2000, networkMode: "always" }, mutations: { networkMode: "always" } },
});
const place = document.querySelector("#root");

// No await at the top: the file of a language imports what stands in the same file as this, and each would wait for the other.
void loadMessages(prefs.get().lang).then(() => {
  if (!place) return;
  createRoot(place).render(
    <QueryClientProvider client={client}>
      <TextProvider>
        <Gate>
          <RouterProvider router={router} />
        </Gate>
      </TextProvider>
    </QueryClientProvider>,
  );
});
