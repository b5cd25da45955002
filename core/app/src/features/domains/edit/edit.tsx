import { DocumentEditor } from "@/components/document/document-editor";
import type { DomainSpec, ProxyConfig } from "@/api/types";

import type { Domain } from "../use-domains";
import { Danger } from "./danger";
import { DomainForm } from "./form";

/** A domain to be changed: all but its name and its service may be left as it is. */
export default function Edit({ domain, config }: { domain: Domain; config: ProxyConfig }) {
  return (
    <>
      <DocumentEditor<DomainSpec> place={{ kind: "domain", name: domain.name }} title={domain.spec.names[0] ?? domain.name} saved={domain.spec} revision={config.revision} renderForm={(props) => <DomainForm {...props} name={domain.name} config={config} />} />
      <Danger domain={domain} />
    </>
  );
}
