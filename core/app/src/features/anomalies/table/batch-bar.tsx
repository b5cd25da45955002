import { Ban, X } from "lucide-react";
import { useQueryClient } from "@tanstack/react-query";

import { banMany } from "@/api/acts";
import type { AnomalousSource } from "@/api/types";
import { Button } from "@/components/button";
import { useText } from "@/lib/i18n/react";

import type { Acts } from "./actions";

/** What can be done to the rows picked, in the place of the toolbar. */
export function BatchBar({ rows, acts, onClear }: { rows: readonly AnomalousSource[]; acts: Acts; onClear: () => void }) {
  const { t, f } = useText();
  const client = useQueryClient();
  const sources = [...new Set(rows.map((row) => row.source))];
  return (
    <div className="flex min-h-14 flex-wrap items-center gap-2 bg-accentsoft px-4 py-2.5">
      <h2 id="sources-title" className="num text-md font-semibold">{t.sources.selected(rows.length)}</h2>
      <span className="flex-1" />
      <Button kind="primary" blocked={acts.blocked} onClick={() => { void banMany({ client, t, f }, sources); onClear(); }}><Ban size={14} aria-hidden="true" />{t.verdict.ban(sources.length)}</Button>
      <Button blocked={acts.blocked} onClick={() => { acts.allow(sources); onClear(); }}>{t.sources.allow}</Button>
      <Button kind="ghost" size="icon" aria-label={t.sources.clearSelection} onClick={onClear}><X size={16} /></Button>
    </div>
  );
}
