import { useQuery } from "@tanstack/react-query";

import { api } from "@/api/client";
import { unwrap } from "@/api/problem";
import type { DomainSpec } from "@/api/types";
import { CheckField, SelectField, TextField } from "@/components/field";
import { Segmented } from "@/components/segmented";

import { type Draft, PROVIDERS, type Source } from "./draft";
import { directoryName } from "./state-word";
import { FilesField } from "./files-field";
import { useText } from "./text/use";

interface Props {
  draft: Draft;
  onChange: (draft: Draft) => void;
}

const SOURCES: readonly Source[] = ["acme", "uploaded", "self_signed"];
const DIRECTORIES = ["letsencrypt", "letsencrypt_staging", "zerossl", "custom"] as const;

/** Domains that there are, and names besides theirs. */
export function ForWhat({ draft, onChange, domains }: Props & { domains: Record<string, DomainSpec> }) {
  const { t } = useText();
  const all = Object.entries(domains);
  const pick = (domain: string, on: boolean) => onChange({ ...draft, domains: on ? [...draft.domains, domain] : draft.domains.filter((each) => each !== domain) });
  return (
    <fieldset className="grid min-w-0 gap-3">
      <legend className="mb-2 text-md font-semibold">{t.certificates.wizard.forWhat}</legend>
      {all.length === 0 && <p className="text-fg3">{t.certificates.wizard.noDomains}</p>}
      <div className="grid max-h-56 gap-1 overflow-y-auto">
        {all.map(([domain, spec]) => (
          <CheckField key={domain} label={domain} checked={draft.domains.includes(domain)} onChange={(on) => pick(domain, on)} help={[spec.names.filter((name) => name !== domain).join(", "), spec.tls ? t.certificates.usesOther(spec.tls.certificate) : t.certificates.plain].filter(Boolean).join(" · ")} />
        ))}
      </div>
      {draft.source !== "uploaded" && <TextField label={t.certificates.wizard.more} help={t.certificates.wizard.moreHelp} className="mono" value={draft.more} onChange={(more) => onChange({ ...draft, more })} />}
    </fieldset>
  );
}

/** Where it comes from, and what that wants to know. */
export function Whence({ draft, onChange }: Props) {
  const { t } = useText();
  return (
    <fieldset className="grid min-w-0 gap-3">
      <legend className="mb-2 text-md font-semibold">{t.certificates.wizard.whence}</legend>
      <span><Segmented label={t.certificates.wizard.whence} value={draft.source} options={SOURCES.map((value) => ({ value, label: t.certificates.wizard.ways[value] }))} onChange={(source) => onChange({ ...draft, source, redirect: source === "uploaded" })} /></span>
      <p className="text-fg2">{t.certificates.wizard.wayHelp[draft.source]}</p>
      {draft.source === "acme" && <Acme draft={draft} onChange={onChange} />}
      {draft.source === "uploaded" && <FilesField files={draft} onChange={({ chain, key }) => onChange({ ...draft, chain, key })} />}
      {draft.domains.length > 0 && <CheckField label={t.certificates.redirect} help={t.certificates.redirectHelp} checked={draft.redirect} onChange={(redirect) => onChange({ ...draft, redirect })} />}
    </fieldset>
  );
}

function Acme({ draft, onChange }: Props) {
  const { t } = useText();
  const { data } = useQuery({ queryKey: ["secrets"], queryFn: ({ signal }) => unwrap(api.GET("/api/v1/config/secrets", { signal })), enabled: draft.challenge === "dns", retry: false });
  const secrets = (data ?? []).filter(({ kind }) => kind === "credentials");
  const set = <K extends keyof Draft>(name: K) => (value: Draft[K]) => onChange({ ...draft, [name]: value });
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <SelectField label={t.certificates.directory} value={draft.directory} onChange={set("directory")} options={DIRECTORIES.map((value) => ({ value, label: directoryName(value, t) }))} />
      {draft.directory === "custom" && <TextField label={t.certificates.wizard.directoryUrl} type="url" className="mono" value={draft.directoryUrl} onChange={set("directoryUrl")} />}
      <TextField label={t.certificates.wizard.email} help={t.certificates.wizard.emailHelp} type="email" value={draft.email} onChange={set("email")} />
      <SelectField label={t.certificates.wizard.proof} help={t.certificates.wizard.proofHelp[draft.challenge]} value={draft.challenge} onChange={set("challenge")} options={(["http", "dns"] as const).map((value) => ({ value, label: t.certificates.challenges[value] }))} />
      {draft.challenge === "dns" && (
        <>
          <TextField label={t.certificates.wizard.provider} help={t.certificates.wizard.providerHelp} className="mono" list="dns-providers" value={draft.provider} onChange={set("provider")} />
          <datalist id="dns-providers">{PROVIDERS.map((each) => <option key={each} value={each}>{each}</option>)}</datalist>
          <SelectField label={t.certificates.wizard.secret} help={t.certificates.wizard.secretHelp} value={draft.credentials} onChange={set("credentials")} options={[{ value: "", label: t.certificates.wizard.noSecret }, ...secrets.map(({ name }) => ({ value: name, label: name }))]} />
        </>
      )}
    </div>
  );
}
