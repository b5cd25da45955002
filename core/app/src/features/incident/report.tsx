import { useQueryClient } from "@tanstack/react-query";
import { FileDown } from "lucide-react";

import type { IncidentDetail } from "@/api/types";
import { Button } from "@/components/button";
import { Menu } from "@/components/menu";
import { save } from "@/lib/csv";
import { showToast } from "@/lib/toasts";

import type { Around } from "./around";
import { looksOf } from "./compared";
import { notesQuery, trafficQuery } from "./requests";
import { useText } from "./text/use";

/** All of an incident to take along: as JSON, or on paper. */
export function Report({ incident, around }: { incident: IncidentDetail; around: Around }) {
  const { t } = useText();
  const client = useQueryClient();
  const write = async () => {
    const [notes, traffic] = await Promise.all([client.fetchQuery(notesQuery(incident.id)), client.fetchQuery(trafficQuery(incident.service, around, incident.ended_at === null))]);
    const compared = { before: looksOf(traffic, around.before, around.from), during: looksOf(traffic, around.from, around.to) };
    save(`dozor-incident-${incident.id}.json`, new Blob([JSON.stringify({ incident, notes, compared, traffic }, null, 2)], { type: "application/json" }));
  };
  const json = () => void write().catch((error: unknown) => showToast({ tone: "failed", title: t.act.failed, note: error instanceof Error ? error.message : "" }));
  const button = <Button kind="ghost"><FileDown size={15} aria-hidden="true" />{t.incident.report}</Button>;
  // The menu has to be gone from the page before it is put on paper.
  return <Menu button={button} items={[{ label: t.incident.json, onSelect: json }, { label: t.incident.print, onSelect: () => void setTimeout(() => window.print(), 250) }]} />;
}
