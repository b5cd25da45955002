import type { DomainSpec } from "@/api/types";
import { numberProps } from "@/components/document/form-parts";
import { CheckField, TextField } from "@/components/field";

import { type Texts, useText } from "../text/use";
import type { PartsProps } from "./form";

const CACHE: NonNullable<DomainSpec["cache"]> = { seconds: 60, key: "$scheme$host$request_uri", statuses: [200, 301], stale_while_away: true };
const COMPRESSION: NonNullable<DomainSpec["compression"]> = { level: 5, from_bytes: 1000, types: ["text/plain", "text/css", "text/xml", "application/json", "application/javascript", "text/javascript", "application/xml", "image/svg+xml"] };

export const speedNow = ({ cache, compression }: DomainSpec, { domains: { edit: w } }: Texts): string => [cache && w.cached(cache.seconds), compression && w.compressed].filter(Boolean).join(", ") || w.none;

/** What is kept on the nodes, and how answers travel. */
export function SpeedFields({ spec, put }: PartsProps) {
  const { t } = useText();
  const w = t.domains.edit;
  const { cache } = spec;
  return (
    <>
      <CheckField label={w.cache} help={w.cacheHelp} checked={Boolean(cache)} onChange={(on) => put({ cache: on ? CACHE : null })} />
      {cache && (
        <div className="grid gap-3 sm:grid-cols-2">
          <TextField label={w.cacheSeconds} min={1} {...numberProps({ value: cache.seconds, onChange: (seconds) => put({ cache: { ...cache, seconds: seconds ?? 1 } }) })} />
          <TextField label={w.cacheBypass} help={w.cacheBypassHelp} className="mono" value={cache.bypass_cookie ?? ""} onChange={(cookie) => put({ cache: { ...cache, bypass_cookie: cookie || null } })} />
        </div>
      )}
      {cache && <CheckField label={w.stale} checked={cache.stale_while_away} onChange={(stale_while_away) => put({ cache: { ...cache, stale_while_away } })} />}
      <CheckField label={w.compression} checked={Boolean(spec.compression)} onChange={(on) => put({ compression: on ? COMPRESSION : null })} />
      <TextField label={w.readSeconds} help={w.readSecondsHelp} min={1} {...numberProps({ value: spec.read_seconds, onChange: (read_seconds) => put({ read_seconds }) })} />
    </>
  );
}
