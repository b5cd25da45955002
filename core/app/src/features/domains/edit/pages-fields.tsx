import { Link } from "@tanstack/react-router";

import { CheckField, SelectField } from "@/components/field";

import { useText } from "../text/use";
import type { PartsProps } from "./form";

/** What visitors see when something fails. */
export function PagesFields({ spec, put, config }: PartsProps) {
  const { t } = useText();
  const w = t.domains.edit;
  const sets = [...new Set([...Object.keys(config.pages), ...(spec.pages ? [spec.pages] : [])])];
  return (
    <>
      <SelectField label={w.pagesSet} value={spec.pages ?? ""} options={[{ value: "", label: w.usualPages }, ...sets.map((value) => ({ value, label: value }))]} onChange={(pages) => put({ pages: pages || null })} />
      <CheckField label={w.intercept} help={w.interceptHelp} checked={spec.intercept_errors ?? false} onChange={(on) => put({ intercept_errors: on || null })} />
      <Link to="/pages" className="w-fit text-accent underline">{w.seePages}</Link>
    </>
  );
}
