import type { DomainSpec, ProxyConfig } from "@/api/types";
import type { FormProps } from "@/components/document/document-editor";
import { FormPart } from "@/components/document/form-parts";
import { saidText } from "@/lib/i18n/said/said";
import { Editor } from "@/components/editor/editor";

import { useText } from "../text/use";
import { AccessFields, accessNow } from "./access-fields";
import { HeaderFields } from "./header-fields";
import { HttpsFields } from "./https-fields";
import { LimitFields, limitNow } from "./limit-fields";
import { MaintenanceFields } from "./maintenance-fields";
import { NameFields } from "./name-fields";
import { PagesFields } from "./pages-fields";
import { PathFields } from "./path-fields";
import { SpeedFields, speedNow } from "./speed-fields";

export interface PartsProps {
  spec: DomainSpec;
  put: (change: Partial<DomainSpec>) => void;
  config: ProxyConfig;
}

/** Everything that may be said of a domain; what is usual is said first, and everything else is explained where it stands. */
export function DomainForm({ spec, put, findings, name, config }: FormProps<DomainSpec> & { name: string; config: ProxyConfig }) {
  const { t, f, lang } = useText();
  const w = t.domains.edit;
  const given = { spec, put, config };
  const snippet = findings.filter(({ path }) => path === "snippet");
  const first = snippet.length > 0 ? Math.min(...snippet.map(({ line }) => line)) : 0;
  return (
    <div>
      <FormPart open title={w.names} now={spec.names.join(", ")} fields={["names", "service", "nodes", "entries", "other_names", "enabled"]} findings={findings}><NameFields {...given} /></FormPart>
      <FormPart title={w.https} now={spec.tls ? spec.tls.certificate : w.none} fields={["tls"]} findings={findings}><HttpsFields {...given} /></FormPart>
      <FormPart title={w.paths} now={spec.locations.length > 0 ? f.integer(spec.locations.length) : w.none} fields={["locations"]} findings={findings}><PathFields {...given} /></FormPart>
      <FormPart title={w.access} now={accessNow(spec, t)} fields={["access", "basic_auth"]} findings={findings}><AccessFields {...given} name={name} /></FormPart>
      <FormPart title={w.limits} now={limitNow(spec, t, f)} fields={["limit", "body_kib"]} findings={findings}><LimitFields {...given} /></FormPart>
      <FormPart title={w.headers} now={spec.response_headers.length + spec.request_headers.length > 0 ? f.integer(spec.response_headers.length + spec.request_headers.length) : w.none} fields={["response_headers", "request_headers"]} findings={findings}><HeaderFields {...given} /></FormPart>
      <FormPart title={w.speed} now={speedNow(spec, t)} fields={["cache", "compression", "buffer_answers", "buffer_requests", "read_seconds"]} findings={findings}><SpeedFields {...given} /></FormPart>
      <FormPart title={w.pages} now={spec.pages ?? w.usualPages} fields={["pages", "intercept_errors"]} findings={findings}><PagesFields {...given} /></FormPart>
      <FormPart title={w.maintenance} now={spec.maintenance.active ? w.on : w.off} fields={["maintenance"]} findings={findings}><MaintenanceFields {...given} /></FormPart>
      <FormPart title={w.snippet} now={spec.snippet ? w.lines(spec.snippet.trim().split("\n").length) : w.none} fields={["snippet"]} findings={findings}>
        <p className="text-xs text-fg3">{w.snippetHelp}</p>
        <Editor label={w.snippet} language="nginx" value={spec.snippet ?? ""} className="h-44" problems={snippet.map((found) => ({ line: first > 1 || snippet.length > 1 ? found.line - first + 1 : found.line, severity: found.severity, message: saidText(found, lang, f) }))} onChange={(text) => put({ snippet: text.trim() ? text : null })} />
      </FormPart>
    </div>
  );
}
