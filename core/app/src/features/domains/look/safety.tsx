import { Link } from "@tanstack/react-router";
import { Check, Minus, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";

import { unix } from "@/lib/instant";

import { useText } from "../text/use";
import type { Domain } from "../use-domains";

/** Is it safe: each measure, whether it is taken, and what that means. */
export function Safety({ domain: { spec, certificate, mode } }: { domain: Domain }) {
  const { t, f } = useText();
  const s = t.domains.safety;
  const { tls, limit, access, basic_auth } = spec;
  const isOwn = certificate?.current?.source === "self_signed";
  const until = certificate?.current ? f.moment(unix(certificate.current.not_after_at)) : null;
  const limits = [limit?.requests && s.rate(limit.requests, limit.per), limit?.connections && s.connections(limit.connections)].filter(Boolean).join(", ");
  return (
    <section aria-label={s.title} className="panel p-4">
      <h2 className="mb-2 font-semibold">{s.title}</h2>
      <ul className="grid gap-2">
        <Measure taken={Boolean(tls) && !isOwn && until !== null} warn name={s.https} said={tls ? <Link to="/certificates" search={{ open: tls.certificate }} className="hover:text-accent hover:underline">{isOwn ? s.selfSigned : until ? s.until(until) : s.noCertificate}</Link> : s.plain} />
        <Measure taken={Boolean(tls?.redirect_http)} name={s.redirect} said={tls?.redirect_http ? s.redirected : s.notRedirected} />
        <Measure taken={Boolean(tls?.hsts)} name={s.hsts} said={tls?.hsts ? s.hstsFor(f.span(tls.hsts.max_age_seconds)) : s.noHsts} />
        <Measure taken={mode === "enforce"} warn={mode === "off"} name={s.protection} said={<Link to="/services/$name" params={{ name: spec.service }} className="hover:text-accent hover:underline">{mode ? s.modes[mode] : s.notHeard}</Link>} />
        <Measure taken={Boolean(limits)} name={s.limit} said={limits || s.noLimit} />
        <Measure taken={Boolean(access && (access.allow.length > 0 || access.deny.length > 0))} name={s.access} said={access?.allow.length ? s.allowed(access.allow.length) : access?.deny.length ? s.denied(access.deny.length) : s.everyone} />
        <Measure taken={Boolean(basic_auth)} name={s.password} said={basic_auth ? s.logins(Object.keys(basic_auth.users).length) : s.noPassword} />
        {spec.snippet && <Measure taken name={s.snippet} said={s.snippetLines(spec.snippet.trim().split("\n").length)} />}
      </ul>
    </section>
  );
}

function Measure({ taken, warn = false, name, said }: { taken: boolean; warn?: boolean; name: string; said: ReactNode }) {
  const Icon = taken ? Check : warn ? TriangleAlert : Minus;
  return (
    <li className="grid grid-cols-[18px_minmax(0,9rem)_minmax(0,1fr)] gap-x-2">
      <Icon size={15} aria-hidden="true" className={taken ? "mt-0.5 text-okink" : warn ? "mt-0.5 text-warnink" : "mt-0.5 text-fg3"} />
      <span className="text-fg2">{name}</span>
      <span className="min-w-0 break-words">{said}</span>
    </li>
  );
}
