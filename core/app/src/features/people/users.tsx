import { ShieldAlert } from "lucide-react";
import { lazy, Suspense } from "react";

import { may, session } from "@/api/session";
import { Page } from "@/components/page";
import { Segmented } from "@/components/segmented";
import { Empty, Skeleton } from "@/components/states";
import { useStore } from "@/lib/store";
import { PEOPLE_PARTS, useChangeSearch, useViewSearch } from "@/lib/view";

import { useText } from "./text/use";

const PARTS = {
  accounts: lazy(() => import("./accounts")), invitations: lazy(() => import("./invitations")), tokens: lazy(() => import("./tokens")), keys: lazy(() => import("./keys")),
};

/** Who may come in, by what, and what they may do. */
export default function Users() {
  const { t } = useText();
  const { people = "accounts" } = useViewSearch();
  const change = useChangeSearch();
  if (!may(useStore(session), "manage")) return <section className="panel"><Empty icon={<ShieldAlert size={18} />} title={t.people.notYours} lead={t.state.needs.manage} /></section>;
  const options = (["accounts", ...PEOPLE_PARTS] as const).map((value) => ({ value, label: t.people.parts[value] }));
  const Part = PARTS[people];
  return (
    <Page lead={t.people.lead} actions={<Segmented label={t.people.shown} value={people} options={options} onChange={(value) => change({ people: value === "accounts" ? undefined : value, open: undefined, q: undefined, sort: undefined })} />}>
      <Suspense fallback={<section className="panel p-4"><Skeleton className="h-96" /></section>}><Part /></Suspense>
    </Page>
  );
}
