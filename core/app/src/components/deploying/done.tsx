import { CircleCheck } from "lucide-react";

import type { Deployment } from "@/api/types";
import { unix } from "@/lib/instant";

import { Answer } from "../answer";
import { Button } from "../button";
import { useText } from "./text/use";

/** It is there: on how many nodes, and how long it took. */
export function Done({ deployment: { nodes, started_at, ended_at }, onClose }: { deployment: Deployment; onClose: () => void }) {
  const { t, f } = useText();
  const seconds = ended_at ? Math.max(1, unix(ended_at) - unix(started_at)) : 1;
  const lead = nodes.length === 0 ? t.deploy.doneNothing : t.deploy.doneLead(nodes.filter(({ status }) => status === "applied").length, f.span(seconds));
  return <Answer tone="ok" icon={<CircleCheck size={20} />} title={t.deploy.done} lead={lead} actions={<Button kind="primary" onClick={onClose}>{t.state.close}</Button>} />;
}
