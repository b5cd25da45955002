import { useMutation, useQueries, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { FlaskConical, Upload } from "lucide-react";
import { useRef } from "react";

import { tellFailed } from "@/api/failed";
import { may, session } from "@/api/session";
import type { DetectorVersion, Trial } from "@/api/types";
import { Ago } from "@/components/age";
import { Button } from "@/components/button";
import { cell, headCell } from "@/components/page";
import { Failure, Skeleton } from "@/components/states";
import { cx } from "@/lib/cx";
import { unix } from "@/lib/instant";
import { useStore } from "@/lib/store";
import { showToast } from "@/lib/toasts";

import { endTrial, setChallenger, trialQuery, upload, versionsQuery } from "./requests";
import { notesText } from "./notes";
import { useText } from "./text/use";

const LOOK = { champion: "bg-oksoft text-okink", challenger: "bg-accentsoft text-accent", archived: "bg-active text-fg2" };

/** Every version that there is, and a way for a new one in. */
export default function Versions() {
  const { t, f } = useText();
  const [versions, trial] = useQueries({ queries: [versionsQuery, trialQuery] });
  const blocked = may(useStore(session), "train") ? false : t.models.needsTrain;
  if (versions.error && !versions.data) return <section className="panel"><Failure error={versions.error} onRetry={() => void versions.refetch()} /></section>;
  if (!versions.data || !trial.data) return <section className="panel p-4"><Skeleton className="h-64" /></section>;
  return (
    <section className="panel min-w-0 overflow-hidden">
      <div className="flex flex-wrap items-center gap-3 p-4">
        <p className="min-w-[min(100%,20rem)] flex-1 text-fg2">{t.models.uploadHelp}</p>
        <UploadButton blocked={blocked} />
      </div>
      <div className="relative overflow-x-auto">
        <table className="num w-full border-collapse">
          <thead>
            <tr className="border-t border-line">
              <th scope="col" className={headCell}>{t.models.version}</th>
              <th scope="col" className={headCell}>{t.models.status}</th>
              <th scope="col" className={cx(headCell, "max-md:hidden")}>{t.models.made}</th>
              <th scope="col" className={cx(headCell, "max-lg:hidden")}>{t.models.notes}</th>
              <th scope="col" className={cx(headCell, "text-right! max-lg:hidden")}>{t.models.bytes}</th>
              <th scope="col" className={headCell}><span className="sr-only">{t.models.trial}</span></th>
            </tr>
          </thead>
          <tbody>
            {versions.data.map((version) => (
              <tr key={version.id} className="border-t border-line hover:bg-hover">
                <th scope="row" className={cx(cell, "text-left font-medium")}>
                  <Link to="/models/$id" params={{ id: version.id }} className="inline-block min-h-6 break-words hover:text-accent hover:underline">{version.name}</Link>
                  {version.id === trial.data.shipped && <span className="block text-xs font-normal text-fg3">{t.models.shipped}</span>}
                </th>
                <td className={cell}><StatusMark status={version.status} /></td>
                <td className={cx(cell, "text-fg2 max-md:hidden")}><Ago at={unix(version.made_at)} /> <span className="text-fg3">{t.models.madeBy(version.made_by)}</span></td>
                <td className={cx(cell, "max-w-0 w-[26%] text-fg2 max-lg:hidden")}><span className="cut block" title={version.notes}>{notesText(version.notes, t, f) || "—"}</span></td>
                <td className={cx(cell, "text-right max-lg:hidden")}>{f.bytes(version.bytes)}</td>
                <td className={cx(cell, "text-right")}><TrialButton version={version} trial={trial.data} blocked={blocked} /></td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

export function StatusMark({ status }: { status: DetectorVersion["status"] }) {
  const { t } = useText();
  return <span className={cx("inline-flex h-5 items-center rounded-chip px-1.5 text-xs font-medium", LOOK[status])}>{t.models[status]}</span>;
}

export function TrialButton({ version, trial, blocked }: { version: DetectorVersion; trial: Trial; blocked: string | false }) {
  const { t } = useText();
  const client = useQueryClient();
  const { mutate, isPending } = useMutation({
    mutationFn: (id: string | null): Promise<unknown> => (id ? setChallenger(id) : endTrial()),
    onSuccess: (_, id) => {
      const before = trial.challenger;
      if (id === version.id) showToast({ tone: "done", title: t.models.trialBegan(version.name), note: t.models.trialNote, undo: () => mutate(before) });
    },
    onError: (error) => tellFailed(error, t),
    onSettled: () => client.invalidateQueries({ queryKey: ["lab"] }),
  });
  if (version.status !== "archived") return null;
  return <Button size="small" blocked={blocked} disabled={isPending} onClick={() => mutate(version.id)}><FlaskConical size={13} aria-hidden="true" />{t.models.trial}</Button>;
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
