import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";

import { configQuery, proxiedServicesQuery, servicesQuery } from "@/api/config";
import type { CertificateItem, DomainSpec, ProxiedService } from "@/api/types";
import { clock } from "@/lib/clock";
import { answering } from "@/lib/members";
import { useStorePart } from "@/lib/store";

import { certificatesQuery } from "./requests";
import { type Trouble, troublesOf } from "./state";

export interface Domain {
  name: string;
  spec: DomainSpec;
  service: ProxiedService | undefined;
  certificate: CertificateItem | undefined;
  well: number;
  all: number;
  troubles: readonly Trouble[];
  rps: number | null;
  mode: "off" | "observe" | "enforce" | null;
}

const hourOf = (seconds: number) => Math.floor(seconds / 3600) * 3600;

/** All domains with what is known around them; undefined while that is not known. */
export function useDomains() {
  const { data: config, error, refetch } = useQuery(configQuery);
  const { data: proxied } = useQuery(proxiedServicesQuery);
  const { data: certificates } = useQuery(certificatesQuery);
  const { data: heard } = useQuery(servicesQuery);
  const now = useStorePart(clock, hourOf);
  const domains = useMemo((): readonly Domain[] | undefined => {
    if (!config || !proxied) return undefined;
    const around = { services: new Map(proxied.map((each) => [each.name, each])), certificates: new Map((certificates ?? []).map((each) => [each.name, each])), now };
    const live = new Map((heard ?? []).map((each) => [each.name, each]));
    return Object.entries(config.domains).map(([name, spec]) => {
      const service = around.services.get(spec.service);
      const own = live.get(spec.service);
      return { name, spec, service, certificate: spec.tls ? around.certificates.get(spec.tls.certificate) : undefined, ...answering(service), troubles: troublesOf(spec, around), rps: own?.rps ?? null, mode: own?.mode ?? null };
    });
  }, [config, proxied, certificates, heard, now]);
  return { domains, config, error, refetch };
}
