import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { TriangleAlert } from "lucide-react";
import { useMemo } from "react";

import { api } from "@/api/client";
import { proxiedServicesQuery, servicesQuery } from "@/api/config";
import { unwrap } from "@/api/problem";
import type { ProxiedService, Service } from "@/api/types";
import { Answer } from "@/components/answer";
import { DeployBar } from "@/components/deploying/deploy-bar";
import FreezeButton from "@/components/freeze";
import { Page } from "@/components/page";
import { Skeleton } from "@/components/states";
import { answering } from "@/lib/members";

import type { Known } from "./columns";
import ShownPagesOfLastHour from "./shown-pages";
import { ServiceTable } from "./table";
import { useText } from "./text/use";

function joined(heard: readonly Service[], proxied: readonly ProxiedService[]): Known[] {
  const names = [...new Set([...heard, ...proxied].map(({ name }) => name))].toSorted((a, b) => a.localeCompare(b, "en"));
  return names.map((name) => ({ name, heard: heard.find((each) => each.name === name), proxied: proxied.find((each) => each.name === name) }));
}

/** What is protected, how strictly, and whether somebody answers for it. */
export default function ServicesScreen() {
  const { t } = useText();
  const { data: heard, error, refetch } = useQuery(servicesQuery);
  const { data: proxied, isPending } = useQuery(proxiedServicesQuery);
  const { data: policy } = useQuery({ queryKey: ["policy"], queryFn: ({ signal }) => unwrap(api.GET("/api/v1/policy", { signal })), refetchInterval: 5000 });
  const services = useMemo(() => (isPending ? undefined : heard && joined(heard, proxied ?? [])), [isPending, heard, proxied]);
  return (
    <Page lead={t.services.lead} actions={policy ? <FreezeButton frozen={policy.frozen} /> : <Skeleton className="h-8 w-40 pointer-coarse:h-11" />}>
      <DeployBar />
      <Dead services={proxied ?? []} />
      <ServiceTable services={services} error={error} onRetry={() => void refetch()} />
      {services && <ShownPagesOfLastHour />}
    </Page>
  );
}

/** Services for which nobody may answer, before all else. */
function Dead({ services }: { services: readonly ProxiedService[] }) {
  const { t } = useText();
  const dead = services.filter((service) => service.domains.length > 0 && answering(service).well === 0);
  const [first] = dead;
  if (!first) return null;
  return (
    <Answer
      tone="bad" icon={<TriangleAlert size={20} />} title={t.services.dead(dead.length)} lead={t.services.deadLead(dead.map(({ name }) => name).join(", "))}
      actions={<Link to="/services/$name" params={{ name: first.name }} className="ctl border border-line2 bg-panel hover:bg-hover">{t.services.look}</Link>}
    />
  );
}
