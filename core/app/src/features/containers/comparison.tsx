import { useQueries } from "@tanstack/react-query";

import type { Container } from "@/api/types";
import { Modal } from "@/components/modal";
import { Failure, Skeleton } from "@/components/states";
import { cx } from "@/lib/cx";

import { ContainerCharts } from "./charts";
import { known } from "./known";
import { containerQuery } from "./requests";
import { useText } from "./text/use";

/** Two containers beside each other: what they took, in the same charts, and what is different of them. */
export default function Comparison({ places, onClose }: { places: readonly string[]; onClose: () => void }) {
  const { t } = useText();
  const asked = useQueries({ queries: places.map(containerQuery) });
  const failed = asked.find(({ error, data }) => error && !data);
  const containers = asked.flatMap(({ data }) => data?.container ?? []);
  const names = namesOf(containers);
  return (
    <Modal title={t.containers.comparison} onClose={onClose} place="side" isText className="w-[min(860px,100vw)]!">
      <div className="grid grid-cols-[minmax(0,1fr)] gap-5 p-4">
        {failed && <Failure error={failed.error} onRetry={() => void failed.refetch()} />}
        {!failed && containers.length < places.length && <Skeleton className="h-96" />}
        {containers.length === places.length && <><ContainerCharts containers={containers} names={names} /><Beside containers={containers} names={names} /></>}
      </div>
    </Modal>
  );
}

/** By name, and with the node where both are called the same. */
const namesOf = (containers: readonly Container[]): string[] => {
  const same = new Set(containers.map(({ name }) => name)).size < containers.length;
  return containers.map(({ name, node_name }) => (same ? `${name} (${node_name})` : name));
};

function Beside({ containers, names }: { containers: readonly Container[]; names: readonly string[] }) {
  const { t, f } = useText();
  const [left = [], right = []] = containers.map((container) => known(container, t, f));
  return (
    <table className="num w-full table-fixed border-collapse">
      <thead>
        <tr>
          <th scope="col" className="w-[26%] py-1.5 text-left"><span className="sr-only">{t.containers.facts}</span></th>
          {names.map((name) => <th key={name} scope="col" className="px-2 py-1.5 text-left font-semibold break-all">{name}</th>)}
        </tr>
      </thead>
      <tbody>
        {left.map(([what, value], i) => {
          const other = right[i]?.[1] ?? "";
          const differs = other !== value;
          return (
            <tr key={what} className="border-t border-line align-top">
              <th scope="row" className="py-1.5 pr-2 text-left font-normal text-fg3">{what}{differs && <span className="sr-only"> ({t.containers.differs})</span>}</th>
              {[value, other].map((text, side) => <td key={side} className={cx("px-2 py-1.5 break-all", differs ? "bg-warnsoft text-fg" : "text-fg2")}>{text}</td>)}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
