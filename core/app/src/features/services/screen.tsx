import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Waypoints } from "lucide-react";
import { useId } from "react";

import { api } from "@/api/client";
import { ApiError, unwrap } from "@/api/problem";
import { may, session } from "@/api/session";
import type { Mode, Service, Step } from "@/api/types";
import { Ago } from "@/components/age";
import FreezeButton from "@/components/freeze";
import { cell, headCell, Page } from "@/components/page";
import { Segmented } from "@/components/segmented";
import { Empty, Failure, Skeleton } from "@/components/states";
import { cx } from "@/lib/cx";
import { useText } from "@/lib/i18n/react";
import { unix } from "@/lib/instant";
import { useStore } from "@/lib/store";
import { showToast } from "@/lib/toasts";

const KEY = ["services"];
const STEPS: readonly Step[] = ["observe", "limit", "challenge", "ban"];
const MODES: readonly Mode[] = ["off", "observe", "enforce"];

/** What is protected, and how strictly. */
export default function ServicesScreen() {
  const { t } = useText();
  const { data, error, refetch } = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/services", { signal })),
    refetchInterval: 3000,
  });
  const { data: policy } = useQuery({ queryKey: ["policy"], queryFn: ({ signal }) => unwrap(api.GET("/api/v1/policy", { signal })), refetchInterval: 5000 });
  return (
    <Page lead={t.services.lead} actions={policy && <FreezeButton frozen={policy.frozen} />}>
      <section className="panel relative overflow-x-auto">
        {error && !data && <Failure error={error} onRetry={() => void refetch()} />}
        {!data && !error && <div className="p-4"><Skeleton className="h-40" /></div>}
        {data?.length === 0 && <Empty icon={<Waypoints size={20} />} title={t.services.none} lead={t.services.noneLead} />}
        {data && data.length > 0 && (
          <table className="w-full border-collapse">
            <thead className="max-md:sr-only">
              <tr>
                <th scope="col" className={headCell}>{t.services.name}</th>
                <th scope="col" className={cx(headCell, "text-right! whitespace-nowrap max-md:hidden")}>{t.services.rps}</th>
                <th scope="col" className={cx(headCell, "max-md:hidden")}>{t.services.firstSeen}</th>
                <th scope="col" className={headCell}>{t.services.mode}</th>
                <th scope="col" className={headCell}>{t.services.maxStep}</th>
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
  const blocked = may(useStore(session), "operate") ? false : t.state.needs.operate;
  const { mode, max_step, change } = useChanging(service);
  const step = useId();
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
            onChange={(value) => change({ mode: value })}
          />
          <span className="w-52 text-xs text-fg3 max-xl:hidden">{t.services.help[mode]}</span>
        </span>
      </td>
      <td className={cx(cell, "max-md:block md:w-px")}>
        <label htmlFor={step} className="sr-only">{t.services.maxStepOf(service.name)}</label>
        <select id={step} className="field w-40!" title={blocked || t.services.maxStepHelp} disabled={Boolean(blocked)} value={max_step} onChange={(event) => change({ max_step: event.target.value as Step })}>
          {STEPS.map((value) => <option key={value} value={value}>{t.decisions.types[value]}</option>)}
        </select>
      </td>
    </tr>
  );
}

type Change = { mode: Mode } | { max_step: Step };

/** What holds at a service, as of the last change that was asked for, and a way to change it that can be undone. */
function useChanging(service: Service) {
  const { t } = useText();
  const client = useQueryClient();
  const { mode, max_step } = service;
  const { mutate, variables, isPending } = useMutation({
    mutationFn: (change: Change) => unwrap(api.PATCH("/api/v1/services/{name}", { params: { path: { name: service.name } }, body: change })),
    onMutate: (change): Change => ("mode" in change ? { mode } : { max_step }),
    onSuccess: (changed, change, before) => {
      const [said, note] = "mode" in change
        ? [t.services.modes[changed.mode], t.services.help[changed.mode]]
        : [`${t.services.maxStep.toLowerCase()} — ${t.decisions.types[changed.max_step].toLowerCase()}`, t.services.maxStepHelp];
      showToast({ tone: "done", title: t.services.changed(changed.name, said), note, undo: () => mutate(before) });
    },
    onError: (error) => showToast({ tone: "failed", title: t.act.failed, note: error instanceof ApiError ? error.message : "" }),
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
  });
  return { mode, max_step, ...(isPending ? variables : {}), change: mutate };
}
