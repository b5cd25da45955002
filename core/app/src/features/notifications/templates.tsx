import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";

import type { MessageTemplate } from "@/api/types";
import { cell, headCell } from "@/components/page";
import { Segmented } from "@/components/segmented";
import { Failure, Skeleton } from "@/components/states";
import { cx } from "@/lib/cx";
import { unix } from "@/lib/instant";
import { useChangeSearch, useViewSearch } from "@/lib/view";

import { templatesQuery } from "./requests";
import { useText } from "./text/use";

const TemplateDrawer = lazy(() => import("./template-drawer"));
const keyOf = ({ name, language }: MessageTemplate) => `${name}/${language}`;

/** How messages look, by kind and language. */
export default function Templates() {
  const { t, lang } = useText();
  const { open } = useViewSearch();
  const change = useChangeSearch();
  const [language, setLanguage] = useState<MessageTemplate["language"]>(lang);
  const { data, error, refetch } = useQuery(templatesQuery);
  if (error && !data) return <section className="panel"><Failure error={error} onRetry={() => void refetch()} /></section>;
  if (!data) return <section className="panel p-4"><Skeleton className="h-96" /></section>;
  const edited = data.templates.find((template) => keyOf(template) === open);
  return (
    <section className="panel min-w-0 overflow-hidden">
      <div className="flex min-h-14 items-center justify-end px-4 py-2.5"><Segmented label={t.notes.language} value={language} options={(["en", "ru"] as const).map((value) => ({ value, label: t.notes.languages[value] }))} onChange={setLanguage} /></div>
      <table className="num w-full border-collapse">
        <thead>
          <tr className="border-t border-line">
            <th scope="col" className={headCell}>{t.templates.name}</th>
            <th scope="col" className={headCell}>{t.templates.state}</th>
          </tr>
        </thead>
        <tbody>{data.templates.filter((template) => template.language === language).map((template) => <Row key={keyOf(template)} template={template} onOpen={() => change({ open: keyOf(template) })} />)}</tbody>
      </table>
      {edited && <Suspense><TemplateDrawer key={open} template={edited} onClose={() => change({ open: undefined })} /></Suspense>}
    </section>
  );
}

function Row({ template: { name, changed_at, changed_by }, onOpen }: { template: MessageTemplate; onOpen: () => void }) {
  const { t, f } = useText();
  const title = t.notes.kinds[name];
  return (
    <tr className="border-t border-line hover:bg-hover">
      <th scope="row" className={cx(cell, "text-left font-medium")}><button type="button" aria-label={t.templates.edit(title)} onClick={onOpen} className="min-h-6 text-left hover:text-accent hover:underline">{title}</button></th>
      <td className={cx(cell, "break-words", changed_at === null && "text-fg3")}>{changed_at === null ? t.templates.own : t.templates.changed(changed_by, f.moment(unix(changed_at)))}</td>
    </tr>
  );
}
