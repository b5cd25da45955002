import { Columns3, Download, Link2 } from "lucide-react";
import { lazy, type ReactNode, Suspense, useCallback, useState } from "react";

import { csvText, save } from "@/lib/csv";
import { useTablePrefs } from "@/lib/table-prefs";
import { showToast } from "@/lib/toasts";

import { Button } from "../button";
import { copyText } from "../copy";
import { Menu } from "../menu";
import { isChosen, type Column } from "./columns";
import type ColumnChooser from "./chooser";
import { useText } from "./text/use";

const Chooser = lazy(() => import("./chooser")) as unknown as typeof ColumnChooser;

/** The row above a table: what it is, filters, then its tools at the right. */
export function Toolbar({ title, note, children }: { title?: ReactNode; note?: ReactNode; children?: ReactNode }) {
  return (
    <div className="flex min-h-14 flex-wrap items-center gap-x-2 gap-y-2 px-4 py-2.5">
      {title && <h2 className="text-md font-semibold">{title}</h2>}
      {note && <span className="num text-xs text-fg3">{note}</span>}
      {children}
    </div>
  );
}

interface ToolsProps<R> {
  name: string;
  columns: readonly Column<R>[];
  /** What is saved: the rows shown; not given where the core answers the whole list by itself. */
  rows?: readonly R[];
  /** Saves the list as the core has it. */
  onSave?: (form: "csv" | "ndjson") => void;
  /** The name of the file, without its ending. */
  file?: string;
  /** What is to be known before saving. */
  heading?: ReactNode;
}

/** Columns and row height, saving what is shown, and the link to it. */
export function TableTools<R>({ name, columns, rows = [], onSave, file = `dozor-${name}`, heading }: ToolsProps<R>) {
  const { t } = useText();
  const [choosing, setChoosing] = useState(false);
  const close = useCallback(() => setChoosing(false), []);
  const prefs = useTablePrefs(name);
  const saveAs = onSave ?? ((form) => saveRows(file, form, rows, columns.filter((column) => isChosen(column, prefs))));
  const link = () => void copyText(window.location.href).then(() => showToast({ tone: "done", title: t.table.linkCopied }));
  return (
    <span className="relative flex items-center gap-1">
      <Button kind="ghost" size="icon" aria-label={t.table.tools} title={t.table.tools} aria-haspopup="dialog" aria-expanded={choosing} onClick={() => setChoosing(!choosing)}><Columns3 size={16} /></Button>
      <Menu
        heading={heading}
        button={<Button kind="ghost" size="icon" aria-label={t.table.export} title={t.table.export}><Download size={16} /></Button>}
        items={[
          { label: t.table.csv, icon: <Download size={14} />, onSelect: () => saveAs("csv") },
          { label: t.table.ndjson, icon: <Download size={14} />, onSelect: () => saveAs("ndjson") },
          { label: t.table.copyLink, icon: <Link2 size={14} />, apart: true, onSelect: link },
        ]}
      />
      {choosing && <Suspense><Chooser name={name} columns={columns} onClose={close} /></Suspense>}
    </span>
  );
}

/** Saves exactly the rows given, in the columns given. */
function saveRows<R>(file: string, form: "csv" | "ndjson", rows: readonly R[], columns: readonly Column<R>[]): void {
  const kept = columns.flatMap(({ id, value }) => (value ? [{ id, value }] : []));
  const text = form === "csv"
    ? csvText([kept.map(({ id }) => id), ...rows.map((row) => kept.map(({ value }) => value(row)))])
    : rows.map((row) => `${JSON.stringify(Object.fromEntries(kept.map(({ id, value }) => [id, value(row)])))}\n`).join("");
  save(`${file}.${form}`, new Blob([text], { type: form === "csv" ? "text/csv" : "application/x-ndjson" }));
}
