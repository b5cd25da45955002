import { Plus, Trash2 } from "lucide-react";

import type { HeaderSpec } from "@/api/types";
import { Button } from "@/components/button";
import { TextField } from "@/components/field";

import { useText } from "../text/use";
import type { PartsProps } from "./form";

/** Headers that visitors get, and those that members do. */
export function HeaderFields({ spec, put }: PartsProps) {
  const { t } = useText();
  const w = t.domains.edit;
  return (
    <>
      <Headers title={w.responseHeaders} headers={spec.response_headers} onChange={(response_headers) => put({ response_headers })} />
      <Headers title={w.requestHeaders} headers={spec.request_headers} onChange={(request_headers) => put({ request_headers })} />
      <p className="text-xs text-fg3">{w.headersHelp}</p>
    </>
  );
}

function Headers({ title, headers, onChange }: { title: string; headers: readonly HeaderSpec[]; onChange: (headers: HeaderSpec[]) => void }) {
  const { t } = useText();
  const w = t.domains.edit;
  const set = (at: number, change: Partial<HeaderSpec>) => onChange(headers.map((each, i) => (i === at ? { ...each, ...change } : each)));
  return (
    <fieldset className="grid min-w-0 gap-2">
      <legend className="mb-1 text-xs text-fg2">{title}</legend>
      {headers.map((header, i) => (
        // A header may be set twice; only its place names it.
        // oxlint-disable-next-line react/no-array-index-key
        <div key={i} className="grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)_32px] items-end gap-2">
          <TextField label={w.headerName} className="mono" value={header.name} onChange={(name) => set(i, { name })} />
          <TextField label={w.headerValue} className="mono" placeholder={w.headerGone} value={header.value ?? ""} onChange={(value) => set(i, { value: value || null })} />
          <Button kind="ghost" size="icon" aria-label={w.drop} onClick={() => onChange(headers.filter((_, at) => at !== i))}><Trash2 size={14} /></Button>
        </div>
      ))}
      <div><Button size="small" onClick={() => onChange([...headers, { name: "X-Header", value: "" }])}><Plus size={14} aria-hidden="true" />{w.addHeader}</Button></div>
    </fieldset>
  );
}
