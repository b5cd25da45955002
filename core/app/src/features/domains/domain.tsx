import { Link, useParams } from "@tanstack/react-router";
import { CircleCheck, CircleOff, TriangleAlert } from "lucide-react";
import { lazy, Suspense } from "react";

import { Answer, type Tone } from "@/components/answer";
import { DeployBar } from "@/components/deploying/deploy-bar";
import { Page } from "@/components/page";
import { Segmented } from "@/components/segmented";
import { Empty, Failure, Skeleton } from "@/components/states";
import { useChangeSearch, useViewSearch } from "@/lib/view";

import { Look } from "./look/look";
import { toneOf } from "./state";
import { useText } from "./text/use";
import { type Domain, useDomains } from "./use-domains";

const PANES = { edit: lazy(() => import("./edit/edit")), history: lazy(() => import("./history")) };

/** One domain: where it goes, whether it is safe, how it is doing; and the way to change it. */
export default function DomainScreen() {
  const { t } = useText();
  const { name = "" } = useParams({ strict: false });
  const { look } = useViewSearch();
  const change = useChangeSearch();
  const { domains, config, error, refetch } = useDomains();
  const domain = domains?.find((each) => each.name === name);
  const Pane = look && PANES[look];
  const waiting = <section className="panel p-4"><Skeleton className="h-96" /></section>;
  const options = (["look", "edit", "history"] as const).map((value) => ({ value, label: t.domains.looks[value] }));
  return (
    <Page
      lead={<span className="flex min-w-0 flex-wrap items-baseline gap-x-2"><Link to="/domains" className="hover:text-accent hover:underline">{t.domains.title}</Link><span aria-hidden="true" className="text-fg3">/</span><b className="text-md font-semibold break-all text-fg">{domain?.spec.names[0] ?? name}</b></span>}
      actions={domain && <Segmented label={t.domains.shown} value={look ?? "look"} options={options} onChange={(value) => change({ look: value === "look" ? undefined : value, open: undefined })} />}
    >
      {error && !domains && <section className="panel"><Failure error={error} onRetry={() => void refetch()} /></section>}
      {!domains && !error && waiting}
      {domains && !domain && <section className="panel"><Empty title={t.domains.noSuch} lead={t.domains.noSuchLead(name)}><Link to="/domains" className="ctl border border-line2 hover:bg-hover">{t.domains.toAll}</Link></Empty></section>}
      {domain && <DeployBar />}
      {domain && !Pane && <Verdict domain={domain} />}
      {domain && config && (Pane ? <Suspense fallback={waiting}><Pane key={domain.name} domain={domain} config={config} /></Suspense> : <Look domain={domain} />)}
    </Page>
  );
}

const ICONS: Record<Tone, typeof CircleCheck> = { ok: CircleCheck, warn: TriangleAlert, bad: TriangleAlert, off: CircleOff };

/** Where it goes, whether that is safe and well: in a sentence each. */
function Verdict({ domain: { troubles, spec, well, all } }: { domain: Domain }) {
  const { t } = useText();
  const tone = toneOf(troubles);
  const [first, ...others] = troubles;
  const Icon = ICONS[tone];
  const goes = t.domains.goes(spec.service, well, all, spec.nodes.join(", "));
  const lead = [first ? t.domains.explained[first] : goes, ...others.map((each) => t.domains.explained[each]), ...(first && tone === "ok" ? [goes] : [])].join(" ");
  return <Answer tone={tone} icon={<Icon size={20} />} title={first && first !== "plain" ? t.domains.troubles[first] : t.domains.fineLong} lead={lead} />;
}
