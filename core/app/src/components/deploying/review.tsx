import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { whyNot } from "@/api/failed";
import { may, session } from "@/api/session";
import { useStore } from "@/lib/store";

import { Button } from "../button";
import { TextField } from "../field";
import { Modal } from "../modal";
import { Failure, Skeleton } from "../states";
import { Done } from "./done";
import { FileChanges } from "./files";
import { DeploymentProgress } from "./progress";
import { plannedQuery } from "./requests";
import { useText } from "./text/use";
import { useDeploy } from "./use-deploy";

/** All that is saved and not deployed, looked at once more, deployed, and followed to its end. */
export default function Review({ onClose }: { onClose: () => void }) {
  const { t } = useText();
  const [note, setNote] = useState("");
  const { data, error, refetch } = useQuery(plannedQuery);
  const { newest, run } = useDeploy();
  const blocked = may(useStore(session), "operate") ? false : t.state.needs.operate;
  return (
    <Modal title={t.deploy.title} onClose={onClose} className="w-[min(1080px,calc(100vw-24px))]! max-h-[calc(100dvh-24px)]">
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4 p-4">
        {newest && <DeploymentProgress deployment={newest} />}
        {newest?.phase === "done" && <Done deployment={newest} onClose={onClose} />}
        {run.error && <p role="alert" className="break-words text-badink">{whyNot(run.error, t)}</p>}
        {!newest && (
          <>
            <p className="text-fg2">{t.deploy.lead}</p>
            {!data && !error && <Skeleton className="h-48" />}
            {error && !data && <Failure error={error} onRetry={() => void refetch()} />}
            {data && (data.nodes.length === 0 ? <p>{t.deploy.nothing}</p> : <FileChanges nodes={data.nodes} />)}
            <TextField label={t.deploy.note} value={note} maxLength={500} onChange={setNote} />
          </>
        )}
        {newest?.phase !== "done" && (
          <div className="flex flex-wrap justify-end gap-2">
            <Button kind="ghost" onClick={onClose}>{t.state.close}</Button>
            <Button kind="primary" blocked={blocked} disabled={run.isPending || data?.nodes.length === 0} onClick={() => run.mutate({ note })}>{newest ? t.deploy.again : t.deploy.deploy}</Button>
          </div>
        )}
      </div>
    </Modal>
  );
}
