import { useQuery } from "@tanstack/react-query";
import { Download, FileJson, Lock, Sheet } from "lucide-react";
import { lazy, Suspense, useDeferredValue, useState } from "react";

import { addressOf } from "@/api/address";
import { tellFailed } from "@/api/failed";
import { may, session } from "@/api/session";
import { opened } from "@/api/stream";
import { Button } from "@/components/button";
import { CopyButton } from "@/components/copy";
import { FilterField } from "@/components/filter-field";
import { Menu } from "@/components/menu";
import { Page } from "@/components/page";
import { Segmented } from "@/components/segmented";
import { Empty } from "@/components/states";
import { nowSeconds } from "@/lib/clock";
import { save } from "@/lib/csv";
import { instantText, unix } from "@/lib/instant";
import { bounds } from "@/lib/range";
import { useStore } from "@/lib/store";
import { useChangeSearch, useRange, useViewSearch } from "@/lib/view";

import { Evidence } from "./evidence";
import { Facets } from "./facets";
import { Found } from "./found";
import { logsQuery, summaryQuery } from "./requests";
import { Volume } from "./volume";
import { useText } from "./text/use";

const RequestDrawer = lazy(() => import("./drawer"));
const DOWNLOADED = 100_000;

/** What requests match, right now or then. */
export default function RequestsScreen() {
  const { t } = useText();
  const allowed = may(useStore(session), "logs");
  const { origin, line } = useViewSearch();
  const change = useChangeSearch();
  if (!allowed) return <Page lead={t.requests.lead}><section className="panel"><Empty icon={<Lock size={18} />} title={t.state.needs.logs} lead={t.requests.needsLead} /></section></Page>;
  return (
    <Page lead={<Reach />}>
      <Bar />
      {origin === "evidence" ? <Evidence /> : <Records />}
      {line && <Suspense><RequestDrawer key={line} line={line} onClose={() => change({ line: undefined })} /></Suspense>}
    </Page>
  );
}

/** How far back can be searched. */
function Reach() {
  const { t, f } = useText();
  const { data } = useQuery(logsQuery);
  const first = Math.min(...(data ?? []).flatMap(({ first_at }) => (first_at ? unix(first_at) : [])));
  const nodes = new Set(data?.map(({ node }) => node)).size;
  const kept = data && Number.isFinite(first) ? t.requests.reach(nodes, f.moment(first)) : "";
  // On a line of its own, which is there before it is known: a line more would move the page.
  return <>{t.requests.lead} <span className="max-xl:cut max-xl:block max-xl:min-h-lh" title={kept}>{kept}</span></>;
}

function Bar() {
  const { t } = useText();
  const { q = "", origin } = useViewSearch();
  const change = useChangeSearch();
  const range = useRange();
  const { data } = useQuery({ ...summaryQuery(useDeferredValue(q), range), enabled: false });
  const values = (name: string) => data?.facets[name]?.map(({ value }) => value) ?? (name === "refused" ? ["yes", "no"] : []);
  return (
    <div className="flex flex-wrap items-center gap-2">
      <FilterField className="min-w-0 flex-1 basis-80" value={q} onChange={(next) => change({ q: next || undefined }, true)} label={t.requests.filter} help={t.requests.filterHelp} fields={t.requests.fields} values={values} />
      <Segmented label={t.requests.origin} value={origin ?? "logs"} options={(["logs", "evidence"] as const).map((value) => ({ value, label: t.requests.origins[value] }))} onChange={(value) => change({ origin: value === "logs" ? undefined : value })} />
      {origin !== "evidence" && <Downloads />}
      <span title={t.requests.copyLink}><CopyButton text={window.location.href} /></span>
    </div>
  );
}

function Downloads() {
  const { t } = useText();
  const { q = "" } = useViewSearch();
  const range = useRange();
  const [saving, setSaving] = useState(false);
  const download = async (format: "ndjson" | "csv") => {
    setSaving(true);
    try {
      const { from, to } = bounds(range, nowSeconds());
      const response = await opened(addressOf("requests/download", { q, format, since: instantText(from), until: instantText(to), limit: DOWNLOADED, within_seconds: 50 }), {});
      save(`dozor-requests-${instantText(to).slice(0, 19).replaceAll(":", "")}.${format}`, await response.blob());
    } catch (error) {
      tellFailed(error, t);
    }
    setSaving(false);
  };
  return (
    <Menu
      button={<Button disabled={saving}><Download size={15} aria-hidden="true" /><span className="max-md:sr-only">{t.requests.download}</span></Button>}
      items={[
        { label: t.requests.asNdjson, icon: <FileJson size={15} />, onSelect: () => void download("ndjson") },
        { label: t.requests.asCsv, icon: <Sheet size={15} />, onSelect: () => void download("csv") },
      ]}
    />
  );
}

/** What the nodes' access logs hold of it: how many over time, what they have in common, and each. */
function Records() {
  const { q = "" } = useViewSearch();
  const asked = useDeferredValue(q.trim());
  const [patient, setPatient] = useState("");
  const range = useRange();
  const key = `${asked} ${JSON.stringify(range)}`;
  const summary = useQuery(summaryQuery(asked, range, patient === key));
  return (
    <>
      <Volume summary={summary.data} settled={!summary.isPlaceholderData} error={summary.error} onPatient={() => setPatient(key)} />
      <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] items-start gap-3 xl:grid-cols-[minmax(0,1fr)_280px]">
        <Found q={asked} summary={summary.data} failed={summary.error} />
        {(summary.data || !summary.error) && <Facets summary={summary.data} />}
      </div>
    </>
  );
}
