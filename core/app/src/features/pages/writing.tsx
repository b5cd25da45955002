import { useQuery } from "@tanstack/react-query";
import { ChevronLeft } from "lucide-react";
import { useState } from "react";

import { Button } from "@/components/button";
import { Segmented } from "@/components/segmented";
import { Failure, Skeleton } from "@/components/states";
import { useChangeSearch, useViewSearch } from "@/lib/view";

import { keptDraft } from "./kept-draft";
import { DEFAULT_SET, EMPTY_SET, newTemplate, type Page, templateOf, type WholeSet } from "./page";
import { configQuery } from "./requests";
import { Sheet } from "./sheet";
import { useText } from "./text/use";

/** One page of a set: its template beside what becomes of it. */
export function Writing({ page }: { page: Page }) {
  const { t, lang } = useText();
  const { set = DEFAULT_SET, speak = lang, form = "html" } = useViewSearch();
  const change = useChangeSearch();
  const { data, error, refetch } = useQuery(configQuery);
  const [fresh, setFresh] = useState<string | null>(null);
  const spec: WholeSet = { ...EMPTY_SET, ...data?.pages[set] };
  const own = templateOf(spec, page, speak, form);
  const blank = newTemplate(page, null, form);
  const template = own ?? fresh ?? (keptDraft(set, blank) === null ? null : blank);
  const name = (t.errorPages.names as Record<string, string>)[page] ?? page;
  return (
    <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-3">
      <div className="flex min-h-8 flex-wrap items-center gap-x-4 gap-y-2">
        <Button kind="ghost" onClick={() => change({ page: undefined, form: undefined })}><ChevronLeft size={15} aria-hidden="true" />{t.errorPages.back}</Button>
        <h2 className="text-lg font-semibold">{name} <span className="text-sm font-normal text-fg3">{t.errorPages.set}: {set}</span></h2>
        <span className="ml-auto flex flex-wrap gap-2">
          <Segmented label={t.errorPages.language} value={speak} options={(["en", "ru"] as const).map((value) => ({ value, label: value.toUpperCase() }))} onChange={(value) => change({ speak: value === lang ? undefined : value })} />
          <Segmented label={t.errorPages.form} value={form} options={(["html", "json"] as const).map((value) => ({ value, label: t.errorPages.forms[value] }))} onChange={(value) => change({ form: value === "json" ? value : undefined })} />
        </span>
      </div>
      {error && !data && <section className="panel"><Failure error={error} onRetry={() => void refetch()} /></section>}
      {!data && !error && <section className="panel p-4"><Skeleton className="h-[36rem]" /></section>}
      {data && <Sheet key={`${set} ${template} ${speak} ${form}`} {...{ page, set, spec, template, isOwn: own !== null, language: speak, form }} onBegin={setFresh} onReset={() => setFresh(null)} />}
    </div>
  );
}
