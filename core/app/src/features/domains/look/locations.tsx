import type { DomainSpec, LocationSpec } from "@/api/types";

import { type Texts, useText } from "../text/use";

const SHOWN = 12;

/** A match as NGINX's configuration has it. */
export const matchText = ({ kind, path, regex, ignore_case, final }: LocationSpec["match"]): string =>
  kind === "regex" ? `${ignore_case ? "~*" : "~"} ${regex ?? ""}` : `${kind === "exact" ? "= " : final ? "^~ " : ""}${path ?? ""}`;

export function actionText({ service, redirect, answer_status, rewrite, canary }: LocationSpec, usual: string, t: Texts): string {
  const w = t.domains.paths;
  if (redirect) return w.redirect(redirect.to, redirect.status);
  if (answer_status) return w.answer(answer_status);
  return [w.service(service ?? usual), rewrite?.strip_prefix && w.strip(rewrite.strip_prefix), rewrite?.regex && w.rewrite, canary && w.canary(canary.service)].filter(Boolean).join(", ");
}

/** What becomes of which path. */
export function Locations({ spec }: { spec: DomainSpec }) {
  const { t } = useText();
  return (
    <section aria-label={t.domains.paths.title} className="panel p-4">
      <h2 className="mb-2 font-semibold">{t.domains.paths.title}</h2>
      <dl className="grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)] gap-x-3 gap-y-1.5">
        {spec.locations.slice(0, SHOWN).map((location) => <div key={matchText(location.match)} className="contents"><dt className="mono break-all">{matchText(location.match)}</dt><dd className="min-w-0 break-words">{actionText(location, spec.service, t)}</dd></div>)}
        {!spec.locations.some(({ match }) => match.kind === "prefix" && match.path === "/") && <><dt className="text-fg2">{spec.locations.length > 0 ? t.domains.paths.rest : t.domains.paths.everything}</dt><dd>{t.domains.paths.service(spec.service)}</dd></>}
      </dl>
      {spec.locations.length > SHOWN && <p className="mt-2 text-xs text-fg3">{t.domains.paths.more(spec.locations.length - SHOWN)}</p>}
    </section>
  );
}
