import { pending } from "@/api/acts";
import { useSourceActs } from "@/api/use-source-acts";
import { Modal } from "@/components/modal";
import { Failure, Skeleton } from "@/components/states";
import { useStorePart } from "@/lib/store";

import { RowActions, stateOf } from "./actions";
import { Detail, useSourceDetail } from "./detail";

/** A source that is not among the flagged ones, asked for by its address. */
export default function SourceDrawer({ source, service, onClose }: { source: string; service: string; onClose: () => void }) {
  const { data, error, refetch } = useSourceDetail(source, service);
  const acts = useSourceActs();
  const asked = useStorePart(pending, (all) => all.get(source));
  return (
    <Modal title={source} onClose={onClose} place="side">
      <div className="p-4">
        {error && !data && <Failure error={error} onRetry={() => void refetch()} />}
        {!data && !error && <Skeleton className="h-64" />}
        {data && (
          <>
            <div className="mb-5 flex gap-2"><RowActions row={data.source} state={stateOf(data.source, asked)} acts={acts} big /></div>
            <Detail row={data.source} narrow />
          </>
        )}
      </div>
    </Modal>
  );
}
