import { Link } from "@tanstack/react-router";

import type { DomainSpec } from "@/api/types";
import { CheckField, SelectField } from "@/components/field";

import { useText } from "../text/use";
import type { PartsProps } from "./form";

const HALF_A_YEAR = 15_552_000;
const AGES = [300, 86_400, 2_592_000, HALF_A_YEAR, 31_536_000] as const;

/** By which certificate, and whether visitors may come without. */
export function HttpsFields({ spec: { tls }, put, config }: PartsProps) {
  const { t, f } = useText();
  const w = t.domains.edit;
  const certificates = [...new Set([...Object.keys(config.certificates), ...(tls ? [tls.certificate] : [])])];
  const set = (change: Partial<NonNullable<DomainSpec["tls"]>>) => tls && put({ tls: { ...tls, ...change } });
  const choose = (certificate: string) => put({ tls: certificate ? { redirect_http: true, http2: true, hsts: null, ...tls, certificate } : null });
  return (
    <>
      <SelectField label={w.certificate} help={certificates.length === 0 ? w.noCertificates : w.certificateHelp} value={tls?.certificate ?? ""} options={[{ value: "", label: w.noHttps }, ...certificates.map((value) => ({ value, label: value }))]} onChange={choose} />
      {certificates.length === 0 && <Link to="/certificates" search={{ open: "+" }} className="w-fit text-accent underline">{w.getCertificate}</Link>}
      {tls && (
        <>
          <CheckField label={w.redirectHttp} checked={tls.redirect_http} onChange={(redirect_http) => set({ redirect_http })} />
          <CheckField label={w.http2} checked={tls.http2} onChange={(http2) => set({ http2 })} />
          <CheckField label={w.hsts} help={w.hstsHelp} checked={Boolean(tls.hsts)} onChange={(on) => set({ hsts: on ? { max_age_seconds: 300, subdomains: false, preload: false } : null })} />
          {tls.hsts && <SelectField label={w.hstsAge} value={String(tls.hsts.max_age_seconds)} options={[...new Set([...AGES, tls.hsts.max_age_seconds])].toSorted((a, b) => a - b).map((seconds) => ({ value: String(seconds), label: f.span(seconds) }))} onChange={(seconds) => tls.hsts && set({ hsts: { ...tls.hsts, max_age_seconds: Number(seconds) } })} />}
        </>
      )}
    </>
  );
}
