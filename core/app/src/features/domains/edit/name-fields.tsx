import { useQuery } from "@tanstack/react-query";

import { LinesField } from "@/components/document/form-parts";
import { CheckField, SelectField } from "@/components/field";

import { fleetQuery } from "../requests";
import { useText } from "../text/use";
import type { PartsProps } from "./form";

/** What it is called, where it goes and who serves it. */
export function NameFields({ spec, put, config }: PartsProps) {
  const { t } = useText();
  const w = t.domains.edit;
  const { data: fleet } = useQuery(fleetQuery);
  const nodes = [...new Set([...(fleet ?? []).map(({ name }) => name.toLowerCase()), ...spec.nodes, ...spec.entries])];
  const services = [...new Set([...Object.keys(config.services), spec.service])];
  const toggled = (list: readonly string[], node: string, on: boolean) => nodes.filter((each) => (each === node ? on : list.includes(each)));
  return (
    <>
      <CheckField label={w.enabled} help={w.enabledHelp} checked={spec.enabled} onChange={(enabled) => put({ enabled })} />
      <LinesField label={w.nameList} help={w.nameListHelp} values={spec.names} placeholder="shop.example" onChange={(names) => put({ names })} />
      {spec.names.length > 1 && <SelectField label={w.otherNames} value={spec.other_names} options={[{ value: "serve", label: w.serveOthers }, { value: "redirect", label: w.redirectOthers }]} onChange={(other_names) => put({ other_names })} />}
      <SelectField label={w.service} help={w.serviceHelp} value={spec.service} options={services.map((value) => ({ value, label: value }))} onChange={(service) => put({ service })} />
      <NodeChoice label={w.nodes} nodes={nodes} chosen={spec.nodes} onChange={(node, on) => put({ nodes: toggled(spec.nodes, node, on) })} />
      {nodes.length > 1 && <NodeChoice label={w.entries} help={w.entriesHelp} nodes={nodes} chosen={spec.entries} onChange={(node, on) => put({ entries: toggled(spec.entries, node, on) })} />}
    </>
  );
}

function NodeChoice({ label, help, nodes, chosen, onChange }: { label: string; help?: string; nodes: readonly string[]; chosen: readonly string[]; onChange: (node: string, on: boolean) => void }) {
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1 text-xs text-fg2">{label}</legend>
      <div className="flex max-h-40 flex-wrap gap-x-5 overflow-y-auto">{nodes.map((node) => <CheckField key={node} label={node} checked={chosen.includes(node)} onChange={(on) => onChange(node, on)} />)}</div>
      {help && <p className="text-xs text-fg3">{help}</p>}
    </fieldset>
  );
}
