import { useMutation, useQueryClient } from "@tanstack/react-query";

import { api } from "@/api/client";
import { applyDocuments, configQuery } from "@/api/config";
import { tellFailed } from "@/api/failed";
import { unwrap } from "@/api/problem";
import type { MemberSpec, ProxiedService, ServiceSpec } from "@/api/types";
import { refetchConfig } from "@/components/deploying/requests";
import { showToast } from "@/lib/toasts";

import { useText } from "./text/use";

export interface MemberChange {
  member: string;
  weight?: number;
  draining?: boolean;
}

/** Weighing and draining, which hold within a second or two; shown at once, and taken back by one press. */
export function useMemberChange(service: ProxiedService) {
  const { t } = useText();
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: ({ member, ...body }: MemberChange) => unwrap(api.PATCH("/api/v1/config/service/{name}/members/{member}", { params: { path: { name: service.name, member } }, body })),
    onMutate: ({ member }): MemberChange | undefined => {
      const was = service.members.find(({ name }) => name === member);
      return was && { member, weight: was.weight, draining: was.draining };
    },
    onSuccess: (_, { member, weight, draining }, before) => {
      const title = draining === undefined ? t.services.member.weighed(member, weight ?? 1) : draining ? t.services.member.drained(member) : t.services.member.back(member);
      const undo = before && { member, ...(weight !== undefined && before.weight !== undefined && { weight: before.weight }), ...(draining !== undefined && before.draining !== undefined && { draining: before.draining }) };
      showToast({ tone: "done", title, note: t.services.member.atOnce, undo: undo ? () => change.mutate(undo) : null });
    },
    onError: (error) => tellFailed(error, t),
    onSettled: () => refetchConfig(client),
  });
  return change;
}

/** Members come and go with the document, of which the newest form is taken. */
export function useMemberList(service: string) {
  const { t } = useText();
  const client = useQueryClient();
  const put = useMutation({
    mutationFn: async ({ change, note }: { change: (members: readonly MemberSpec[]) => MemberSpec[]; note: string; title: string }) => {
      const config = await client.fetchQuery({ ...configQuery, staleTime: 0 });
      const spec = config.services[service];
      if (!spec) throw new Error(service);
      await applyDocuments({ services: { [service]: { ...spec, members: change(spec.members) } } }, note, config.revision);
      return spec;
    },
    onSuccess: (before: ServiceSpec, { title, note }) => showToast({ tone: "done", title, note: t.services.member.atOnce, undo: () => put.mutate({ change: () => [...before.members], note, title: t.deploy.undone }) }),
    onError: (error) => tellFailed(error, t),
    onSettled: () => refetchConfig(client),
  });
  return put;
}
