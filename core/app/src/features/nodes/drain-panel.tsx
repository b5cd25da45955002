import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { tellFailed } from "@/api/failed";
import { may, session } from "@/api/session";
import type { Node } from "@/api/types";
import { Button } from "@/components/button";
import { cx } from "@/lib/cx";
import { useStore } from "@/lib/store";
import { showToast } from "@/lib/toasts";

import { sentTo, setDraining } from "./drain";
import { configQuery } from "./requests";
import { useText } from "./text/use";

/** Taking a node out of the services that send requests to it: what that would do first, and a way back. */
export function Drain({ node }: { node: Node }) {
  const { t } = useText();
  const client = useQueryClient();
  const { data: config } = useQuery({ ...configQuery, retry: false });
  const permitted = may(useStore(session), "operate");
  const { mutate, isPending } = useMutation({
    mutationFn: (draining: boolean) => setDraining(node.name, draining, draining ? t.nodes.drained(node.name) : t.nodes.undrained(node.name)),
    onSuccess: (_, draining) => showToast({ tone: "done", title: draining ? t.nodes.drained(node.name) : t.nodes.undrained(node.name), note: t.nodes.deploying, undo: () => mutate(!draining) }),
    onError: (error) => tellFailed(error, t),
    onSettled: () => client.invalidateQueries({ queryKey: ["config"] }),
  });
  if (!config) return null;
  const sent = sentTo(config.services, node.name);
  const drained = sent.length > 0 && sent.every(({ draining }) => draining);
  const alone = sent.some(({ others, draining }) => others === 0 && !draining);
  const blocked = permitted ? !drained && alone && t.nodes.drainBlocked : t.state.needs.operate;
  return (
    <section className="panel grid min-w-0 gap-2 p-4" aria-label={t.nodes.drainTitle}>
      <div className="flex flex-wrap items-center gap-2">
        <h2 className="min-w-0 flex-1 text-md font-semibold">{t.nodes.drainTitle}</h2>
        {sent.length > 0 && <Button blocked={blocked} disabled={isPending} onClick={() => mutate(!drained)}>{drained ? t.nodes.undrain : t.nodes.drain}</Button>}
      </div>
      <p className="text-fg2">{sent.length === 0 ? t.nodes.drainNothing : drained ? t.nodes.draining : t.nodes.drainLead}</p>
      {!drained && <ul className="num list-disc pl-4">{sent.map(({ service, others }) => <li key={service} className={cx(others === 0 && "font-semibold text-badink")}>{others === 0 ? t.nodes.drainAlone(service) : t.nodes.drainEffect(service, others)}</li>)}</ul>}
    </section>
  );
}
