import { useMutation, useQuery } from "@tanstack/react-query";
import { LogIn } from "lucide-react";

import { askOpenly, postOpenly } from "@/api/session";
import type { ProviderUrl, Ways } from "@/api/types";
import { Button } from "@/components/button";

import { explain } from "./explain";
import { useText } from "./text/use";

/** Whether somebody comes back from the provider with a refusal. What the address says of it is anybody's text, and not shown. */
const refused = new URLSearchParams(window.location.search).has("sign_in_problem");

/** The other way in, where one is set up: at the provider, and back. */
export function ProviderButton() {
  const { t } = useText();
  const { data } = useQuery({ queryKey: ["ways"], queryFn: () => askOpenly<Ways>("session/ways"), staleTime: Infinity });
  const begin = useMutation({
    mutationFn: () => postOpenly<ProviderUrl>("session/provider", {}),
    onSuccess: ({ url }) => window.location.assign(url),
  });
  if (!data?.provider) return null;
  const problem = begin.error ? explain(begin.error, t) : refused ? t.signIn.providerRefused(data.provider) : "";
  return (
    <div className="mt-3 grid gap-2">
      <Button size="tall" disabled={begin.isPending} onClick={() => begin.mutate()}><LogIn size={15} aria-hidden="true" />{t.signIn.byProvider(data.provider)}</Button>
      <p role="alert" className="break-words text-badink empty:hidden">{problem}</p>
    </div>
  );
}
