import type { HealthSpec, ProxyConfig, ServiceSpec } from "@/api/types";
import type { FormProps } from "@/components/document/document-editor";
import { FormPart, numberProps } from "@/components/document/form-parts";
import { CheckField, SelectField, TextField } from "@/components/field";

import { useText } from "../text/use";

const HEALTH: HealthSpec = { kind: "http", path: "/", status_from: 200, status_to: 399, body: "", interval_seconds: 5, timeout_seconds: 2, rise: 2, fall: 3 };
const METHODS = ["round_robin", "least_connections", "ip_hash", "hash", "random_two"] as const;
const PROTOCOLS = ["http", "https", "grpc", "grpcs"] as const;

/** What may be said of a service, besides its members. */
export function ServiceForm({ spec, put, findings, config }: FormProps<ServiceSpec> & { config: ProxyConfig }) {
  const { t, f } = useText();
  const w = t.services.edit;
  const { health, balance, sticky, retry, timeouts, passive } = spec;
  const sets = [...new Set([...Object.keys(config.pages), ...(spec.pages ? [spec.pages] : [])])];
  const setHealth = (change: Partial<HealthSpec>) => health && put({ health: { ...health, ...change } });
  return (
    <div>
      <FormPart open title={w.health} now={health ? w.every(f.span(health.interval_seconds)) : w.none} fields={["health"]} findings={findings}>
        <CheckField label={w.checks} help={w.checksHelp} checked={Boolean(health)} onChange={(on) => put({ health: on ? HEALTH : null })} />
        {health && (
          <>
            <div className="grid gap-3 sm:grid-cols-2">
              <SelectField label={w.kind} value={health.kind} options={(["http", "https", "tcp"] as const).map((value) => ({ value, label: w.kinds[value] }))} onChange={(kind) => setHealth({ kind })} />
              {health.kind !== "tcp" && <TextField label={w.path} className="mono" value={health.path} onChange={(path) => setHealth({ path })} />}
              <TextField label={w.interval} min={0.5} step="any" {...numberProps({ value: health.interval_seconds, onChange: (value) => setHealth({ interval_seconds: value ?? 5 }) })} />
              <TextField label={w.timeout} min={0.1} step="any" {...numberProps({ value: health.timeout_seconds, onChange: (value) => setHealth({ timeout_seconds: value ?? 2 }) })} />
              <TextField label={w.fall} help={w.fallHelp} min={1} {...numberProps({ value: health.fall, onChange: (value) => setHealth({ fall: value ?? 3 }) })} />
              <TextField label={w.rise} help={w.riseHelp} min={1} {...numberProps({ value: health.rise, onChange: (value) => setHealth({ rise: value ?? 2 }) })} />
            </div>
            {health.kind !== "tcp" && (
              <div className="grid gap-3 sm:grid-cols-2">
                <TextField label={w.host} help={w.hostHelp} className="mono" value={health.host ?? ""} onChange={(host) => setHealth({ host: host || null })} />
                <TextField label={w.body} value={health.body} onChange={(body) => setHealth({ body })} />
                <TextField label={w.statusFrom} min={100} max={599} {...numberProps({ value: health.status_from, onChange: (value) => setHealth({ status_from: value ?? 200 }) })} />
                <TextField label={w.statusTo} min={100} max={599} {...numberProps({ value: health.status_to, onChange: (value) => setHealth({ status_to: value ?? 399 }) })} />
              </div>
            )}
          </>
        )}
      </FormPart>
      <FormPart title={w.balance} now={t.services.topology.methods[balance.method]} fields={["balance", "sticky"]} findings={findings}>
        <SelectField label={w.method} value={balance.method} options={METHODS.map((value) => ({ value, label: t.services.topology.methods[value] }))} onChange={(method) => put({ balance: { method, key: method === "hash" ? (balance.key ?? "$request_uri") : null } })} />
        {balance.method === "hash" && <TextField label={w.key} className="mono" value={balance.key ?? ""} onChange={(key) => put({ balance: { ...balance, key } })} />}
        <CheckField label={w.sticky} help={w.stickyHelp} checked={Boolean(sticky)} onChange={(on) => put({ sticky: on ? { cookie: "dozor_member", expires_seconds: 0, secure: false } : null })} />
      </FormPart>
      <FormPart title={w.waiting} now={w.tries(retry.tries)} fields={["timeouts", "retry", "passive", "keepalive"]} findings={findings}>
        <div className="grid gap-3 sm:grid-cols-2">
          <TextField label={w.connect} min={0} step="any" {...numberProps({ value: timeouts.connect_seconds, onChange: (value) => put({ timeouts: { ...timeouts, connect_seconds: value ?? 5 } }) })} />
          <TextField label={w.read} min={0} step="any" {...numberProps({ value: timeouts.read_seconds, onChange: (value) => put({ timeouts: { ...timeouts, read_seconds: value ?? 60 } }) })} />
          <TextField label={w.triesLabel} help={w.triesHelp} min={0} max={20} {...numberProps({ value: retry.tries, onChange: (value) => put({ retry: { ...retry, tries: value ?? 0 } }) })} />
          <TextField label={w.failures} help={w.failuresHelp} min={0} {...numberProps({ value: passive.failures, onChange: (value) => put({ passive: { ...passive, failures: value ?? 0 } }) })} />
        </div>
      </FormPart>
      <FormPart title={w.speaking} now={spec.protocol} fields={["protocol", "tls", "pages", "description"]} findings={findings}>
        <SelectField label={w.protocol} value={spec.protocol} options={PROTOCOLS.map((value) => ({ value, label: w.protocols[value] }))} onChange={(protocol) => put({ protocol, ...(!protocol.endsWith("s") && { tls: { name: null, verify: false, authorities: null } }) })} />
        {spec.protocol.endsWith("s") && <TextField label={w.tlsName} help={w.tlsNameHelp} className="mono" value={spec.tls.name ?? ""} onChange={(name) => put({ tls: { ...spec.tls, name: name || null } })} />}
        {spec.protocol.endsWith("s") && <CheckField label={w.verify} checked={spec.tls.verify} onChange={(verify) => put({ tls: { ...spec.tls, verify, ...(!verify && { authorities: null }) } })} />}
        <SelectField label={w.pages} value={spec.pages ?? ""} options={[{ value: "", label: w.usualPages }, ...sets.map((value) => ({ value, label: value }))]} onChange={(pages) => put({ pages: pages || null })} />
        <TextField label={w.description} maxLength={300} value={spec.description} onChange={(description) => put({ description })} />
      </FormPart>
    </div>
  );
}
