import { useQuery } from "@tanstack/react-query";
import { CircleCheck, ServerOff, TriangleAlert } from "lucide-react";

import type { Node } from "@/api/types";
import { Answer } from "@/components/answer";
import { FrameWaiting } from "@/components/verdict-frame";

import { alarmsQuery, proxyQuery } from "./requests";
import { useText } from "./text/use";
import { useAreTrendsKnown, useTrends } from "./trends";
import { useTroubles } from "./troubles";

const MOST_SAID = 3;
const names = (some: readonly { name: string }[]) => some.map(({ name }) => name).join(", ");

/** The answer for all of them: how many are well, and which are not and why; said once all of that is known. */
export function Whole({ nodes }: { nodes: readonly Node[] | undefined }) {
  const { t } = useText();
  const trend = useTrends();
  const troublesOf = useTroubles();
  const { data: proxies, isPending: proxiesPending } = useQuery({ ...proxyQuery, retry: false });
  const { isPending: alarmsPending } = useQuery(alarmsQuery(""));
  const isKnown = useAreTrendsKnown() && !proxiesPending && !alarmsPending;
  if (!nodes || !isKnown) return <FrameWaiting />;
  const down = nodes.filter(({ state }) => state === "down");
  if (down.length > 0) return <Answer tone="bad" icon={<ServerOff size={20} />} title={t.nodes.whole.down(down.length, nodes.length)} lead={t.fleet.partial(names(down))} />;
  const troubled = nodes.map((node) => ({ node, ...troublesOf(node, trend(node.id)) })).filter(({ node, said }) => node.state === "warn" || said.length > 0);
  if (troubled.length === 0) return <Answer tone="ok" icon={<CircleCheck size={20} />} title={t.nodes.whole.ok(nodes.length)} lead={proxies && proxies.length > 0 ? t.nodes.whole.okSync : t.nodes.whole.okLead} />;
  const [only] = nodes.length === 1 ? nodes : [];
  const said = troubled.flatMap(({ node, said: each }) => (node.state === "warn" ? [t.nodes.warnLead, ...each] : each).map((words) => (only ? words : `${node.name}: ${words}`)));
  const more = said.length - MOST_SAID;
  return (
    <Answer
      tone={troubled.some(({ isGrave }) => isGrave) ? "bad" : "warn"} icon={<TriangleAlert size={20} />} title={only ? t.nodes.is.warn(only.name) : t.nodes.whole.warn(troubled.length, nodes.length)}
      lead={[...said.slice(0, MOST_SAID), ...(more > 0 ? [t.nodes.moreTroubles(more)] : [])].join(" ")}
    />
  );
}
