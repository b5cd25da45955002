import type { ProxyConfig, ServiceSpec } from "@/api/types";
import { DocumentEditor } from "@/components/document/document-editor";

import { ServiceForm } from "./form";

/** How the members of a service are chosen, asked how they are, and waited for. */
export default function Edit({ name, spec, config }: { name: string; spec: ServiceSpec; config: ProxyConfig }) {
  return <DocumentEditor<ServiceSpec> place={{ kind: "service", name }} title={name} saved={spec} revision={config.revision} renderForm={(props) => <ServiceForm {...props} config={config} />} />;
}
