import { useQuery } from "@tanstack/react-query";
import { Navigate } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { lazy, Suspense, useState } from "react";

import { nodesQuery } from "@/api/nodes";
import { may, session } from "@/api/session";
import { Button } from "@/components/button";
import { Page } from "@/components/page";
import { useStore } from "@/lib/store";
import { useViewSearch } from "@/lib/view";

import { Alarms } from "./alarms";
import { NodeTable } from "./table";
import { useText } from "./text/use";
import { Whole } from "./whole";

const CreateDialog = lazy(() => import("@/components/enrol/create-dialog"));

/** Which machine is unwell, and how to add one. */
export default function NodesScreen() {
  const { t } = useText();
  const { open, pane } = useViewSearch();
  const [creating, setCreating] = useState(false);
  const blocked = may(useStore(session), "operate") ? false : t.state.needs.operate;
  const { data, error } = useQuery(nodesQuery);
  if (open) return <Navigate to="/nodes/$id" params={{ id: open }} search={{ pane } as never} replace />;
  const add = <Button kind="primary" blocked={blocked} onClick={() => setCreating(true)}><Plus size={15} aria-hidden="true" />{t.nodes.add}</Button>;
  return (
    <Page lead={t.nodes.lead} actions={data?.length !== 0 && add}>
      {data?.length !== 0 && (data || !error) && <Whole nodes={data} />}
      {data && data.length > 0 && <Alarms nodes={data} />}
      <NodeTable add={add} />
      <Suspense>{creating && <CreateDialog onClose={() => setCreating(false)} />}</Suspense>
    </Page>
  );
}
