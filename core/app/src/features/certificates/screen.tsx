import { useQuery } from "@tanstack/react-query";
import { Lock, Plus } from "lucide-react";

import { may, session } from "@/api/session";
import type { CertificateItem } from "@/api/types";
import { Button } from "@/components/button";
import { Page } from "@/components/page";
import { Empty, Failure, Skeleton } from "@/components/states";
import { FrameWaiting } from "@/components/verdict-frame";
import { clock } from "@/lib/clock";
import { useStore, useStorePart } from "@/lib/store";
import { useChangeSearch, useViewSearch } from "@/lib/view";

import { Drawer } from "./drawer";
import { certificatesQuery } from "./requests";
import { sorted } from "./state";
import { Summary } from "./summary";
import { CertificateTable } from "./table";
import { useText } from "./text/use";
import { Wizard } from "./wizard";

/** Opens the wizard; no document can be called so. */
const NEW = "+";

/** What expires, and whether it renews itself. */
export default function CertificatesScreen() {
  const { t } = useText();
  const { open } = useViewSearch();
  const change = useChangeSearch();
  const blocked = may(useStore(session), "operate") ? false : t.state.needs.operate;
  const { data, error, refetch } = useQuery(certificatesQuery);
  const add = <Button kind={data?.length === 0 ? "primary" : "outline"} blocked={blocked} onClick={() => change({ open: NEW })}><Plus size={15} aria-hidden="true" />{t.certificates.add}</Button>;
  const opened = data?.find(({ name }) => name === open);
  const close = () => change({ open: undefined });
  return (
    <Page lead={t.certificates.lead} actions={data && data.length > 0 && add}>
      {error && !data && <section className="panel"><Failure error={error} onRetry={() => void refetch()} /></section>}
      {!data && !error && <><FrameWaiting /><div className="panel p-4"><Skeleton className="h-64" /></div></>}
      {data?.length === 0 && <section className="panel"><Empty icon={<Lock size={18} />} title={t.certificates.none} lead={t.certificates.noneLead}>{add}</Empty></section>}
      {data && data.length > 0 && <Certificates items={data} />}
      {opened && <Drawer item={opened} onClose={close} />}
      {open === NEW && data && !blocked && <Wizard taken={data.map(({ name }) => name)} onClose={close} />}
    </Page>
  );
}

/** The minute is fine enough for what lasts months. */
const minuteOf = (seconds: number) => Math.floor(seconds / 60) * 60;

function Certificates({ items }: { items: readonly CertificateItem[] }) {
  const now = useStorePart(clock, minuteOf);
  const inOrder = sorted(items, now);
  return (
    <>
      <Summary items={inOrder} now={now} />
      <CertificateTable items={inOrder} now={now} />
    </>
  );
}
