import { useMutation, useQueries, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Upload } from "lucide-react";
import { useCallback, useMemo, useRef } from "react";

import { tellFailed } from "@/api/failed";
import { may, session } from "@/api/session";
import type { DetectorVersion } from "@/api/types";
import { Button } from "@/components/button";
import { ListTable } from "@/components/list-table/list-table";
import { useStore } from "@/lib/store";
import { showToast } from "@/lib/toasts";

import { trialQuery, upload, versionsQuery } from "./requests";
import { useText } from "./text/use";
import { versionColumns } from "./version-columns";

const keyOf = ({ id }: DetectorVersion) => id;

/** Every version that there is, and a way for a new one in. */
export default function Versions() {
  const { t, f } = useText();
  const [versions, trial] = useQueries({ queries: [versionsQuery, trialQuery] });
  const navigate = useNavigate();
  const open = useCallback(({ id }: DetectorVersion) => void navigate({ to: "/models/$id", params: { id } }), [navigate]);
  const blocked = may(useStore(session), "train") ? false : t.models.needsTrain;
  const columns = useMemo(() => (trial.data ? versionColumns(t, f, trial.data, blocked) : []), [t, f, trial.data, blocked]);
  return (
    <>
      <p className="text-fg2">{t.models.uploadHelp}</p>
      <ListTable
        name="versions" label={t.models.versions} rows={trial.data && versions.data} keyOf={keyOf} columns={columns} usual="-made_at" title={t.models.versions} onOpen={open}
        error={versions.error ?? trial.error} onRetry={() => { void versions.refetch(); void trial.refetch(); }} none={null} actions={<UploadButton blocked={blocked} />}
      />
    </>
  );
}

function UploadButton({ blocked }: { blocked: string | false }) {
  const { t } = useText();
  const client = useQueryClient();
  const field = useRef<HTMLInputElement>(null);
  const { mutate, isPending } = useMutation({
    mutationFn: upload,
    onSuccess: ({ name }) => showToast({ tone: "done", title: t.models.uploaded(name) }),
    onError: (error) => tellFailed(error, t),
    onSettled: () => client.invalidateQueries({ queryKey: ["lab", "versions"] }),
  });
  return (
    <>
      <input
        ref={field} type="file" accept=".npz" className="sr-only" tabIndex={-1} aria-label={t.models.upload}
        onChange={(event) => {
          const [file] = event.target.files ?? [];
          if (file) mutate(file);
          event.target.value = "";
        }}
      />
      <Button blocked={blocked} disabled={isPending} onClick={() => field.current?.click()}><Upload size={15} aria-hidden="true" />{t.models.upload}</Button>
    </>
  );
}
