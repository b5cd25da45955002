import { useQueryClient } from "@tanstack/react-query";
import { CirclePause, CirclePlay, Ellipsis, Play, RefreshCw, Recycle, Skull, Square, Trash2, Undo2 } from "lucide-react";
import { lazy, type ReactNode, Suspense, useState } from "react";

import { may, session } from "@/api/session";
import type { Container } from "@/api/types";
import { Button } from "@/components/button";
import { Menu } from "@/components/menu";
import { useStore, useStorePart } from "@/lib/store";

import { type Act, actOn, actsOf, askBack, doing, imageText, keyOf, OPPOSITE } from "./acts";
import { useText } from "./text/use";

const Confirm = lazy(() => import("@/components/confirm"));

const ICONS: Record<Act, ReactNode> = {
  start: <Play size={14} aria-hidden="true" />, stop: <Square size={13} aria-hidden="true" />, restart: <RefreshCw size={14} aria-hidden="true" />, pause: <CirclePause size={14} aria-hidden="true" />,
  unpause: <CirclePlay size={14} aria-hidden="true" />, kill: <Skull size={14} aria-hidden="true" />, recreate: <Recycle size={14} aria-hidden="true" />, remove: <Trash2 size={14} aria-hidden="true" />,
};

/** What can be done to a container: the usual at once, the rest in a menu; asked about before where there is no way back. */
export function Actions({ container }: { container: Container }) {
  const { t } = useText();
  const client = useQueryClient();
  const [asking, setAsking] = useState<Act | null>(null);
  const busy = useStorePart(doing, (all) => all.get(keyOf(container)));
  const blocked = may(useStore(session), "operate") ? false : t.state.needs.operate;
  const [usual = "start", ...rest] = actsOf(container.state);
  const go = (act: Act) => void actOn({ client, t }, container, act);
  const items = rest.map((act) => ({ label: t.containers.acts[act], icon: ICONS[act], apart: act === "kill", onSelect: () => choose(act) }));
  if (container.image_before) items.push({ label: t.containers.takeBack(imageText(container.image_before)), icon: <Undo2 size={14} aria-hidden="true" />, apart: true, onSelect: () => askBack({ client, t }, container) });
  const choose = (act: Act) => (OPPOSITE[act] ? go(act) : setAsking(act));
  if (busy) return <span role="status" className="inline-block max-w-44 text-xs break-words whitespace-normal text-fg2">{t.containers.doing[busy.act]}{busy.step && ` ${busy.step}`}</span>;
  const more = <Button size="small" kind="ghost" aria-label={t.containers.more(container.name)} blocked={blocked}><Ellipsis size={15} aria-hidden="true" /></Button>;
  return (
    <span className="inline-flex items-center gap-1">
      <Button size="small" blocked={blocked} aria-label={`${t.containers.acts[usual]}: ${container.name}`} onClick={() => choose(usual)}>{ICONS[usual]}{t.containers.acts[usual]}</Button>
      {blocked ? more : <Menu button={more} heading={container.name} items={items} />}
      {asking && (
        <Suspense>
          <Confirm
            title={`${t.containers.acts[asking]}: ${container.name}`}
            lead={t.containers.warn[asking as keyof typeof t.containers.warn]}
            action={t.containers.acts[asking]}
            {...(asking === "remove" && { name: container.name })}
            onConfirm={() => go(asking)}
            onClose={() => setAsking(null)}
          />
        </Suspense>
      )}
    </span>
  );
}
