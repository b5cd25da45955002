import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Waypoints } from "lucide-react";

import { api } from "@/api/client";
import { ApiError, unwrap } from "@/api/problem";
import { may, session } from "@/api/session";
import type { Mode, Service } from "@/api/types";
import { Ago } from "@/components/age";
import { cell, headCell, Page } from "@/components/page";
import { Segmented } from "@/components/segmented";
import { Empty, Failure, Skeleton } from "@/components/states";
import { cx } from "@/lib/cx";
import { useText } from "@/lib/i18n/react";
import { unix } from "@/lib/instant";
import { useStore } from "@/lib/store";
import { showToast } from "@/lib/toasts";

const KEY = ["services"];
const MODES: readonly Mode[] = ["off", "observe", "enforce"];

/** What is protected, and how strictly. */
export default function ServicesScreen() {
  const { t } = useText();
  const { data, error, refetch } = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/services", { signal })),
    refetchInterval: 3000,
  });
  return (
    <Page lead={t.services.lead}>
      <section className="panel relative overflow-x-auto">
        {error && !data && <Failure error={error} onRetry={() => void refetch()} />}
        {!data && !error && <div className="p-4"><Skeleton className="h-40" /></div>}
        {data?.length === 0 && <Empty icon={<Waypoints size={20} />} title={t.services.none} lead={t.services.noneLead} />}
        {data && data.length > 0 && (
          <table className="w-full border-collapse">
            <thead className="max-md:sr-only">
              <tr>
                <th scope="col" className={headCell}>{t.services.name}</th>
                <th scope="col" className={cx(headCell, "text-right! max-md:hidden")}>{t.services.rps}</th>
                <th scope="col" className={cx(headCell, "max-md:hidden")}>{t.services.firstSeen}</th>
                <th scope="col" className={headCell}>{t.services.mode}</th>
              </tr>
            </thead>
            <tbody>{data.map((service) => <Row key={service.name} service={service} />)}</tbody>
          </table>
        )}
      </section>
    </Page>
  );
}

function Row({ service }: { service: Service }) {
  const { t, f } = useText();
  const client = useQueryClient();
  const blocked = may(useStore(session), "operate") ? false : t.state.needs.operate;
  const { mutate, variables, isPending } = useMutation({
    mutationFn: (mode: Mode) => unwrap(api.PATCH("/api/v1/services/{name}", { params: { path: { name: service.name } }, body: { mode } })),
    onSuccess: (changed, _, before: { mode: Mode }) => {
      const undo = () => mutate(before.mode);
      showToast({ tone: "done", title: t.services.changed(changed.name, t.services.modes[changed.mode]), note: t.services.help[changed.mode], undo });
    },
    onError: (error) => showToast({ tone: "failed", title: t.act.failed, note: error instanceof ApiError ? error.message : "" }),
    onMutate: () => ({ mode: service.mode }),
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
  });
  const mode = isPending ? variables : service.mode;
  return (
    <tr className="border-t border-line max-md:block max-md:p-2 max-md:first:border-0">
      <th scope="row" className={cx(cell, "text-left font-medium max-md:block md:w-1/2 md:max-w-0")}><span className="cut block" title={service.name}>{service.name}</span></th>
      <td className={cx(cell, "num text-right max-md:hidden")}>{f.amount(service.rps)}</td>
      <td className={cx(cell, "num whitespace-nowrap text-fg2 max-md:hidden")}><Ago at={unix(service.first_seen_at)} /></td>
      <td className={cx(cell, "whitespace-nowrap max-md:block md:w-px")}>
        <span className="flex items-center gap-3 max-md:grid max-md:gap-1">
          <Segmented
            label={t.services.modeOf(service.name)}
            value={mode}
            disabled={blocked}
            options={MODES.map((value) => ({ value, label: t.services.modes[value], title: t.services.help[value] }))}
            onChange={(value) => mutate(value)}
          />
          <span className="w-56 text-xs text-fg3 max-md:w-auto">{t.services.help[mode]}</span>
        </span>
      </td>
    </tr>
  );
}
