import { useMutation, useQuery } from "@tanstack/react-query";
import { Code, Download, Pin } from "lucide-react";
import { useState } from "react";

import { tellFailed } from "@/api/failed";
import { session } from "@/api/session";
import type { Dataset } from "@/api/types";
import { Button } from "@/components/button";
import { copyText } from "@/components/copy";
import { SelectField } from "@/components/field";
import { Failure, Skeleton } from "@/components/states";
import { useStore } from "@/lib/store";
import { showToast } from "@/lib/toasts";
import { useChangeSearch, useRange, useViewSearch } from "@/lib/view";

import { Keep } from "./keep";
import { countQuery, download, type Form, type Name, sampleQuery, servicesQuery, type Slice, snippetQuery } from "./requests";
import { mayExport } from "./may-export";
import { useText } from "./text/use";

const USUAL_STEP = 60;

/** A part of a data set: how much it is, what it looks like, and ways to take it along. */
export function SlicePanel({ dataset }: { dataset: Dataset }) {
  const { t, f } = useText();
  const { service = "", every = USUAL_STEP } = useViewSearch();
  const change = useChangeSearch();
  const range = useRange();
  const state = useStore(session);
  const [form, setForm] = useState<Form>(dataset.forms[0] ?? "ndjson");
  const [asCode, setAsCode] = useState(false);
  const [keeping, setKeeping] = useState(false);
  const slice: Slice = { name: dataset.name as Name, range, service: dataset.name === "metrics" ? "" : service, step: dataset.tiers.length > 0 ? every : 0 };
  const count = useQuery(countQuery(slice));
  const services = useQuery(servicesQuery);
  const blocked = mayExport(state) ? false : t.datasets.needsExport;
  const { mutate, isPending } = useMutation({
    mutationFn: () => download(slice, form),
    onSuccess: (name) => showToast({ tone: "done", title: t.datasets.saved(name), note: t.datasets.savedNote }),
    onError: (error) => tellFailed(error, t),
  });
  const rows = count.data?.rows;
  const amount = count.isPending ? t.datasets.counting : rows == null ? t.datasets.tooMany(f.integer(count.data?.most ?? 0)) : t.datasets.counted(t.datasets.rows(rows));
  const known = [...new Set([...(services.data ?? []), ...(service ? [service] : [])])].toSorted();
  return (
    <section aria-labelledby="slice-title" className="panel grid min-w-0 grid-cols-[minmax(0,1fr)] gap-3 p-4">
      <div>
        <h2 id="slice-title" className="text-md font-semibold">{t.datasets.slice}</h2>
        <p className="text-fg2">{t.datasets.sliceLead}</p>
      </div>
      <div className="grid gap-3 sm:grid-cols-3">
        {dataset.name !== "metrics" && <SelectField label={t.datasets.service} value={service} options={[{ value: "", label: t.datasets.allServices }, ...known.map((value) => ({ value, label: value }))]} onChange={(value) => change({ service: value || undefined })} />}
        {dataset.tiers.length > 0 && <SelectField label={t.datasets.step} value={String(slice.step)} options={dataset.tiers.map(({ step_seconds }) => ({ value: String(step_seconds), label: f.span(step_seconds) }))} onChange={(value) => change({ every: Number(value) === USUAL_STEP ? undefined : Number(value) })} />}
        <SelectField label={t.datasets.form} value={form} options={dataset.forms.map((value) => ({ value, label: t.datasets.forms[value] }))} onChange={setForm} />
      </div>
      <div className="flex flex-wrap items-center gap-2">
        <Button kind="primary" blocked={blocked || (rows === 0 && t.datasets.noSample)} disabled={isPending || rows == null} onClick={() => mutate()}><Download size={15} aria-hidden="true" />{isPending ? t.datasets.downloading : t.datasets.download}</Button>
        <Button aria-expanded={keeping} blocked={blocked || (rows === 0 && t.datasets.noSample)} onClick={() => setKeeping(!keeping)}><Pin size={15} aria-hidden="true" />{t.datasets.keep}</Button>
        <Button aria-expanded={asCode} onClick={() => setAsCode(!asCode)}><Code size={15} aria-hidden="true" />{t.datasets.snippet}</Button>
        <span role="status" className="num text-fg2">{amount}</span>
      </div>
      {keeping && <Keep slice={slice} ready={rows != null && rows > 0} onDone={() => setKeeping(false)} />}
      {asCode && <Snippet slice={slice} />}
      <Sample slice={slice} />
    </section>
  );
}

function Snippet({ slice }: { slice: Slice }) {
  const { t } = useText();
  const { data, error, refetch } = useQuery(snippetQuery(slice));
  if (error && !data) return <Failure error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton className="h-48" />;
  const copy = () => void copyText(data.code).then(() => showToast({ tone: "done", title: t.datasets.snippetCopied, note: t.datasets.snippetLead }));
  return (
    <div className="grid min-w-0 gap-2">
      <div className="flex flex-wrap items-center gap-3"><p className="min-w-0 flex-1 basis-60 text-fg2">{t.datasets.snippetLead}</p><Button size="small" onClick={copy}>{t.datasets.copySnippet}</Button></div>
      {/* A region that scrolls must be reachable by keyboard. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre tabIndex={0} role="region" aria-label={t.datasets.snippet} className="mono max-h-80 overflow-auto rounded-ctl border border-line bg-bg p-3 text-xs leading-[18px]">{data.code}</pre>
    </div>
  );
}

/** The newest rows; what fills them is anybody's text. */
function Sample({ slice }: { slice: Slice }) {
  const { t, f } = useText();
  const { data, error, refetch } = useQuery(sampleQuery(slice));
  if (error && !data) return <Failure error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton className="h-40" />;
  const shown = (cell: string | number | boolean | null): string => {
    if (cell === null) return "—";
    if (typeof cell === "boolean") return cell ? t.datasets.yes : t.datasets.no;
    return typeof cell === "number" ? f.decimal(cell, 4) : cell;
  };
  return (
    <section className="min-w-0">
      <h3 className="label mb-1">{t.datasets.sample}</h3>
      {data.rows.length === 0 ? <p className="text-fg2">{t.datasets.noSample}</p> : (
        // A region that scrolls must be reachable by keyboard.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <div tabIndex={0} role="region" aria-label={t.datasets.sample} className="overflow-x-auto rounded-ctl border border-line">
          <table className="mono w-full border-collapse text-xs">
            <thead><tr>{data.columns.map((name) => <th key={name} scope="col" className="px-2.5 py-1.5 text-left font-normal whitespace-nowrap text-fg3">{name}</th>)}</tr></thead>
            {/* Rows have no identity but their place. */}
            {/* eslint-disable-next-line react/no-array-index-key */}
            <tbody>{data.rows.map((row, i) => <tr key={i} className="border-t border-line">{row.map((cell, column) => <td key={data.columns[column]} title={String(cell ?? "")} className="cut max-w-72 px-2.5 py-1">{shown(cell)}</td>)}</tr>)}</tbody>
          </table>
        </div>
      )}
    </section>
  );
}
