import { useQuery } from "@tanstack/react-query";
import { CircleCheck, KeyRound, LoaderCircle } from "lucide-react";
import { useState } from "react";

import { nodeQuery } from "@/api/nodes";
import { place } from "@/api/place";
import type { NodeKey } from "@/api/types";
import { unix } from "@/lib/instant";

import { Button } from "../button";
import { CopyButton } from "../copy";
import { Segmented } from "../segmented";
import { composeCommand, shellCommand } from "./command";
import { useText } from "./text/use";

/** The key, once, in a command to run on the machine; then it waits for the first report after `since`. */
export function Enrol({ made, since, note, onDone }: { made: NodeKey; since: number; note?: string; onDone: () => void }) {
  const { t } = useText();
  const [way, setWay] = useState<"shell" | "docker">("docker");
  const enrolment = { core: window.location.origin + place, id: made.node.id, key: made.key };
  const command = way === "shell" ? shellCommand(enrolment) : composeCommand(enrolment);
  return (
    <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-4 p-4">
      <p className="flex gap-2 rounded-ctl bg-warnsoft px-3 py-2 text-warnink"><KeyRound size={16} className="mt-px shrink-0" aria-hidden="true" />{note ? `${note} ${t.nodes.keyOnce}` : t.nodes.keyOnce}</p>
      <Segmented label={t.nodes.command} value={way} options={[{ value: "docker", label: t.nodes.docker }, { value: "shell", label: t.nodes.shell }]} onChange={setWay} />
      {/* A command is wider than a dialog: its frame scrolls, by keyboard too. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre tabIndex={0} className="mono overflow-x-auto rounded-ctl border border-line2 bg-bg p-3 text-xs leading-5" data-testid="enrol-command">{command}</pre>
      <div className="flex flex-wrap items-center gap-2">
        <CopyButton text={command} label={t.state.copy} />
        <span className="flex-1" />
        <Button kind="primary" onClick={onDone}>{t.nodes.done}</Button>
      </div>
      <FirstReport id={made.node.id} since={since} />
    </div>
  );
}

function FirstReport({ id, since }: { id: string; since: number }) {
  const { t, f } = useText();
  const { data } = useQuery(nodeQuery(id));
  const at = data?.last_report_at ? unix(data.last_report_at) : 0;
  const joined = at > since;
  return (
    <p role="status" className="num flex items-center gap-2 border-t border-line pt-3">
      {joined ? <CircleCheck size={17} className="text-okink" aria-hidden="true" /> : <LoaderCircle size={17} className="beat text-fg3" aria-hidden="true" />}
      {joined ? t.nodes.joined(f.clock(at)) : t.nodes.waiting}
    </p>
  );
}
