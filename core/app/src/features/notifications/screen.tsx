import { lazy, Suspense } from "react";

import { Page } from "@/components/page";
import { Segmented } from "@/components/segmented";
import { Skeleton } from "@/components/states";
import { SECTIONS, useChangeSearch, useViewSearch } from "@/lib/view";

import Sent from "./sent";
import { useText } from "./text/use";

const SCREENS = {
  chats: lazy(() => import("./chats")),
  rules: lazy(() => import("./rules")),
  silences: lazy(() => import("./silences")),
  templates: lazy(() => import("./templates")),
};

/** Who is told of what, by which way, and what became of it. */
export default function NotificationsScreen() {
  const { t } = useText();
  const { section } = useViewSearch();
  const change = useChangeSearch();
  const Shown = section && SCREENS[section];
  const options = (["sent", ...SECTIONS] as const).map((value) => ({ value, label: t.notes.sections[value] }));
  const choose = (value: (typeof options)[number]["value"]) => change({ section: value === "sent" ? undefined : value, open: undefined, chat: undefined, state: undefined });
  const waiting = <section className="panel p-4"><Skeleton className="h-72" /></section>;
  return (
    <Page lead={t.notes.lead} actions={<Segmented label={t.notes.shown} value={section ?? "sent"} options={options} onChange={choose} />}>
      {Shown ? <Suspense fallback={waiting}><Shown /></Suspense> : <Sent />}
    </Page>
  );
}
