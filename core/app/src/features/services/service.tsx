import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { CircleCheck, CircleHelp, Gauge, TriangleAlert } from "lucide-react";
import { lazy, Suspense } from "react";

import { configQuery, proxiedServicesQuery, servicesQuery } from "@/api/config";
import type { ProxiedService, Service } from "@/api/types";
import { Answer } from "@/components/answer";
import { DeployBar } from "@/components/deploying/deploy-bar";
import { Page } from "@/components/page";
import { Segmented } from "@/components/segmented";
import { Empty, Failure, Skeleton } from "@/components/states";
import { Traffic } from "@/components/traffic/traffic";
import { answering } from "@/lib/members";
import { useChangeSearch, useViewSearch } from "@/lib/view";

import { Answers } from "./answers";
import { Members } from "./members";
import { ModeField, StepField } from "./protection";
import { ShownPagesOfService } from "./shown-pages";
import { TestRequest } from "./test-request";
import { useText } from "./text/use";
import { Topology } from "./topology";

const Edit = lazy(() => import("./edit/edit"));

/** One service: whether each member is well, how they share the requests, and how it is protected. */
export default function ServiceScreen() {
  const { t } = useText();
  const { name = "" } = useParams({ strict: false });
  const { look } = useViewSearch();
  const change = useChangeSearch();
  const { data: proxied, error, refetch } = useQuery(proxiedServicesQuery);
  const { data: heard } = useQuery(servicesQuery);
  const { data: config } = useQuery(configQuery);
  const service = proxied?.find((each) => each.name === name);
  const own = heard?.find((each) => each.name === name);
  const spec = config?.services[name];
  const edits = look === "edit" && spec !== undefined;
  const known = proxied !== undefined && heard !== undefined;
  const waiting = <section className="panel p-4"><Skeleton className="h-96" /></section>;
  return (
    <Page
      lead={<span className="flex min-w-0 flex-wrap items-baseline gap-x-2"><Link to="/services" className="hover:text-accent hover:underline">{t.nav.services}</Link><span aria-hidden="true" className="text-fg3">/</span><b className="text-md font-semibold break-all text-fg">{name}</b></span>}
      actions={spec && <Segmented label={t.services.shown} value={edits ? "edit" : "look"} options={(["look", "edit"] as const).map((value) => ({ value, label: t.services.looks[value] }))} onChange={(value) => change({ look: value === "edit" ? "edit" : undefined })} />}
    >
      {error && !proxied && <section className="panel"><Failure error={error} onRetry={() => void refetch()} /></section>}
      {!known && !error && waiting}
      {known && !service && !own && <section className="panel"><Empty title={t.services.noSuch} lead={t.services.noSuchLead(name)}><Link to="/services" className="ctl border border-line2 hover:bg-hover">{t.services.toAll}</Link></Empty></section>}
      {service && <DeployBar />}
      {edits && config && <Suspense fallback={waiting}><Edit key={name} name={name} spec={spec} config={config} /></Suspense>}
      {!edits && known && (service || own) && <Overview name={name} service={service} heard={own} />}
    </Page>
  );
}

function Overview({ name, service, heard }: { name: string; service: ProxiedService | undefined; heard: Service | undefined }) {
  return (
    <>
      {service && <Verdict service={service} />}
      {service && <Topology service={service} />}
      {service && <Members service={service} />}
      {service && <Answers service={service} />}
      <Protection heard={heard} />
      <Traffic service={name} />
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-3 lg:grid-cols-2">
        {service && <TestRequest service={service} />}
        <ShownPagesOfService service={name} />
      </div>
    </>
  );
}

/** Is each upstream healthy: in a sentence, with what visitors see where none is. */
function Verdict({ service }: { service: ProxiedService }) {
  const { t } = useText();
  const w = t.services.verdict;
  const { well, all } = answering(service);
  const scaling = service.is_scaled && <Link to="/autoscaling" search={{ open: service.name }} className="ctl border border-line2 bg-panel hover:bg-hover"><Gauge size={15} aria-hidden="true" />{w.scaling}</Link>;
  const pages = <Link to="/pages" className="ctl border border-line2 bg-panel hover:bg-hover">{w.seePage}</Link>;
  const unwell = service.members.flatMap(({ name, nodes }) => nodes.filter(({ health }) => health === "unwell").map(({ node, reason }) => `${name} (${node}): ${reason}`));
  const seen = service.members.some(({ nodes }) => nodes.some(({ health }) => health !== "unknown"));
  if (all === 0) return <Answer tone="bad" icon={<TriangleAlert size={20} />} title={w.nobody} lead={w.nobodyLead} actions={pages} />;
  if (well === 0) return <Answer tone="bad" icon={<TriangleAlert size={20} />} title={w.allUnwell} lead={`${w.allUnwellLead} ${unwell.slice(0, 3).join("; ")}`} actions={pages} />;
  if (well < all) return <Answer tone="warn" icon={<TriangleAlert size={20} />} title={w.someUnwell(all - well)} lead={unwell.slice(0, 3).join("; ")} actions={scaling} />;
  if (!service.is_checked || !seen) return <Answer tone="off" icon={<CircleHelp size={20} />} title={w.unlooked} lead={service.is_checked ? w.notYet : w.unchecked} actions={<Link to="." search={{ look: "edit" }} className="ctl border border-line2 bg-panel hover:bg-hover">{w.check}</Link>} />;
  return <Answer tone="ok" icon={<CircleCheck size={20} />} title={w.allWell(all)} lead={service.domains.length > 0 ? w.served(service.domains.join(", "), service.nodes.join(", ")) : w.noDomain} actions={scaling} />;
}

function Protection({ heard }: { heard: Service | undefined }) {
  const { t } = useText();
  return (
    <section aria-label={t.services.protection} className="panel flex flex-wrap items-center gap-x-6 gap-y-3 p-4">
      <div className="min-w-0 flex-1 basis-64"><h2 className="font-semibold">{t.services.protection}</h2><p className="text-fg2">{heard ? t.services.explained[heard.mode] : t.services.notHeardLead}</p></div>
      {heard && <ModeField service={heard} />}
      {heard && <span className="flex items-center gap-2"><span className="text-xs text-fg2">{t.services.maxStep}</span><StepField service={heard} /></span>}
    </section>
  );
}
