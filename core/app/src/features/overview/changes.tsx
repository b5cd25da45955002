import { Link } from "@tanstack/react-router";
import { Flame, Gauge, type LucideIcon, Rocket, UserRound } from "lucide-react";

import type { Change } from "@/api/types";
import { Ago } from "@/components/age";
import { Skeleton } from "@/components/states";
import { unix } from "@/lib/instant";

import { placeOfChange } from "./place-of";
import { useOverview } from "./requests";
import { type Texts, useText } from "./text/use";

const ICONS: Record<Change["kind"], LucideIcon> = { deed: UserRound, scaling: Gauge, deployment: Rocket, incident: Flame };

/** What became different lately, by people and by itself: the first suspect when something is wrong. */
export function ChangesPanel() {
  const { t } = useText();
  const changes = useOverview((data) => data.changes);
  return (
    <section aria-labelledby="changes-title" className="panel min-w-0">
      <h2 id="changes-title" className="px-4 pt-3 pb-2 text-md font-semibold">{t.overview.changes}</h2>
      {!changes && <div className="p-4"><Skeleton className="h-40" /></div>}
      {changes?.length === 0 && <p className="px-4 pb-4 text-fg2">{t.overview.noChanges}</p>}
      <ul>{changes?.map((change) => <Item key={`${change.kind} ${change.at} ${change.what} ${change.subject}`} change={change} />)}</ul>
    </section>
  );
}

function Item({ change }: { change: Change }) {
  const { t } = useText();
  const Icon = ICONS[change.kind];
  return (
    <li className="border-t border-line">
      <Link {...placeOfChange(change)} className="flex min-w-0 items-start gap-2.5 px-4 py-2 hover:bg-hover">
        <Icon size={14} className="mt-0.5 shrink-0 text-fg3" aria-hidden="true" />
        <span className="min-w-0 flex-1">
          <span className="num block break-words">{changeText(change, t)}</span>
          <span className="num cut block text-xs text-fg3"><Ago at={unix(change.at)} /> · {change.by || t.overview.automation}{change.kind === "deed" && change.name && ` · ${change.name}`}</span>
        </span>
      </Link>
    </li>
  );
}

/** What a change says; a deed that has no words yet is shown readably rather than hidden. */
export function changeText({ kind, what, service, name, before, after }: Change, t: Texts): string {
  const said = t.overview.change;
  const attack = t.kind[name as keyof Texts["kind"]] ?? t.kind.unknown;
  switch (kind) {
    case "deed":
      return (t.deeds as Record<string, string>)[what.replace(/_done$/, "")] ?? what.replaceAll("_", " ");
    case "incident":
      return what === "over" ? said.over(attack, service) : said.began(attack, service);
    case "scaling":
      return said.replicas(service, before, after);
    case "deployment":
      return what === "done" ? said.done(name, after) : what === "failed" ? said.failed(name) : said.cancelled(name);
  }
}
