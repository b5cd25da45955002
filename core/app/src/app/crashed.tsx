import { Button } from "@/components/button";
import { useText } from "@/lib/i18n/react";

/** Instead of what could not be shown, be it that a part of the application did not arrive. */
export function Crashed({ error }: { error: unknown }) {
  const { t } = useText();
  return (
    <div role="alert" className="grid justify-items-center gap-2 px-4 py-24 text-center">
      <p className="text-lg font-semibold">{t.state.crashed}</p>
      <p className="text-fg2">{t.state.crashedLead}</p>
      <p className="mono max-w-full break-words text-fg3">{error instanceof Error ? error.message : String(error)}</p>
      <Button onClick={() => window.location.reload()}>{t.state.reload}</Button>
    </div>
  );
}
