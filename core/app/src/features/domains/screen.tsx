import { Plus } from "lucide-react";
import { lazy, Suspense, useState } from "react";

import { may, session } from "@/api/session";
import { Button } from "@/components/button";
import { DeployBar } from "@/components/deploying/deploy-bar";
import { Page } from "@/components/page";
import { Segmented } from "@/components/segmented";
import { Skeleton } from "@/components/states";
import { useStore } from "@/lib/store";
import { DOMAIN_PARTS, useChangeSearch, useViewSearch } from "@/lib/view";

import { DomainTable } from "./table";
import { useText } from "./text/use";

const PARTS = {
  deployments: lazy(() => import("./deployments")),
  history: lazy(() => import("./revisions")),
  import: lazy(() => import("./import")),
};
const isPart = (part: string | undefined): part is keyof typeof PARTS => part !== undefined && part in PARTS;
const CreateDialog = lazy(() => import("./create-dialog"));

/** Where names go, whether that is safe, and how they are doing; and what was made of it on the nodes. */
export default function DomainsScreen() {
  const { t } = useText();
  const { part } = useViewSearch();
  const change = useChangeSearch();
  const [creating, setCreating] = useState(false);
  const blocked = may(useStore(session), "operate") ? false : t.state.needs.operate;
  const chosen = isPart(part) ? part : undefined;
  const Shown = chosen && PARTS[chosen];
  const options = (["domains", ...DOMAIN_PARTS] as const).map((value) => ({ value, label: t.domains.parts[value] }));
  const create = () => setCreating(true);
  const waiting = <section className="panel p-4"><Skeleton className="h-72" /></section>;
  return (
    <Page
      lead={t.domains.leads[chosen ?? "domains"]}
      actions={
        <>
          <Segmented label={t.domains.shown} value={chosen ?? "domains"} options={options} onChange={(value) => change({ part: value === "domains" ? undefined : value, open: undefined, q: undefined, sort: undefined })} />
          <Button kind="primary" blocked={blocked} onClick={create}><Plus size={15} aria-hidden="true" />{t.domains.create}</Button>
        </>
      }
    >
      <DeployBar />
      {Shown ? <Suspense fallback={waiting}><Shown /></Suspense> : <DomainTable onCreate={create} blocked={blocked} />}
      {creating && <Suspense><CreateDialog onClose={() => setCreating(false)} /></Suspense>}
    </Page>
  );
}
