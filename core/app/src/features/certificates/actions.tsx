import { useQuery } from "@tanstack/react-query";
import { ListChecks, RefreshCw, Trash2, Upload, Waypoints } from "lucide-react";
import { useState } from "react";

import { may, session } from "@/api/session";
import type { CertificateItem, PreflightFinding } from "@/api/types";
import { Button } from "@/components/button";
import { useStore } from "@/lib/store";
import { showToast } from "@/lib/toasts";
import { useChangeSearch } from "@/lib/view";

import { Assign } from "./assign";
import { Findings } from "./findings";
import { configQuery, order, preflight, remove, write } from "./requests";
import { useText } from "./text/use";
import { UploadDialog } from "./upload";
import { useAct } from "./use-act";

/** What can be done about one. */
export function Actions({ item }: { item: CertificateItem }) {
  const { t } = useText();
  const [asked, setAsked] = useState<"upload" | "assign" | null>(null);
  const [findings, setFindings] = useState<readonly PreflightFinding[] | null>(null);
  const blocked = may(useStore(session), "operate") ? false : t.state.needs.operate;
  const { name, source, current, running } = item;
  const ordering = useAct(() => order(name), () => showToast({ tone: "done", title: t.certificates.begun(name) }));
  const looking = useAct(() => preflight(name), setFindings);
  const busy = running !== null || ordering.isPending;
  const fresh = source === "self_signed" ? t.certificates.make : current && current.source !== "placeholder" ? t.certificates.renew : t.certificates.order;
  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap gap-2">
        {source === "uploaded"
          ? <Button kind="primary" blocked={blocked} disabled={busy} onClick={() => setAsked("upload")}><Upload size={15} aria-hidden="true" />{current ? t.certificates.uploadNew : t.certificates.upload}</Button>
          : <Button kind="primary" blocked={blocked} disabled={busy} onClick={() => ordering.mutate(undefined)}><RefreshCw size={15} aria-hidden="true" />{fresh}</Button>}
        {source === "acme" && <Button blocked={blocked} disabled={looking.isPending} onClick={() => looking.mutate(undefined)}><ListChecks size={15} aria-hidden="true" />{looking.isPending ? t.certificates.files.wait : t.certificates.check}</Button>}
        <Button blocked={blocked} onClick={() => setAsked("assign")}><Waypoints size={15} aria-hidden="true" />{t.certificates.assign}</Button>
        <Delete item={item} blocked={blocked} />
      </div>
      {findings && <section className="rounded-ctl border border-line px-3 py-2.5"><h3 className="label mb-1.5">{t.certificates.preflight}</h3><Findings findings={findings} /></section>}
      {asked === "upload" && <UploadDialog name={name} onClose={() => setAsked(null)} />}
      {asked === "assign" && <Assign item={item} onClose={() => setAsked(null)} />}
    </div>
  );
}

function Delete({ item: { name, domains }, blocked }: { item: CertificateItem; blocked: string | false }) {
  const { t } = useText();
  const change = useChangeSearch();
  const { data } = useQuery(configQuery);
  const back = useAct(() => write({ certificates: data?.certificates[name] ? { [name]: data.certificates[name] } : {} }, name), () => undefined);
  const { mutate, isPending } = useAct(() => remove(name), () => {
    change({ open: undefined });
    showToast({ tone: "done", title: t.certificates.deleted(name), undo: () => back.mutate(undefined) });
  });
  return <Button kind="ghost" blocked={blocked || (domains.length > 0 && t.certificates.deleteUsed)} disabled={isPending || !data} onClick={() => mutate(undefined)}><Trash2 size={15} aria-hidden="true" />{t.certificates.delete}</Button>;
}
