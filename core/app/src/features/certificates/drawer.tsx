import { Link } from "@tanstack/react-router";
import { useQuery } from "@tanstack/react-query";
import { Fragment, useState } from "react";

import type { Certificate, CertificateItem } from "@/api/types";
import { Answer } from "@/components/answer";
import { Ago } from "@/components/age";
import { CopyButton } from "@/components/copy";
import { Facts } from "@/components/facts";
import { Modal } from "@/components/modal";
import { clock } from "@/lib/clock";
import { unix } from "@/lib/instant";
import { useStorePart } from "@/lib/store";

import { Actions } from "./actions";
import { Attempts, WhatToDo } from "./attempts";
import { configQuery } from "./requests";
import { Revoke } from "./revoke";
import { stateOf, TONE } from "./state";
import { directoryName, ICONS } from "./state-word";
import { whenNext } from "./columns";
import { wordsOf } from "./said";
import { useText } from "./text/use";

/** All there is to say of one, and all that can be done about it. */
export function Drawer({ item, onClose }: { item: CertificateItem; onClose: () => void }) {
  const { t, lang, f } = useText();
  const now = useStorePart(clock, (seconds) => Math.floor(seconds / 60) * 60);
  const state = stateOf(item, now);
  const Icon = ICONS[TONE[state]];
  return (
    <Modal title={item.name} place="side" className="w-[min(620px,100vw)]!" onClose={onClose}>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-5 p-4">
        <Answer tone={TONE[state]} icon={<Icon size={20} />} title={t.certificates.states[state]} lead={[t.certificates.help[state], item.source !== "uploaded" && whenNext(item, now, t, f)].filter(Boolean).join(" · ")} />
        {state === "failed" && item.last && <WhatToDo {...wordsOf(item.last, lang, f)} />}
        <Actions item={item} />
        <About item={item} />
        <Served item={item} />
        <Attempts item={item} />
        <Earlier item={item} />
      </div>
    </Modal>
  );
}

function About({ item: { name, wanted_names, current, domains, source, issuer_node } }: { item: CertificateItem }) {
  const { t, f } = useText();
  const { data } = useQuery(configQuery);
  const acme = data?.certificates[name]?.acme;
  const missing = current ? wanted_names.filter((each) => !current.names.includes(each)) : [];
  return (
    <Facts title={t.certificates.facts} rows={[
      [t.certificates.names, <span key="names" className="mono break-all">{(current?.names ?? wanted_names).join(", ")}</span>],
      ...(missing.length > 0 ? [[t.certificates.wanted, <span key="missing" className="mono break-all text-warnink">{missing.join(", ")}</span>] as const] : []),
      [t.certificates.usedBy, domains.length === 0 ? t.certificates.notUsed : domains.map((domain, i) => <Fragment key={domain}>{i > 0 && ", "}<Link to="/domains/$name" params={{ name: domain }} className="text-accent underline underline-offset-2">{domain}</Link></Fragment>)],
      [t.certificates.source, t.certificates.sources[source]],
      ...(acme ? [[t.certificates.directory, acme.directory === "custom" ? acme.directory_url : directoryName(acme.directory, t)] as const, [t.certificates.challenge, t.certificates.challenges[acme.challenge]] as const] : []),
      ...(issuer_node ? [[t.certificates.find.node, issuer_node] as const] : []),
      ...(current ? rowsOf(current, t, f) : []),
    ]} />
  );
}

function rowsOf(current: Certificate, t: ReturnType<typeof useText>["t"], f: ReturnType<typeof useText>["f"]) {
  return [
    [t.certificates.issuer, current.source === "placeholder" ? t.certificates.sources.placeholder : current.issuer], [t.certificates.key, current.key_type],
    [t.certificates.validFrom, f.moment(unix(current.not_before_at))], [t.certificates.expires, `${f.date(unix(current.not_after_at))}, ${f.clock(unix(current.not_after_at))}`],
    [t.certificates.ocsp, current.has_ocsp ? t.certificates.stapled : t.certificates.noOcsp],
    [t.certificates.serial, <span key="serial" className="mono break-all">{current.serial}</span>],
    [t.certificates.fingerprint, <span key="fingerprint" className="flex items-start gap-2"><span className="mono min-w-0 break-all">{current.fingerprint_sha256}</span><CopyButton text={current.fingerprint_sha256} /></span>],
  ] as const;
}

/** What each node shows to who asks it by TLS. */
function Served({ item: { served } }: { item: CertificateItem }) {
  const { t } = useText();
  return (
    <section>
      <h3 className="label mb-1.5">{t.certificates.served}</h3>
      {served.length === 0 && <p className="text-fg3">{t.certificates.notAsked}</p>}
      <ul className="grid gap-1">
        {served.map(({ node, is_current, error, protocol, asked_at }) => (
          <li key={node} className="flex flex-wrap gap-x-2">
            <b className="font-medium">{node}</b>
            <span className={is_current ? "text-okink" : "text-warnink"}>{is_current ? t.certificates.isCurrent : error ? t.certificates.unreachable : t.certificates.isOther}</span>
            <span className="text-fg3">{[protocol, t.certificates.asked].filter(Boolean).join(" · ")} <Ago at={unix(asked_at)} /></span>
            {error && <span lang="en" className="mono basis-full break-words text-fg2">{error}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The last few, of which one is served; an authority's can be taken back. */
function Earlier({ item: { name, certificates, current } }: { item: CertificateItem }) {
  const { t, f } = useText();
  const [revoked, setRevoked] = useState<Certificate | null>(null);
  if (certificates.length === 0) return null;
  return (
    <section>
      <h3 className="label mb-1.5">{t.certificates.earlier}</h3>
      <ul className="grid gap-1">
        {certificates.map((each) => (
          <li key={each.id} className="num flex min-h-7 flex-wrap items-center gap-x-2 border-t border-line pt-1 first:border-0">
            <span>{f.date(unix(each.not_before_at))} – {f.date(unix(each.not_after_at))}</span>
            <span className="text-fg2">{each.source === "placeholder" ? t.certificates.sources.placeholder : each.issuer}</span>
            {each.id === current?.id && <span className="text-okink">{t.certificates.current}</span>}
            {each.revoked_at && <span className="text-badink">{t.certificates.revoked(f.moment(unix(each.revoked_at)))}</span>}
            {!each.is_good && <span className="text-warnink">{t.certificates.notGood}</span>}
            {each.source === "acme" && !each.revoked_at && <button type="button" onClick={() => setRevoked(each)} className="ml-auto min-h-7 text-badink underline underline-offset-2">{t.certificates.revoke}</button>}
          </li>
        ))}
      </ul>
      {revoked && <Revoke name={name} certificate={revoked} onClose={() => setRevoked(null)} />}
    </section>
  );
}
